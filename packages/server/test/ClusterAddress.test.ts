import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Option } from "effect"
import * as ClusterAddress from "../src/ClusterAddress.ts"
import { Settings } from "../src/Settings.ts"

const settings = new Settings({
  role: "node",
  host: "127.0.0.1",
  port: 0,
  data: "/nowhere",
  library: Option.none(),
  opensBrowser: false,
  databaseUrl: Option.none(),
  clusterHost: "127.0.0.1",
  clusterPort: 0,
  roles: ["default"],
  tls: Option.none(),
  noticeSeconds: 0
})

describe("a node's address", () => {
  it.live("has a free port if none is set", () =>
    Effect.gen(function* () {
      const { host, port, ...rest } = yield* ClusterAddress.choose(settings)
      assert.strictEqual(host, "127.0.0.1")
      assert.isAbove(port, 0)
      assert.notProperty(rest, "tls")
      const named = yield* ClusterAddress.choose(new Settings({ ...settings, clusterPort: 4711 }))
      assert.strictEqual(named.port, 4711)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("is refused with exit code 2 when its certificate cannot be read", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const key = yield* fs.makeTempFileScoped()
      const files = { certificate: "/nowhere/node.pem", key, authority: key }
      const error = yield* Effect.flip(
        ClusterAddress.choose(new Settings({ ...settings, tls: Option.some(files) }))
      )
      assert.strictEqual(error.message, "The certificate /nowhere/node.pem does not exist.")
      assert.propertyVal(error, "~effect/Runtime/errorExitCode", 2)
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
