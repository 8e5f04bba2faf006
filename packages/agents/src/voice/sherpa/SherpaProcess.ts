import { fileURLToPath } from "node:url"
import { Effect, Schema, Stream } from "effect"
import { RpcClient } from "effect/rpc"
import * as ModelProcess from "../../process/ModelProcess.ts"
import type { Options } from "./SherpaEngine.ts"
import { type SherpaFailed, SherpaRpcs, type SherpaText } from "./SherpaRpcs.ts"

/** The process ended before the text was spoken, or had to be ended because nothing came any more. */
export class SherpaGone extends Schema.TaggedError<SherpaGone>()("SherpaGone", {}) {}

export interface SherpaProcess {
  /** Samples per second. */
  readonly load: Effect.Effect<number, SherpaFailed | SherpaGone>
  readonly speak: (text: SherpaText) => Stream.Stream<Uint8Array, SherpaFailed | SherpaGone>
}

/**
 * A voice in a child process. When that ends, its texts fail, and another one is started a second later,
 * which loads the model for the next text. A process from which nothing comes is killed.
 */
export const make = Effect.fn("SherpaProcess.make")(function* ({ folder, kind, model }: Options) {
  const { kill, protocol } = yield* ModelProcess.start(script, [folder, kind, model], waitingTexts)
  const killed = Effect.andThen(kill, new SherpaGone())
  const client = yield* RpcClient.make(SherpaRpcs).pipe(Effect.provide(protocol))

  const sherpa: SherpaProcess = {
    load: client.Load().pipe(
      Effect.catchTag("RpcClientError", () => new SherpaGone()),
      Effect.timeoutOrElse({ duration: loadLimit, orElse: () => killed })
    ),
    speak: (text) =>
      client.Speak(text).pipe(
        Stream.catchTag("RpcClientError", () => Stream.fail(new SherpaGone())),
        Stream.timeoutOrElse({ duration: silence, orElse: () => Stream.fromEffect(killed) })
      )
  }
  return sherpa
})

const script = fileURLToPath(new URL("./SherpaWorker.ts", import.meta.url))

/** The process speaks one sentence at a time; other texts wait in it. */
const waitingTexts = 16

/** For 150 MB, from a slow disk. */
const loadLimit = "1 minute"

/** Three missed heartbeats. */
const silence = "9 seconds"
