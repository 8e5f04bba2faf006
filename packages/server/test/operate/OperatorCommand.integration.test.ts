import * as Database from "@aethercast/cluster/Database"
import { Ramp } from "@aethercast/cluster/Ramp"
import { Ramps } from "@aethercast/cluster/Ramps"
import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Cause, ConfigProvider, Effect, Exit, Layer, Redacted } from "effect"
import { Command } from "effect/cli"
import { SqlClient } from "effect/sql"
import { fresh } from "../../../cluster/test/harness/TestDatabase.ts"
import { operate, readCommand, writeCommand } from "../../src/operate/OperatorCommand.ts"
import { done } from "../../src/operate/Report.ts"

const TestLayer = Layer.unwrap(
  Effect.map(fresh, (url) =>
    Layer.merge(
      Database.layer({ url, migrations: {} }),
      ConfigProvider.layer(ConfigProvider.fromUnknown({ DATABASE_URL: Redacted.value(url) }))
    )
  )
).pipe(Layer.orDie, Layer.provideMerge(NodeServices.layer))

const help = { description: "", examples: [] }
const setRamp = (name: string) =>
  Effect.gen(function* () {
    const ramps = yield* Ramps
    const ramp = { kind: "agent", name, from: 1, to: 2, percent: 0, changedAt: 0 } as const
    yield* Effect.orDie(ramps.set(new Ramp(ramp)))
    return done(null, [])
  })
const commands = operate.pipe(
  Command.withSubcommands([
    readCommand("read", {}, help, () => setRamp("read")),
    writeCommand("write", {}, help, () => setRamp("written"))
  ])
)
const run = (...args: ReadonlyArray<string>) =>
  Effect.exit(Command.runWith(commands, { version: "" })(args))

layer(TestLayer, { excludeTestServices: true })("a command", (it) => {
  it.effect("that only reads is refused a change by Postgres", () =>
    Effect.gen(function* () {
      const exit = yield* run("read")
      assert(Exit.isFailure(exit))
      assert.match(Cause.pretty(exit.cause), /cannot execute INSERT in a read-only transaction/)
    })
  )

  it.effect("that writes changes the database", () =>
    Effect.gen(function* () {
      assert.isTrue(Exit.isSuccess(yield* run("write")))
      const sql = yield* SqlClient.SqlClient
      assert.deepStrictEqual(yield* sql`SELECT name FROM aethercast_ramps`, [{ name: "written" }])
    })
  )
})
