import { Clock, Effect, Option, Ref } from "effect"

/**
 * Checks in the background, every 2 s, whether something works: it does when `first` has succeeded once
 * and `later` within the last 10 s. A shorter failure does not count: a takeover takes 4 s and a
 * restart of Postgres no longer, on every node at once, and a balancer would have no server left.
 * Anybody may ask for the result at any rate, since asking checks nothing.
 */
export const make = Effect.fnUntraced(function* <E, R>(checks: {
  readonly first: Effect.Effect<unknown, E, R>
  readonly later: Effect.Effect<unknown, E, R>
}) {
  const succeededAt = yield* Ref.make(Option.none<number>())
  const check = Effect.gen(function* () {
    yield* Option.isNone(yield* Ref.get(succeededAt)) ? checks.first : checks.later
    yield* Ref.set(succeededAt, Option.some(yield* Clock.currentTimeMillis))
  })
  yield* Effect.ignore(check).pipe(
    Effect.andThen(Ref.get(succeededAt)),
    Effect.flatMap((at) => Effect.sleep(Option.isNone(at) ? "200 millis" : "2 seconds")),
    Effect.forever,
    Effect.forkScoped
  )
  const isHealthy: Effect.Effect<boolean> = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    return Option.exists(yield* Ref.get(succeededAt), (at) => now - at < toleratedMillis)
  })
  return { isHealthy }
})

const toleratedMillis = 10_000
