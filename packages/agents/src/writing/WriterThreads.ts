import { availableParallelism } from "node:os"
import { Effect, Layer } from "effect"
import * as WorkerPool from "../WorkerPool.ts"
import * as ExtractiveWriter from "./ExtractiveWriter.ts"
import { ScriptWriter, WritingFailed } from "./ScriptWriter.ts"
import { calls, type WorkerCall } from "./WriterProtocol.ts"

/**
 * The extractive writer in worker threads: planning an outline of 600 passages takes 0.3 s of
 * processor time, in which the event loop would answer nobody. Openings and closings take less than a
 * millisecond and stay here, where they wait for no outline.
 */
export const layer: Layer.Layer<ScriptWriter> = Layer.effect(
  ScriptWriter,
  Effect.gen(function* () {
    const { closing, description, honest, opening } = yield* ScriptWriter
    const workers = yield* WorkerPool.make({
      script: new URL("./WriterWorker.ts", import.meta.url),
      maxWorkers: availableParallelism() <= 2 ? 1 : 2,
      timeLimit: "20 seconds"
    })
    const ask = (method: WorkerCall["method"]) => (request: unknown) =>
      workers.ask({ method, request } satisfies WorkerCall).pipe(
        // Another thread takes the place of one that broke.
        Effect.retry({ times: 1, while: ({ reason }) => reason === "Broken" }),
        Effect.mapError(
          ({ reason }) => new WritingFailed({ reason: `The writer's thread: ${reason}` })
        )
      )
    return ScriptWriter.of({
      description,
      opening,
      closing,
      honest,
      aside: Effect.fn("WriterThreads.aside")((request) => calls.aside.send(request, ask("aside"))),
      snippet: Effect.fn("WriterThreads.snippet")((request) =>
        calls.snippet.send(request, ask("snippet"))
      ),
      outline: Effect.fn("WriterThreads.outline")((request) =>
        calls.outline.send(request, ask("outline"))
      ),
      segment: Effect.fn("WriterThreads.segment")((request) =>
        calls.segment.send(request, ask("segment"))
      )
    })
  })
).pipe(Layer.provide(ExtractiveWriter.layer))
