import { NodeServices } from "@effect/platform-node"
import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import * as Certificates from "../harness/Certificates.ts"
import { Command, type Taking } from "./Messages.ts"
import * as Nodes from "./Nodes.ts"
import { eventually } from "../harness/Eventually.ts"
import { fresh } from "../harness/TestDatabase.ts"

const { AwaitReady, Locate, Orphans, Start } = Command.cases

/** Nodes on a database of their own, when all of them are ready. */
const started = Effect.fnUntraced(function* (takings: ReadonlyArray<Taking>) {
  const database = yield* fresh
  const nodes = yield* Effect.forEach(takings, (taking, index) =>
    Nodes.start(`node-${index}`, database, taking)
  )
  yield* Effect.forEach(nodes, (node) => node.tell(AwaitReady.make({})), {
    concurrency: "unbounded"
  })
  return { nodes, database }
})

/** The names of the nodes that do tasks, for each of so many places, asked on one node. */
const located = Effect.fnUntraced(function* (asker: Nodes.Node, places: number) {
  const names = yield* Effect.forEach(
    Array.from({ length: places }, (_, index) => `entityId-${index}`),
    (entityId) => asker.tell(Locate.make({ entityId })),
    { concurrency: 8 }
  )
  return new Set(names)
})

describe("the nodes of a cluster", () => {
  it.live("do the tasks of the roles that they took, whoever asks", () =>
    Effect.gen(function* () {
      const knownRoles = ["default", "voice"]
      const { database, nodes } = yield* started([
        { knownRoles, roles: ["default"] },
        { knownRoles, roles: ["voice"] }
      ])
      const [worker, voice] = nodes
      assert(worker !== undefined && voice !== undefined)
      assert.deepStrictEqual(yield* located(voice, 24), new Set([worker.name]))
      assert.deepStrictEqual(yield* voice.tell(Orphans.make({})), [])
      yield* voice.tell(Start.make({ job: "asked-elsewhere", tasks: 3, millis: 1 }))
      yield* eventually(
        Effect.gen(function* () {
          const rows = yield* SqlClient.SqlClient.use(
            (sql) => sql`SELECT DISTINCT node FROM executions WHERE workflow_id LIKE 'job:%'`
          )
          assert.deepStrictEqual(rows, [{ node: worker.name }])
        })
      ).pipe(Effect.provide(PgClient.layer({ url: database, maxConnections: 1 })))
    })
  )

  it.live("do not wait for a role that nobody took, but know of it", () =>
    Effect.gen(function* () {
      const { nodes } = yield* started([{ roles: ["voice"], knownRoles: ["default", "voice"] }])
      const [only] = nodes
      assert.deepStrictEqual(yield* only?.tell(Orphans.make({})) ?? Effect.void, ["default"])
    })
  )

  it.live("do each other's tasks over TLS when one authority certifies them", () =>
    Effect.gen(function* () {
      const authority = Certificates.make({ name: "Cluster" })
      const takings = yield* Effect.forEach(["a", "b"], (name) =>
        Effect.map(
          Certificates.written(
            Certificates.make({ name, issuer: authority, addresses: ["127.0.0.1"] }),
            authority
          ),
          (tls): Taking => ({ tls })
        )
      )
      const { nodes } = yield* started(takings)
      const names = new Set(nodes.map(({ name }) => name))
      for (const asker of nodes) assert.deepStrictEqual(yield* located(asker, 24), names)
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
