import * as ClusterSecret from "@aethercast/cluster/ClusterSecret"
import { maySendTo } from "@aethercast/cluster/Rights"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, FileSystem, Layer, Schema } from "effect"
import { Command } from "effect/cli"
import { TestConsole } from "effect/testing"
import { operate } from "../../src/operate/OperatorCommand.ts"
import { secret } from "../../src/operate/SecretCommand.ts"
import { BadUsage } from "../../src/Usage.ts"

const whole = "a-secret-that-every-test-may-know"
const commands = operate.pipe(Command.withSubcommands([secret]))

const run = (clusterSecret: string, ...args: ReadonlyArray<string>) =>
  Command.runWith(commands, { version: "" })(["secret", ...args]).pipe(
    Effect.andThen(TestConsole.logLines),
    Effect.provide([
      NodeServices.layer,
      ConfigProvider.layer(
        ConfigProvider.fromUnknown({ AETHERCAST_CLUSTER_SECRET: clusterSecret })
      ),
      Layer.fresh(TestConsole.layer)
    ]),
    Effect.map((lines) => lines.join("\n"))
  )

const rightsOf = (text: string) =>
  Effect.map(ClusterSecret.parse(text, "that was printed"), ({ rights }) => rights)

const refusal = (...args: Parameters<typeof run>) =>
  Effect.map(Effect.flip(run(...args)), (error) => {
    assert.instanceOf(error, BadUsage)
    return error.problem
  })

describe("operate secret", () => {
  it.effect("prints a secret with the rights of its holder, and no others", () =>
    Effect.gen(function* () {
      const rights = yield* rightsOf(yield* run(whole, "web"))
      assert.deepStrictEqual(rights, ["role:web"])
      assert.isFalse(maySendTo(rights, "default"))
      const both = yield* run(whole, "web", "client", "web", "--json")
      const { secret } = yield* Schema.decodeEffect(
        Schema.fromJsonString(Schema.Struct({ secret: Schema.String }))
      )(both)
      assert.deepStrictEqual(yield* rightsOf(secret), ["client", "role:web"])
    })
  )

  it.effect("prints the same secret each time, from which the whole one cannot be derived", () =>
    Effect.gen(function* () {
      const printed = yield* run(whole, "client")
      assert.strictEqual(yield* run(whole, "client"), printed)
      assert.notInclude(printed, whole)
    })
  )

  it.effect("refuses a holder that it does not know", () =>
    Effect.gen(function* () {
      assert.include(yield* refusal(whole, "webb"), 'one of default, web, not "webb"')
    })
  )

  it.effect("refuses to widen a secret that is itself confined", () =>
    Effect.gen(function* () {
      const confined = yield* run(whole, "web")
      assert.include(yield* refusal(confined, "default"), "needs the whole secret")
    })
  )

  it.effect("creates no secret where there is none", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const data = yield* fs.makeTempDirectoryScoped({ prefix: "aethercast secret " })
      assert.include(yield* refusal("", "web", "--data", data), "does not exist")
      assert.deepStrictEqual(yield* fs.readDirectory(data), [])
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
