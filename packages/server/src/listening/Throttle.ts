import { Clock, Duration, Effect, Ref } from "effect"

/** The effect, which does nothing when it has run within the last `interval`. */
export const atMostEvery = Effect.fnUntraced(function* <E, R>(
  interval: Duration.Input,
  effect: Effect.Effect<void, E, R>
) {
  const millis = Duration.toMillis(interval)
  const ranAt = yield* Ref.make(-Infinity)
  const throttled: Effect.Effect<void, E, R> = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const before = yield* Ref.modify(ranAt, (at) => [at, now - at < millis ? at : now])
    if (now - before >= millis) yield* effect
  })
  return { throttled }
})
