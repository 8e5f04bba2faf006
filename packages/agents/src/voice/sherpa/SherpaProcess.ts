import { fileURLToPath } from "node:url"
import { Effect, type Stream } from "effect"
import { RpcClient } from "effect/rpc"
import * as ModelProcess from "../../process/ModelProcess.ts"
import type { Options } from "./SherpaEngine.ts"
import { type SherpaFailed, SherpaRpcs, type SherpaText } from "./SherpaRpcs.ts"

type Failure = SherpaFailed | ModelProcess.ModelProcessGone

export interface SherpaProcess {
  /** Samples per second. */
  readonly load: Effect.Effect<number, Failure>
  readonly speak: (text: SherpaText) => Stream.Stream<Uint8Array, Failure>
}

/** A voice in a child process, which speaks one sentence at a time; other texts wait in it. */
export const make = Effect.fn("SherpaProcess.make")(function* ({ folder, kind, model }: Options) {
  const { answer, load, protocol } = yield* ModelProcess.start({
    script: fileURLToPath(new URL("./SherpaWorker.ts", import.meta.url)),
    args: [folder, kind, model],
    concurrency: 16,
    // For 150 MB, from a slow disk.
    loadLimit: "1 minute",
    // Three missed heartbeats.
    silence: "9 seconds"
  })
  const client = yield* RpcClient.make(SherpaRpcs).pipe(Effect.provide(protocol))
  const sherpa: SherpaProcess = {
    load: load(client.Load()),
    speak: (text) => answer(client.Speak(text))
  }
  return sherpa
})
