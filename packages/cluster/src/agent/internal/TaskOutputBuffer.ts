import { type Cause, Effect, Queue, type Scope } from "effect"
import { TaskOutput } from "../Task.ts"

/** What one task has yielded so far, and who follows it. */
export interface TaskOutputBuffer {
  /** Yields from the start of an attempt; what an earlier attempt yielded already is not told twice. */
  readonly attempt: Effect.Effect<(bytes: Uint8Array) => Effect.Effect<void>>
  /** Everything yielded so far, then the rest; ends with the task. */
  readonly follow: Effect.Effect<Queue.Dequeue<TaskOutput, Cause.Done>, never, Scope.Scope>
  readonly end: Effect.Effect<void>
  readonly isFollowed: () => boolean
}

/** A turn that is tried again must yield the same again: elements are told by their number. */
export const make: Effect.Effect<TaskOutputBuffer> = Effect.sync(() => {
  const told: Array<TaskOutput> = []
  const followers = new Set<Queue.Queue<TaskOutput, Cause.Done>>()
  let ended = false

  const tell = Effect.fnUntraced(function* (emission: TaskOutput) {
    if (emission.sequence !== told.length) return
    told.push(emission)
    // Whoever begins to follow meanwhile has been told.
    const now = new Set(followers)
    for (const follower of now) yield* Queue.offer(follower, emission)
  })

  return {
    attempt: Effect.sync(() => {
      let sequence = 0
      return (bytes) => Effect.suspend(() => tell(new TaskOutput({ sequence: sequence++, bytes })))
    }),
    follow: Effect.gen(function* () {
      // Unbounded only in name: a task yields a bounded number of elements.
      const queue = yield* Queue.make<TaskOutput, Cause.Done>()
      yield* Effect.addFinalizer(() => Effect.sync(() => followers.delete(queue)))
      // Before anything else is told: whoever follows gets each element once.
      Queue.offerAllUnsafe(queue, told)
      if (ended) yield* Queue.end(queue)
      else followers.add(queue)
      return queue
    }),
    isFollowed: () => followers.size > 0,
    end: Effect.suspend(() => {
      ended = true
      return Effect.forEach(followers, (follower) => Queue.end(follower), { discard: true })
    })
  }
})
