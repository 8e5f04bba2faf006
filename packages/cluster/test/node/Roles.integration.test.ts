import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import * as ClusterSecret from "../../src/node/ClusterSecret.ts"
import type { Grant } from "../../src/node/Rights.ts"
import * as Certificates from "../harness/Certificates.ts"
import { eventually } from "../harness/Eventually.ts"
import { NodeCommand } from "../harness/NodeMessages.ts"
import { located, TestCluster } from "../harness/TestCluster.ts"
import * as TestSecret from "../harness/TestSecret.ts"

const { StartJob, UnservedRoles } = NodeCommand.cases
const knownRoles = ["default", "voice"]

/** The text of a secret that allows less than that of the tests. */
const confined = (...grants: ReadonlyArray<Grant>) =>
  Redacted.value(Option.getOrThrow(ClusterSecret.confined(TestSecret.secret, grants)))

describe("the nodes of a cluster", () => {
  it.live("do the tasks of their roles, whichever node asks", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster
      const voice = yield* cluster.node("voice")
      assert.deepStrictEqual(yield* located(voice, 24, "entity"), new Set(["worker"]))
      assert.deepStrictEqual(yield* voice.send(UnservedRoles.make({})), [])
      yield* voice.send(StartJob.make({ id: "asked-elsewhere", tasks: 3, millis: 1 }))
      yield* eventually(
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const rows = yield* sql`
            SELECT DISTINCT node FROM executions WHERE workflow_id LIKE 'job:%'
          `
          assert.deepStrictEqual(rows, [{ node: "worker" }])
        })
      )
    }).pipe(
      Effect.provide(
        TestCluster.layer({
          worker: { knownRoles, roles: ["default"] },
          voice: { knownRoles, roles: ["voice"] }
        })
      )
    )
  )

  it.live("register what they serve, and nothing of the roles that they do not have", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      // All agents and workflows of the program have the role default.
      const serving = sql`
        SELECT jsonb_array_length(agents) > 0 AS serves FROM aethercast_agent_nodes ORDER BY serves
      `
      yield* eventually(
        Effect.map(serving, (rows) =>
          assert.deepStrictEqual(rows, [{ serves: false }, { serves: true }])
        )
      )
    }).pipe(
      Effect.provide(
        TestCluster.layer({
          worker: { knownRoles, roles: ["default"] },
          voice: { knownRoles, roles: ["voice"] }
        })
      )
    )
  )

  it.live("do not wait for a role that no node has, but report it", () =>
    Effect.gen(function* () {
      const only = yield* (yield* TestCluster).node("only")
      assert.deepStrictEqual(yield* only.send(UnservedRoles.make({})), ["default"])
    }).pipe(Effect.provide(TestCluster.layer({ only: { knownRoles, roles: ["voice"] } })))
  )

  it.live("do the tasks of their roles with a secret that allows no other", () =>
    Effect.gen(function* () {
      const voice = yield* (yield* TestCluster).node("voice")
      assert.deepStrictEqual(yield* located(voice, 24, "entity"), new Set(["worker"]))
    }).pipe(
      Effect.provide(
        TestCluster.layer({
          worker: { knownRoles, roles: ["default"], secret: confined("role:default") },
          voice: { knownRoles, roles: ["voice"] }
        })
      )
    )
  )

  it.live("do each other's tasks over TLS when one authority certifies them", () =>
    Effect.gen(function* () {
      const authority = Certificates.make({ name: "Cluster" })
      const identity = (name: string) =>
        Certificates.written(
          Certificates.make({ name, issuer: authority, addresses: ["127.0.0.1"] }),
          authority
        )
      const nodes = { a: { tls: yield* identity("a") }, b: { tls: yield* identity("b") } }
      yield* Effect.gen(function* () {
        const { names, node } = yield* TestCluster
        for (const name of names) {
          assert.deepStrictEqual(yield* located(yield* node(name), 24, "entity"), new Set(names))
        }
      }).pipe(Effect.provide(TestCluster.layer(nodes)))
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
