import { Context, Duration, Effect, Layer } from "effect"
import { RateLimiter } from "effect/persistence"
import type { Dependency } from "./Dependency.ts"
import * as RateStore from "./internal/PgRateLimiterStore.ts"

/** The rates at which the cluster as a whole calls what it depends on. */
export class RateLimits extends Context.Service<
  RateLimits,
  {
    /**
     * Waits until it is this call's turn. The wait is as long as others are before it: whoever asks
     * bounds it, and gives its turn back by an interruption. A dependency without a rate costs
     * nothing; one with a rate costs one statement, or nothing but a second when the database is
     * away: then the call goes through.
     */
    acquire(dependency: Dependency): Effect.Effect<void>
  }
>()("@aethercast/cluster/RateLimits") {
  static readonly layerNoDeps = Layer.effect(
    RateLimits,
    Effect.gen(function* () {
      const limiter = yield* RateLimiter.make

      const acquire = Effect.fnUntraced(function* ({ name, rate }: Dependency) {
        if (rate === undefined) return
        const take = (tokens: number) =>
          limiter.consume({
            key: name,
            tokens,
            limit: rate.limit,
            window: rate.window,
            algorithm: "token-bucket",
            onExceeded: "delay"
          })
        // A turn is taken at once and then waited for, so who leaves must not take it along: a
        // thousand that gave up would be waited for by those who did not.
        yield* Effect.uninterruptibleMask((restore) =>
          Effect.flatMap(take(1), ({ delay }) =>
            Duration.isZero(delay)
              ? Effect.void
              : restore(Effect.sleep(delay)).pipe(Effect.onInterrupt(() => Effect.ignore(take(-1))))
          )
        ).pipe(
          Effect.catch((error) => Effect.logWarning(`Nobody counts the calls of ${name}`, error))
        )
      })

      return RateLimits.of({ acquire })
    })
  )

  /** Shared by all nodes on one Postgres. */
  static readonly layer = this.layerNoDeps.pipe(Layer.provide(RateStore.layer))

  static readonly layerMemory = this.layerNoDeps.pipe(Layer.provide(RateLimiter.layerStoreMemory))
}
