import { randomUUID } from "node:crypto"
import type { Episode } from "@aethercast/domain/Episode"
import type { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import * as EpisodeState from "@aethercast/domain/EpisodeState"
import type { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import type { LineId } from "@aethercast/domain/Timeline"
import { Effect, Ref } from "effect"
import * as ChangeSignal from "../ChangeSignal.ts"
import { type Audience, noAudience } from "./GenerationWindow.ts"

/** The audio of a line while it is synthesized: chunks of whole frames. */
export interface LiveLine {
  readonly lineId: LineId
  readonly chunks: ReadonlyArray<Uint8Array>
}

/** The state of an episode's actor in memory. */
export interface SessionState {
  readonly episode: Episode
  /** All events since activation, by their offset. */
  readonly log: ReadonlyArray<EpisodeEvent>
  readonly live: LiveLine | undefined
  /** While generation rests: the status with which it resumes. */
  readonly resumesAs: EpisodeStatus | undefined
  readonly audience: Audience
}

/** One activation of an episode's actor. */
export interface EpisodeSession {
  /** Identifies the activation, whose log starts empty. */
  readonly activation: string
  readonly state: Effect.Effect<SessionState>
  /** Signals every change of the state. */
  readonly changes: ChangeSignal.ChangeSignal
  readonly update: (change: (state: SessionState) => SessionState) => Effect.Effect<void>
  /** Applies an event to the episode and appends it to the log. */
  readonly publish: (event: EpisodeState.Change) => Effect.Effect<void>
}

export const make = Effect.fnUntraced(function* (episode: Episode) {
  const changes = yield* ChangeSignal.make
  const state = yield* Ref.make<SessionState>({
    episode,
    log: [],
    live: undefined,
    resumesAs: undefined,
    audience: noAudience
  })
  const update: EpisodeSession["update"] = (change) =>
    Effect.andThen(Ref.update(state, change), changes.notify)

  const session: EpisodeSession = {
    activation: randomUUID(),
    state: Ref.get(state),
    changes,
    update,
    publish: (event) =>
      update((now) => ({
        ...now,
        episode: EpisodeState.advance(now.episode, event),
        log: [...now.log, event]
      }))
  }
  return session
})
