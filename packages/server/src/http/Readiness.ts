import type { Membership } from "@aethercast/cluster/Membership"
import * as Cluster from "@aethercast/cluster/Readiness"
import type { ReadinessCheck } from "@aethercast/domain/Problems"
import { Context, Effect, Layer } from "effect"
import type { Runners, Sharding } from "effect/cluster"
import { SqlClient } from "effect/sql"
import { Drain } from "./Drain.ts"
import { EventLoop } from "./EventLoop.ts"
import * as HealthCheck from "./HealthCheck.ts"

/** Whether this server can work. */
export class Readiness extends Context.Service<
  Readiness,
  {
    /** The checks that fail now; none when the server is ready. Does not wait for any check. */
    readonly missing: Effect.Effect<ReadonlyArray<ReadinessCheck>>
  }
>()("@aethercast/server/http/Readiness") {
  static readonly layer = Layer.effect(
    Readiness,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const drain = yield* Drain
      const loop = yield* EventLoop
      const cluster = yield* Effect.context<Sharding.Sharding | Runners.Runners | Membership>()
      const answers = Effect.timeout(sql`SELECT 1`, "2 seconds")
      const database = yield* HealthCheck.make({ first: answers, later: answers })
      const peers = yield* HealthCheck.make({
        first: Effect.provideContext(Cluster.ready, cluster),
        later: Effect.provideContext(Cluster.connected, cluster)
      })
      return Readiness.of({
        missing: Effect.gen(function* () {
          const missing: Array<ReadinessCheck> = []
          if (!(yield* database.isHealthy)) missing.push("database")
          if (!(yield* peers.isHealthy)) missing.push("peers")
          if (yield* drain.begun) missing.push("stay")
          if (!(yield* loop.isResponsive)) missing.push("pace")
          return missing
        })
      })
    })
  ).pipe(Layer.provide(EventLoop.layer))
}
