import { type Cause, Effect, Queue, Ref, type Scope } from "effect"
import { Emission } from "./Task.ts"

/** What one task has yielded so far, and who follows it. */
export interface Emissions {
  /** Yields from the start of an attempt; what an earlier attempt yielded already is not told twice. */
  readonly attempt: Effect.Effect<(bytes: Uint8Array) => Effect.Effect<void>>
  /** Everything yielded so far, then the rest; ends with the task. */
  readonly follow: Effect.Effect<Queue.Dequeue<Emission, Cause.Done>, never, Scope.Scope>
  readonly end: Effect.Effect<void>
}

interface State {
  readonly told: ReadonlyArray<Emission>
  readonly followers: ReadonlySet<Queue.Queue<Emission, Cause.Done>>
  readonly ended: boolean
}

/** A turn that is tried again must yield the same again: elements are told by their number. */
export const make: Effect.Effect<Emissions> = Effect.gen(function* () {
  const state = yield* Ref.make<State>({ told: [], followers: new Set(), ended: false })

  const tell = Effect.fnUntraced(function* (emission: Emission) {
    const followers = yield* Ref.modify(state, (now) =>
      emission.sequence === now.told.length
        ? [now.followers, { ...now, told: [...now.told, emission] }]
        : [new Set<Queue.Queue<Emission, Cause.Done>>(), now]
    )
    for (const follower of followers) yield* Queue.offer(follower, emission)
  })

  return {
    attempt: Effect.map(Ref.make(0), (count) =>
      Effect.fnUntraced(function* (bytes: Uint8Array) {
        const sequence = yield* Ref.getAndUpdate(count, (n) => n + 1)
        yield* tell(new Emission({ sequence, bytes }))
      })
    ),
    follow: Effect.gen(function* () {
      // Unbounded only in name: a task yields a bounded number of elements.
      const queue = yield* Queue.make<Emission, Cause.Done>()
      yield* Effect.addFinalizer(() =>
        Ref.update(state, (now) => ({
          ...now,
          followers: new Set([...now.followers].filter((follower) => follower !== queue))
        }))
      )
      const before = yield* Ref.modify(state, (now) => [
        now,
        now.ended ? now : { ...now, followers: new Set([...now.followers, queue]) }
      ])
      yield* Queue.offerAll(queue, before.told)
      if (before.ended) yield* Queue.end(queue)
      return queue
    }),
    end: Effect.gen(function* () {
      const before = yield* Ref.modify(state, (now) => [now, { ...now, ended: true }])
      for (const follower of before.followers) yield* Queue.end(follower)
    })
  }
})
