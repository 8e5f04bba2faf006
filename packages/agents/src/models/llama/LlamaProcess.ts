import { fileURLToPath } from "node:url"
import { Effect, type Stream } from "effect"
import { RpcClient } from "effect/rpc"
import * as ModelProcess from "../../process/ModelProcess.ts"
import type { Options } from "./LlamaEngine.ts"
import { type LlamaEvent, type LlamaFailed, type LlamaPrompt, LlamaRpcs } from "./LlamaRpcs.ts"

type Failure = LlamaFailed | ModelProcess.ModelProcessGone

export interface LlamaProcess {
  readonly load: Effect.Effect<void, Failure>
  readonly complete: (prompt: LlamaPrompt) => Stream.Stream<LlamaEvent, Failure>
}

/** A language model in a child process, which answers one prompt at a time; others wait in it. */
export const make = Effect.fn("LlamaProcess.make")(function* ({ folder, model }: Options) {
  const { answer, load, protocol } = yield* ModelProcess.start({
    script: fileURLToPath(new URL("./LlamaWorker.ts", import.meta.url)),
    args: [folder, model],
    concurrency: 8,
    // For a model of some gigabytes, from a slow disk.
    loadLimit: "5 minutes",
    // Three missed heartbeats.
    silence: "15 seconds"
  })
  const client = yield* RpcClient.make(LlamaRpcs).pipe(Effect.provide(protocol))
  const llama: LlamaProcess = {
    load: load(client.Load()),
    complete: (prompt) => answer(client.Complete(prompt))
  }
  return llama
})
