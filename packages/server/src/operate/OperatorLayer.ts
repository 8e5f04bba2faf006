import * as ClusterClient from "@aethercast/cluster/RuntimeClient"
import { TaskDispatcher } from "@aethercast/cluster/TaskDispatcher"
import { AgentRegistry } from "@aethercast/cluster/AgentRegistry"
import * as Tls from "@aethercast/cluster/Tls"
import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"
import { resolve } from "node:path"
import * as DatabaseFlags from "../DatabaseFlags.ts"
import { Postgres } from "../Postgres.ts"
import * as TlsFlags from "../TlsFlags.ts"
import { BadUsage } from "../Usage.ts"
import { NobodyThere, NothingThere, OlderServer, Unreachable } from "./Problems.ts"

/** Where the cluster is, and by which files its nodes believe whom. */
export interface Whereabouts {
  readonly data: string
  readonly clusterCert: string | undefined
  readonly clusterKey: string | undefined
  readonly clusterCa: string | undefined
}

/** The database of a server, and what it keeps of the cluster. Nothing is made in it. */
export const readingLayer = ({ data }: Whereabouts) =>
  Layer.provideMerge(ClusterClient.storesLayer, databaseLayer(data))

/** The same, and a way to the nodes that are running on it. */
export const actingLayer = (where: Whereabouts) =>
  Layer.unwrap(Effect.andThen(someoneThere, clientLayer(where))).pipe(
    Layer.catchTag("NotReady", () => Layer.effect(TaskDispatcher, new Unreachable())),
    Layer.provideMerge(readingLayer(where))
  )

const clientLayer = Effect.fnUntraced(function* (where: Whereabouts) {
  const files = yield* TlsFlags.files(where)
  if (Option.isNone(files)) return ClusterClient.layer({})
  const tls = yield* Tls.read(files.value).pipe(
    Effect.mapError(({ message }) => new BadUsage({ problem: message }))
  )
  return ClusterClient.layer({ tls })
})

/** The live nodes. */
export const someoneThere = Effect.gen(function* () {
  const all = yield* (yield* AgentRegistry).all
  return all.length === 0 ? yield* new NobodyThere() : all
})

const databaseLayer = (data: string) =>
  Layer.effectDiscard(checked).pipe(
    Layer.provideMerge(
      Layer.unwrap(
        Effect.map(Postgres, ({ url }) =>
          PgClient.layer({ url, applicationName: "aethercast operate", maxConnections: 4 })
        )
      )
    ),
    Layer.provide(
      Layer.unwrap(
        Effect.map(DatabaseFlags.databaseUrl, (databaseUrl) =>
          Postgres.layer({ role: "node", data: resolve(data), databaseUrl })
        )
      )
    )
  )

const tables = [
  "aethercast_workflow_instances",
  "aethercast_task_instances",
  "aethercast_circuits",
  "aethercast_agent_nodes",
  "aethercast_ramps",
  "aethercast_dead_letters"
]

const checked = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ readonly name: string }>`
    SELECT name FROM jsonb_array_elements_text(${JSON.stringify(tables)}::text::jsonb) AS name
    WHERE to_regclass(name) IS NULL
  `
  const missing = rows.map(({ name }) => name)
  if (missing.includes("aethercast_workflow_instances")) return yield* new NothingThere()
  if (missing.length > 0) return yield* new OlderServer({ missing })
})
