import * as Cluster from "@aethercast/cluster/Readiness"
import type { Membership } from "@aethercast/cluster/Membership"
import type { ReadinessCheck } from "@aethercast/domain/Problems"
import { Clock, Context, Effect, Layer, Option, Ref } from "effect"
import type { Runners, Sharding } from "effect/cluster"
import { SqlClient } from "effect/sql"
import { Drain } from "./Drain.ts"

/** Whether this node can work. */
export class Readiness extends Context.Service<
  Readiness,
  {
    /** What it cannot do without and does not have; nothing when it is ready. Answers at once. */
    readonly missing: Effect.Effect<ReadonlyArray<ReadinessCheck>>
  }
>()("@aethercast/server/http/Readiness") {
  static readonly layer = Layer.effect(
    Readiness,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const drain = yield* Drain
      const cluster = yield* Effect.context<Sharding.Sharding | Runners.Runners | Membership>()
      const answers = Effect.timeout(sql`SELECT 1`, "2 seconds")
      const database = yield* watched({ begins: answers, goesOn: answers })
      const peers = yield* watched({
        begins: Effect.provideContext(Cluster.ready, cluster),
        goesOn: Effect.provideContext(Cluster.connected, cluster)
      })
      return Readiness.of({
        missing: Effect.gen(function* () {
          const missing: Array<ReadinessCheck> = []
          if (!(yield* database.isWell)) missing.push("database")
          if (!(yield* peers.isWell)) missing.push("peers")
          if (yield* drain.begun) missing.push("stay")
          return missing
        })
      })
    })
  )
}

/**
 * Whether all is well: `begins` succeeded once, and `goesOn` within the last 10 s. Trouble that is
 * shorter does not count: a takeover takes 4 s, and a restart of Postgres no longer, on every node at
 * once, and a balancer would have nobody left to ask. It is looked at every 2 s, and not for each that
 * asks: anybody may ask, however often.
 */
export const watched = Effect.fnUntraced(function* <E, R>(checks: {
  readonly begins: Effect.Effect<unknown, E, R>
  readonly goesOn: Effect.Effect<unknown, E, R>
}) {
  const wellAt = yield* Ref.make(Option.none<number>())
  const look = Effect.gen(function* () {
    yield* Option.isNone(yield* Ref.get(wellAt)) ? checks.begins : checks.goesOn
    yield* Ref.set(wellAt, Option.some(yield* Clock.currentTimeMillis))
  })
  yield* Effect.ignore(look).pipe(
    Effect.andThen(Ref.get(wellAt)),
    Effect.flatMap((at) => Effect.sleep(Option.isNone(at) ? "200 millis" : "2 seconds")),
    Effect.forever,
    Effect.forkScoped
  )
  const isWell: Effect.Effect<boolean> = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    return Option.exists(yield* Ref.get(wellAt), (at) => now - at < patienceMillis)
  })
  return { isWell }
})

const patienceMillis = 10_000
