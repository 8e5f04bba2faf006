import { type ChildProcess, fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import { NodeWorker } from "@effect/platform-node"
import { Effect, Layer, Schema, Stream } from "effect"
import { RpcClient } from "effect/rpc"
import type { Options } from "./LlamaEngine.ts"
import { type LlamaEvent, type LlamaFailed, type LlamaPrompt, LlamaRpcs } from "./LlamaRpcs.ts"

/** The process ended before the answer did, or had to be ended because nothing came any more. */
export class LlamaGone extends Schema.TaggedError<LlamaGone>()("LlamaGone", {}) {}

export interface LlamaProcess {
  readonly load: Effect.Effect<void, LlamaFailed | LlamaGone>
  readonly complete: (prompt: LlamaPrompt) => Stream.Stream<LlamaEvent, LlamaFailed | LlamaGone>
}

/**
 * A model in a child process. When that ends, its prompts fail, and another one is started a second
 * later, which loads the model for the next prompt. A process from which nothing comes is killed.
 */
export const make = Effect.fn("LlamaProcess.make")(function* ({ folder, model }: Options) {
  let child: ChildProcess | undefined
  const spawn = () => {
    child = fork(script, [folder, model], {
      execArgv: [],
      stdio: ["ignore", "ignore", "inherit", "ipc"]
    })
    return child
  }
  const killed = Effect.andThen(
    Effect.sync(() => child?.kill("SIGKILL")),
    new LlamaGone()
  )
  const protocol = yield* Layer.build(
    RpcClient.layerProtocolWorker({ size: 1, concurrency: waitingPrompts }).pipe(
      Layer.provide(NodeWorker.layer(spawn))
    )
  ).pipe(Effect.orDie)
  const client = yield* RpcClient.make(LlamaRpcs).pipe(Effect.provide(protocol))

  const llama: LlamaProcess = {
    load: client.Load().pipe(
      Effect.catchTag("RpcClientError", () => new LlamaGone()),
      Effect.timeoutOrElse({ duration: loadLimit, orElse: () => killed })
    ),
    complete: (prompt) =>
      client.Complete(prompt).pipe(
        Stream.catchTag("RpcClientError", () => Stream.fail(new LlamaGone())),
        Stream.timeoutOrElse({ duration: silence, orElse: () => Stream.fromEffect(killed) })
      )
  }
  return llama
})

const script = fileURLToPath(new URL("./LlamaWorker.ts", import.meta.url))

/** The process answers one prompt at a time; others wait in it. */
const waitingPrompts = 8

/** For a model of some gigabytes, from a slow disk. */
const loadLimit = "5 minutes"

/** Three missed heartbeats. */
const silence = "15 seconds"
