import { fileURLToPath } from "node:url"
import { Effect, Schema, Stream } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { CliError } from "effect/cli"

/** The programs that run local models, with what an operator agrees to. */
export const descriptions = {
  "node-llama-cpp": "node-llama-cpp (MIT), takes 0.1 GB more",
  "sherpa-onnx-node":
    "sherpa-onnx-node (Apache-2.0; it contains espeak-ng, GPL-3.0), takes 0.1 GB more"
}
export type Engine = keyof typeof descriptions

/** The program that runs local models cannot be installed; why was printed. */
export class EngineNotInstalled extends Schema.TaggedError<EngineNotInstalled>()(
  "EngineNotInstalled",
  { engine: Schema.String }
) {
  override readonly [CliError.userMessage] = `${this.engine} could not be installed.`

  override get message() {
    return this[CliError.userMessage]
  }
}

/** The folder whose node_modules has an engine, which is installed if it is not there. */
export const find = Effect.fn("EngineFolder.find")(
  function* (engine: Engine) {
    const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
    const handle = yield* spawner.spawn(
      ChildProcess.make(process.execPath, [bootstrap, "engine", engine], {
        extendEnv: true,
        stdin: "ignore",
        stderr: "inherit"
      })
    )
    const folder = yield* handle.stdout.pipe(Stream.decodeText, Stream.mkString)
    if ((yield* handle.exitCode) !== 0) return yield* new EngineNotInstalled({ engine })
    return folder.trim()
  },
  Effect.scoped,
  Effect.catchTag("PlatformError", Effect.die)
)

const bootstrap = fileURLToPath(new URL("../../../../scripts/bootstrap.mjs", import.meta.url))
