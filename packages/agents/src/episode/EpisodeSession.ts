import { randomUUID } from "node:crypto"
import type { Episode } from "@aethercast/domain/Episode"
import * as EpisodeState from "@aethercast/domain/EpisodeState"
import { type EpisodeStatus, isOver } from "@aethercast/domain/EpisodeStatus"
import type { LineId, TimelineLine } from "@aethercast/domain/Timeline"
import { Effect, Fiber, Ref, Scope, Semaphore, Stream } from "effect"
import * as ChangeSignal from "../ChangeSignal.ts"
import { Episodes, type StoredEpisode } from "../store/Episodes.ts"
import * as EpisodeQueue from "./EpisodeQueue.ts"
import { type Audience, noAudience } from "./GenerationWindow.ts"
import type { Playhead } from "./SplicePoint.ts"

/** A line while it is synthesized. */
export interface LiveLine {
  readonly line: TimelineLine
  /** Whole frames. Its listeners are sent views of it, which nobody changes. */
  readonly bytes: Uint8Array
  /** How many outputs of VoiceForge it consists of. */
  readonly outputs: number
}

/** The state of an episode's actor in memory. */
export interface SessionState {
  readonly episode: Episode
  /** All events since activation, by their offset. */
  readonly log: ReadonlyArray<EpisodeState.Change>
  /** The lines being synthesized: one of the script, and one of each aside. */
  readonly live: ReadonlyMap<LineId, LiveLine>
  /** While generation rests: the status with which it resumes. */
  readonly resumesAs: EpisodeStatus | undefined
  /**
   * The run has not asked for a line since it began or rested. It may rest in the queue, whatever the
   * status says: an owner that was frozen may put it to rest after another one has resumed it.
   */
  readonly mayRunRest: boolean
  readonly audience: Audience
  /** The latest report of a player. */
  readonly playhead: Playhead | undefined
}

/** One activation of an episode's actor. */
export interface EpisodeSession {
  /** Identifies the activation, whose log starts empty. */
  readonly activation: string
  readonly state: Effect.Effect<SessionState>
  readonly queue: EpisodeQueue.EpisodeQueue
  /** Signals changes of the episode and of its place in the queue. */
  readonly changes: ChangeSignal.ChangeSignal
  /** Signals these, and frames of the lines being synthesized. */
  readonly audioChanges: ChangeSignal.ChangeSignal
  /** Signals every change of the state and of the place in the queue: it may open the window. */
  readonly windowChanges: ChangeSignal.ChangeSignal
  readonly update: (change: (state: SessionState) => SessionState) => Effect.Effect<void>
  /**
   * Applies a change to the episode, appends it to the log, and has it stored in the background, in
   * order: see `stored`.
   */
  readonly publish: (event: EpisodeState.Change) => Effect.Effect<void>
  /** Waits until everything that was published is stored. */
  readonly stored: Effect.Effect<void>
  /** Runs effects one after the other, and to their end even if the caller is interrupted. */
  readonly exclusively: <A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E>
}

export const make = Effect.fnUntraced(function* ({ episode, version }: StoredEpisode) {
  const episodes = yield* Episodes
  const scope = yield* Scope.Scope
  const changes = yield* ChangeSignal.make
  const audioChanges = yield* ChangeSignal.make
  const windowChanges = yield* ChangeSignal.make
  const queue = yield* EpisodeQueue.make(episode.workflowId)
  const storing = yield* Semaphore.make(1)
  const storedVersion = yield* Ref.make(version)
  const activation = randomUUID()
  const exclusive = yield* Semaphore.make(1)
  const state = yield* Ref.make<SessionState>({
    episode,
    log: [],
    live: new Map(),
    resumesAs: undefined,
    mayRunRest: !isOver(episode.status),
    audience: noAudience,
    playhead: undefined
  })
  const notifyAll = Effect.all([changes.notify, audioChanges.notify, windowChanges.notify])
  // A crowd reports its positions all the time. That must not wake each of its listeners.
  const update: EpisodeSession["update"] = Effect.fnUntraced(function* (change) {
    const [before, after] = yield* Ref.modify(state, (now) => {
      const next = change(now)
      return [[now, next] as const, next]
    })
    const isOther = before.episode !== after.episode || before.log !== after.log
    if (isOther) yield* changes.notify
    if (isOther || before.live !== after.live) yield* audioChanges.notify
    yield* windowChanges.notify
  })

  /** One batch after the other, each with all that was published before it. */
  const store = Effect.gen(function* () {
    const now = yield* Ref.get(state)
    const before = yield* Ref.get(storedVersion)
    const events = now.log.slice(before - version)
    if (events.length === 0) return
    yield* episodes.append(now.episode, { version: before + 1, events, writer: activation })
    yield* Ref.set(storedVersion, before + events.length)
  }).pipe(storing.withPermits(1))

  yield* Effect.forkIn(
    Stream.runForEach(queue.changes, () => notifyAll),
    scope
  )
  const session: EpisodeSession = {
    activation,
    state: Ref.get(state),
    queue,
    changes,
    audioChanges,
    windowChanges,
    update,
    publish: (event) =>
      Effect.andThen(
        update((now) => ({
          ...now,
          episode: EpisodeState.advance(now.episode, event),
          log: [...now.log, event]
        })),
        Effect.forkIn(store, scope)
      ),
    stored: store,
    exclusively: (effect) =>
      Effect.flatMap(Effect.forkIn(exclusive.withPermits(1)(effect), scope), Fiber.join)
  }
  return session
})
