import { parentPort } from "node:worker_threads"
import { Effect } from "effect"
import * as ExtractiveWriter from "./ExtractiveWriter.ts"
import { ScriptWriter } from "./ScriptWriter.ts"
import { calls, type WorkerCall } from "./WriterProtocol.ts"

/** The worker thread of `WriterThreads`: sends "ready" once, then answers each call. */
const writer = Effect.runSync(Effect.provide(ScriptWriter, ExtractiveWriter.layer))

const serve = {
  snippet: calls.snippet.serve(writer.snippet),
  outline: calls.outline.serve(writer.outline),
  segment: calls.segment.serve(writer.segment),
  aside: calls.aside.serve(writer.aside)
} satisfies Record<WorkerCall["method"], unknown>

parentPort?.on("message", ({ method, request }: WorkerCall) => {
  parentPort?.postMessage(Effect.runSync(serve[method](request)))
})
parentPort?.postMessage("ready")
