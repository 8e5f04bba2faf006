import { Context, Duration, Effect, Layer } from "effect"
import { RateLimiter } from "effect/persistence"
import type { Dependency } from "./Dependency.ts"
import * as PgRateLimiterStore from "./internal/PgRateLimiterStore.ts"

/** The rates at which the whole cluster calls its dependencies. */
export class RateLimits extends Context.Service<
  RateLimits,
  {
    /**
     * Waits until this call may start, in the order of arrival. The caller bounds the wait; an
     * interruption gives the token back. A dependency without a rate costs nothing, one with a rate
     * one statement. While the database is down, calls go through after a second.
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
        // The token is taken before the wait: an interrupted caller has to return it, or the others
        // would wait for callers that are gone.
        yield* Effect.uninterruptibleMask((restore) =>
          Effect.flatMap(take(1), ({ delay }) =>
            Duration.isZero(delay)
              ? Effect.void
              : restore(Effect.sleep(delay)).pipe(Effect.onInterrupt(() => Effect.ignore(take(-1))))
          )
        ).pipe(
          Effect.catch((error) => Effect.logWarning(`The rate of ${name} is not limited`, error))
        )
      })

      return RateLimits.of({ acquire })
    })
  )

  /** Shared by all nodes on one Postgres. */
  static readonly layer = this.layerNoDeps.pipe(Layer.provide(PgRateLimiterStore.layer))

  static readonly layerMemory = this.layerNoDeps.pipe(Layer.provide(RateLimiter.layerStoreMemory))
}
