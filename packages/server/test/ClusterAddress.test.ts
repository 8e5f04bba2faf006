import * as ClusterSecret from "@aethercast/cluster/ClusterSecret"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Option, Redacted } from "effect"
import * as ClusterAddress from "../src/ClusterAddress.ts"
import { defaultCapacity } from "../src/Capacity.ts"
import { defaultQuotas } from "../src/QuotaPolicy.ts"
import { Settings } from "../src/Settings.ts"
import * as TestSecret from "../../cluster/test/harness/TestSecret.ts"

const settings = new Settings({
  role: "node",
  capacity: defaultCapacity(2),
  quotas: defaultQuotas,
  host: "127.0.0.1",
  port: 0,
  data: "/nowhere",
  library: Option.none(),
  opensBrowser: false,
  databaseUrl: Option.none(),
  clusterHost: "127.0.0.1",
  clusterPort: 0,
  roles: ["default"],
  identity: { _tag: "Secret", text: Redacted.make(TestSecret.text) },
  noticeSeconds: 0
})

describe("a node's address", () => {
  it.live("has a free port if none is set", () =>
    Effect.gen(function* () {
      const { host, port, ...rest } = yield* ClusterAddress.choose(settings)
      assert.strictEqual(host, "127.0.0.1")
      assert.isAbove(port, 0)
      assert.deepStrictEqual(rest.identity, TestSecret.secret)
      const named = yield* ClusterAddress.choose(new Settings({ ...settings, clusterPort: 4711 }))
      assert.strictEqual(named.port, 4711)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("is refused with exit code 2 when its certificate cannot be read", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const key = yield* fs.makeTempFileScoped()
      const files = { _tag: "Tls" as const, certificate: "/nowhere/node.pem", key, authority: key }
      const error = yield* Effect.flip(
        ClusterAddress.choose(new Settings({ ...settings, identity: files }))
      )
      assert.strictEqual(error.message, "The certificate /nowhere/node.pem does not exist.")
      assert.propertyVal(error, "~effect/Runtime/errorExitCode", 2)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("is refused with exit code 2 when its identity is not for it", () =>
    Effect.gen(function* () {
      const open = new Settings({ ...settings, clusterHost: "0.0.0.0" })
      const error = yield* Effect.flip(ClusterAddress.choose(open))
      assert.include(error.message, "give every node a certificate (--cluster-cert")
      assert.propertyVal(error, "~effect/Runtime/errorExitCode", 2)

      const confined = ClusterSecret.confined(TestSecret.secret, ["role:web"])
      const text = Option.getOrThrow(confined)
      const other = new Settings({ ...settings, identity: { _tag: "Secret", text } })
      assert.strictEqual(
        (yield* Effect.flip(ClusterAddress.choose(other))).message,
        "The secret of this node does not allow the role default: it is for role:web."
      )
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
