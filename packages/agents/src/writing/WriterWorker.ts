import { parentPort } from "node:worker_threads"
import { Effect } from "effect"
import { extractiveWriter } from "./ExtractiveWriter.ts"
import { calls, type WorkerCall } from "./WriterProtocol.ts"

/** The worker thread of `WriterThreads`: sends "ready" once, then answers each call. */
const serve = {
  snippet: calls.snippet.serve(extractiveWriter.snippet),
  outline: calls.outline.serve(extractiveWriter.outline),
  segment: calls.segment.serve(extractiveWriter.segment),
  aside: calls.aside.serve(extractiveWriter.aside)
} satisfies Record<WorkerCall["method"], unknown>

parentPort?.on("message", ({ method, request }: WorkerCall) => {
  parentPort?.postMessage(Effect.runSync(serve[method](request)))
})
parentPort?.postMessage("ready")
