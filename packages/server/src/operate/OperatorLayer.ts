import { resolve } from "node:path"
import { CostReports } from "@aethercast/agents/spending/CostReports"
import { BlobMoves } from "@aethercast/agents/store/BlobMoves"
import { AgentRegistry } from "@aethercast/cluster/AgentRegistry"
import * as PostgresClient from "@aethercast/cluster/PostgresClient"
import * as RuntimeClient from "@aethercast/cluster/RuntimeClient"
import { TaskDispatcher } from "@aethercast/cluster/TaskDispatcher"
import { WorkflowClient } from "@aethercast/cluster/WorkflowClient"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import * as ClusterIdentity from "../ClusterIdentity.ts"
import * as DatabaseFlags from "../DatabaseFlags.ts"
import * as IdentityFlags from "../IdentityFlags.ts"
import { Postgres } from "../Postgres.ts"
import { DatabaseOutdated, DatabaseUnused, NoNodes, NodesUnreachable } from "./OperatorErrors.ts"

/** Where a cluster is, by the flags of a command. */
export interface ClusterLocation extends IdentityFlags.Given {
  readonly data: string
}

/** What is read and changed in the cluster's database. */
const StoresLayer = Layer.mergeAll(RuntimeClient.storesLayer, CostReports.layer, BlobMoves.layer)
export type Stores = Layer.Success<typeof StoresLayer>

/** The stores, with the database below them. Creates no table there. */
export const storesLayer = ({ data }: ClusterLocation) =>
  Layer.provideMerge(StoresLayer, databaseLayer(data))

/** The stores, and connections to the running nodes. */
export const nodesLayer = (location: ClusterLocation) =>
  Layer.unwrap(Effect.andThen(liveAgents, clientLayer(location))).pipe(
    Layer.catchTag("NotReady", () =>
      Layer.merge(
        Layer.effect(TaskDispatcher, new NodesUnreachable()),
        Layer.effect(WorkflowClient, new NodesUnreachable())
      )
    ),
    Layer.provideMerge(storesLayer(location))
  )

/** The agents and workflows of all live nodes; fails when there is no node. */
export const liveAgents = Effect.gen(function* () {
  const all = yield* (yield* AgentRegistry).all
  return all.length === 0 ? yield* new NoNodes() : all
})

/** How this process authenticates to the nodes. */
export const identity = Effect.fn("OperatorLayer.identity")(function* (location: ClusterLocation) {
  const source = yield* IdentityFlags.source(location)
  const data = resolve(location.data)
  return yield* ClusterIdentity.load({ role: "node", data, identity: source })
})

const clientLayer = (location: ClusterLocation) =>
  Effect.map(identity(location), (identity) => RuntimeClient.layer({ identity }))

const databaseLayer = (data: string) =>
  Layer.effectDiscard(checkTables).pipe(
    Layer.provideMerge(
      Layer.unwrap(
        Effect.map(Postgres, ({ url }) =>
          PostgresClient.layer({ url, applicationName: "aethercast operate", maxConnections: 4 })
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

const checkTables = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ readonly name: string }>`
    SELECT name FROM jsonb_array_elements_text(${JSON.stringify(tables)}::text::jsonb) AS name
    WHERE to_regclass(name) IS NULL
  `
  const missing = rows.map(({ name }) => name)
  if (missing.includes("aethercast_workflow_instances")) return yield* new DatabaseUnused()
  if (missing.length > 0) return yield* new DatabaseOutdated({ missing })
})

const tables = [
  "aethercast_workflow_instances",
  "aethercast_task_instances",
  "aethercast_circuits",
  "aethercast_agent_nodes",
  "aethercast_ramps",
  "aethercast_dead_letters"
]
