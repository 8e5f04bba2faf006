import { randomUUID } from "node:crypto"
import type { Episode } from "@aethercast/domain/Episode"
import type { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import * as EpisodeState from "@aethercast/domain/EpisodeState"
import type { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import type { LineId } from "@aethercast/domain/Timeline"
import { Effect, Fiber, Ref, Scope, Semaphore } from "effect"
import * as ChangeSignal from "../ChangeSignal.ts"
import { Episodes } from "../store/Episodes.ts"
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
  /** Applies an event to the episode, appends it to the log, and saves the episode. */
  readonly publish: (event: EpisodeState.Change) => Effect.Effect<void>
  /** Runs effects one after the other, and to their end even if the caller is interrupted. */
  readonly exclusively: <A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E>
}

export const make = Effect.fnUntraced(function* (episode: Episode) {
  const episodes = yield* Episodes
  const scope = yield* Scope.Scope
  const changes = yield* ChangeSignal.make
  const saving = yield* Semaphore.make(1)
  const exclusive = yield* Semaphore.make(1)
  const state = yield* Ref.make<SessionState>({
    episode,
    log: [],
    live: undefined,
    resumesAs: undefined,
    audience: noAudience
  })
  const update: EpisodeSession["update"] = (change) =>
    Effect.andThen(Ref.update(state, change), changes.notify)

  // Serialized, and each saves the latest state, so that an older one never overwrites a newer one.
  const save = saving.withPermits(1)(
    Effect.flatMap(Ref.get(state), (now) => episodes.save(now.episode))
  )

  const session: EpisodeSession = {
    activation: randomUUID(),
    state: Ref.get(state),
    changes,
    update,
    publish: Effect.fnUntraced(function* (event: EpisodeState.Change) {
      yield* update((now) => ({
        ...now,
        episode: EpisodeState.advance(now.episode, event),
        log: [...now.log, event]
      }))
      switch (event._tag) {
        // Lines are stored as rows of their own.
        case "LineStarted":
        case "LineFinished":
        case "LineLeftOut":
          return
        // The first line of a chapter does not wait until the chapter is saved.
        case "ChapterOpened":
          yield* Effect.forkIn(save, scope)
          return
        default:
          yield* save
      }
    }),
    exclusively: (effect) =>
      Effect.flatMap(Effect.forkIn(exclusive.withPermits(1)(effect), scope), Fiber.join)
  }
  return session
})
