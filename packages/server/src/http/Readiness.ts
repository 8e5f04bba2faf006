import * as Cluster from "@aethercast/cluster/Cluster"
import { Context, Effect, Layer } from "effect"
import { Sharding } from "effect/cluster"
import { SqlClient } from "effect/sql"

/** Whether this node can work. */
export class Readiness extends Context.Service<
  Readiness,
  {
    /** What it waits for, in words; nothing when it is ready. Answers within 2 seconds. */
    readonly missing: Effect.Effect<ReadonlyArray<string>>
  }
>()("@aethercast/server/http/Readiness") {
  static readonly layer = Layer.effect(
    Readiness,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const sharding = yield* Sharding.Sharding
      const database = Effect.timeout(sql`SELECT 1`, "2 seconds")
      const cluster = Effect.provideService(Cluster.ready, Sharding.Sharding, sharding)
      return Readiness.of({
        missing: Effect.map(
          Effect.all(
            [
              Effect.match(database, { onSuccess: nothing, onFailure: () => ["the database"] }),
              Effect.match(cluster, { onSuccess: nothing, onFailure: () => ["the cluster"] })
            ],
            { concurrency: "unbounded" }
          ),
          (missing) => missing.flat()
        )
      })
    })
  )
}

const nothing = (): ReadonlyArray<string> => []
