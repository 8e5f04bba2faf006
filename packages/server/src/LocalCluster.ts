import { resolve } from "node:path"
import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Array, Console, Context, Effect, Layer, Option, Schema } from "effect"
import { Argument, Command } from "effect/cli"
import * as DatabaseFlags from "./DatabaseFlags.ts"
import { LoggingLayer } from "./Logging.ts"
import { Postgres } from "./Postgres.ts"
import * as ServerProcess from "./ServerProcess.ts"
import { PortFromString } from "./Settings.ts"
import * as Signals from "./Signals.ts"
import * as Usage from "./Usage.ts"
import * as ValueFlag from "./ValueFlag.ts"

const command = Command.make(
  "cluster",
  {
    count: Argument.Int("SERVERS").pipe(
      Argument.withDescription("How many servers to run, from 1 to 9 (default 3)"),
      Argument.withSchema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 9 }))),
      Argument.withDefault(3)
    ),
    rest: Argument.String("OPTION").pipe(
      Argument.withDescription("Options of npm start for every server, after two more dashes"),
      Argument.variadic()
    ),
    port: ValueFlag.make("port", {
      metavar: "PORT",
      description: "Port of the first page; the others have the next ones (default 4300)",
      schema: PortFromString,
      expected: "a whole number from 0 to 65535",
      default: Effect.succeed(4300)
    }),
    data: DatabaseFlags.data
  },
  Effect.fnUntraced(function* ({ count, data, port, rest }) {
    yield* Signals.handled
    const folder = resolve(data)
    yield* Console.log(`Aethercast keeps its data in ${folder}`)
    const context = yield* Layer.build(
      Postgres.layer({ data: folder, databaseUrl: Option.none(), role: "server" })
    )
    const { url } = Context.get(context, Postgres)
    const servers = Array.makeBy(count, (index) => ({
      name: `server ${index + 1}`,
      port: port + index,
      data: folder,
      databaseUrl: url,
      args: rest
    }))
    for (const { name, port } of servers) {
      yield* Console.log(`${name}  will have its page at http://127.0.0.1:${port}/`)
    }
    yield* Effect.forEach(servers, ServerProcess.supervise, {
      concurrency: "unbounded",
      discard: true
    })
  }, Effect.scoped)
).pipe(
  Command.withDescription("Several servers and one Postgres on this machine."),
  Command.withExamples([
    { command: "npm run cluster -- 3", description: "Three servers, at ports 4300 to 4302" },
    {
      command: "npm run cluster -- 5 --port 8080 -- --offline",
      description: "Five servers without the web"
    }
  ])
)

Usage.run(command, process.argv.slice(2), {
  hint: "npm run cluster -- --help lists the options."
}).pipe(
  Effect.provide([NodeServices.layer, LoggingLayer]),
  NodeRuntime.runMain({ teardown: Signals.teardown })
)
