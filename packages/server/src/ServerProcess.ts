import { fileURLToPath } from "node:url"
import { Console, Effect, Option, type Redacted, Schedule, Stream } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"

export interface Options {
  /** How its lines are marked in the output. */
  readonly name: string
  readonly port: number
  readonly data: string
  readonly databaseUrl: Redacted.Redacted
  /** Further arguments. */
  readonly args: ReadonlyArray<string>
}

/** Runs a server in a process of its own, and starts it again whenever it ends, after a second or more. */
export const supervise = (options: Options) =>
  Effect.repeat(
    runOnce(options),
    Schedule.min([Schedule.exponential("1 second"), Schedule.spaced("10 seconds")])
  )

const runOnce = Effect.fnUntraced(
  function* ({ args, data, databaseUrl, name, port }: Options) {
    const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
    const handle = yield* spawner.spawn(
      ChildProcess.make(
        process.execPath,
        [main, `--port=${port}`, `--data=${data}`, "--no-open", ...args],
        {
          env: { DATABASE_URL: databaseUrl, AETHERCAST_NOTICE: "0" },
          extendEnv: true,
          stdin: "ignore",
          forceKillAfter: "20 seconds"
        }
      )
    )
    yield* Console.log(`${name}  started as process ${handle.pid}`)
    yield* handle.all.pipe(
      Stream.decodeText,
      Stream.splitLines,
      Stream.runForEach((line) => Console.log(`${name}  ${line}`))
    )
    // There is no exit code when a signal has ended it.
    const code = yield* Effect.option(handle.exitCode)
    yield* Console.log(
      Option.match(code, {
        onNone: () => `${name}  ended by a signal`,
        onSome: (code) => `${name}  ended with exit code ${code}`
      })
    )
  },
  Effect.scoped,
  // It is a failure of the process, which starts again.
  Effect.catchTag("PlatformError", (error) => Console.error(error.message))
)

const main = fileURLToPath(new URL("./Main.ts", import.meta.url))
