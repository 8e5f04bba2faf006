import { type RestLimit, RunQueue, type WaitingRun } from "@aethercast/cluster/RunQueue"
import type { WorkflowId } from "@aethercast/domain/Workflow"
import { Effect, Option, Stream } from "effect"

/** The queue of runs, as the actor of one episode uses it for its run: see `RunQueue`. */
export interface EpisodeQueue {
  /** Enough is generated for the next run to start. */
  readonly started: Effect.Effect<void>
  readonly rest: (limit: RestLimit) => Effect.Effect<void>
  readonly resume: Effect.Effect<void>
  /** Whether other runs wait. */
  readonly isCrowded: Effect.Effect<boolean>
  /** How many runs come before this one, as `rounded`; None unless it waits. */
  readonly ahead: Effect.Effect<Option.Option<number>>
  /** The same now, and after each change. */
  readonly changes: Stream.Stream<Option.Option<number>>
}

export const make = Effect.fnUntraced(function* (workflowId: WorkflowId) {
  const queue = yield* RunQueue
  const aheadOf = (runs: ReadonlyArray<WaitingRun>) => {
    const index = runs.findIndex((run) => run.workflowId === workflowId)
    return index < 0 ? Option.none() : Option.some(rounded(index))
  }
  const episodeQueue: EpisodeQueue = {
    started: queue.started(workflowId),
    rest: (limit) => queue.rest(workflowId, limit),
    resume: queue.resume(workflowId),
    isCrowded: Effect.map(queue.waiting, ({ length }) => length > 0),
    ahead: Effect.map(queue.waiting, aheadOf),
    changes: Stream.changes(Stream.map(queue.changes, aheadOf))
  }
  return episodeQueue
})

/**
 * A place in the queue as its listener is told it: above ten rounded up to tens. In a crowd of hundreds
 * every start changes the place of all others, and telling each of them takes longer than the start.
 */
export const rounded = (place: number): number => (place <= 10 ? place : Math.ceil(place / 10) * 10)
