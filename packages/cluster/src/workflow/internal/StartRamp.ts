import { Deferred, type Duration, Effect, Scope } from "effect"

/**
 * Bounds the runs of a node that start at the same time, or start again after a takeover. A run that
 * never reports that it has started counts for `patience` only.
 */
export interface StartRamp {
  /** How many more runs may start; 0 while runs wait for that. */
  readonly free: () => number
  /** Counts a run as starting before it begins. */
  readonly reserve: (id: string) => Effect.Effect<void>
  /** Waits, in the order of arrival, until the run may start. */
  readonly begin: (id: string) => Effect.Effect<void>
  /** The run has started, or has ended. */
  readonly started: (id: string) => Effect.Effect<void>
}

export const make = Effect.fnUntraced(function* (options: {
  readonly limit: number
  readonly patience: Duration.Input
}) {
  const scope = yield* Scope.Scope
  /** By run, an object that no later start of the run has. */
  const starting = new Map<string, object>()
  const waiting = new Map<string, Deferred.Deferred<void>>()

  const end = (id: string): Effect.Effect<void> =>
    Effect.suspend(() => {
      if (!starting.delete(id)) return Effect.void
      const [next] = waiting
      if (next === undefined || starting.size >= options.limit) return Effect.void
      const [nextId, turn] = next
      waiting.delete(nextId)
      return Effect.andThen(reserve(nextId), Deferred.succeed(turn, undefined))
    })

  const reserve = (id: string): Effect.Effect<void> =>
    Effect.suspend(() => {
      const start = {}
      starting.set(id, start)
      return Effect.suspend(() => (starting.get(id) === start ? end(id) : Effect.void)).pipe(
        Effect.delay(options.patience),
        Effect.forkIn(scope)
      )
    })

  const ramp: StartRamp = {
    free: () => (waiting.size > 0 ? 0 : Math.max(0, options.limit - starting.size)),
    reserve,
    begin: (id) =>
      Effect.suspend(() => {
        if (starting.has(id)) return Effect.void
        if (starting.size < options.limit) return reserve(id)
        const turn = waiting.get(id) ?? Deferred.makeUnsafe<void>()
        waiting.set(id, turn)
        return Effect.onInterrupt(Deferred.await(turn), () => Effect.sync(() => waiting.delete(id)))
      }),
    started: end
  }
  return ramp
})
