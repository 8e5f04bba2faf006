import { randomUUID } from "node:crypto"
import type { Episode } from "@aethercast/domain/Episode"
import type { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import type { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import * as EpisodeState from "@aethercast/domain/EpisodeState"
import type { LineId } from "@aethercast/domain/Timeline"
import { Effect, PubSub, Ref, type Scope } from "effect"
import { type Audience, nobody } from "./GenerationWindow.ts"

/** The sound of a line while it is made: the pieces so far, each a whole number of frames. */
export interface LiveClip {
  readonly lineId: LineId
  readonly pieces: ReadonlyArray<Uint8Array>
}

/** Everything that the actor of an episode holds in memory. */
export interface StageState {
  readonly episode: Episode
  /** Every change since activation: a watcher reads on from where it is, and never misses one. */
  readonly log: ReadonlyArray<EpisodeEvent>
  readonly live: LiveClip | undefined
  /** While generation rests: the status that it goes on with. */
  readonly wakesTo: EpisodeStatus | undefined
  readonly audience: Audience
}

/** State with a bell: whoever waits for a change subscribes first, looks, and waits for the next ring. */
export interface Stage {
  /** Names this activation: its log begins anew. */
  readonly activation: string
  readonly state: Effect.Effect<StageState>
  readonly update: (change: (state: StageState) => StageState) => Effect.Effect<void>
  readonly tell: (event: EpisodeState.Change) => Effect.Effect<void>
  /** A wait for the next change, from the moment of asking. */
  readonly bell: Effect.Effect<Effect.Effect<void>, never, Scope.Scope>
}

export const make = Effect.fnUntraced(function* (episode: Episode) {
  const state = yield* Ref.make<StageState>({
    episode,
    log: [],
    live: undefined,
    wakesTo: undefined,
    audience: nobody
  })
  // Never shut down: that would interrupt who waits, and to the engine an interrupted question is answered.
  const bell = yield* PubSub.sliding<void>(1)
  const ring = PubSub.publish(bell, undefined)

  const stage: Stage = {
    activation: randomUUID(),
    state: Ref.get(state),
    update: (change) => Effect.andThen(Ref.update(state, change), ring),
    tell: (event) =>
      stage.update((now) => ({
        ...now,
        episode: EpisodeState.advance(now.episode, event),
        log: [...now.log, event]
      })),
    bell: Effect.map(PubSub.subscribe(bell), (subscription) => PubSub.take(subscription))
  }
  return stage
})
