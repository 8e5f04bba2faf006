import { fileURLToPath } from "node:url"
import { Effect, Schema, Stream } from "effect"
import { RpcClient } from "effect/rpc"
import * as ModelProcess from "../../process/ModelProcess.ts"
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
  const { kill, protocol } = yield* ModelProcess.start(script, [folder, model], waitingPrompts)
  const killed = Effect.andThen(kill, new LlamaGone())
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
