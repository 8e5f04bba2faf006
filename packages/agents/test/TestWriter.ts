import * as ExtractiveWriter from "@aethercast/agents/writing/ExtractiveWriter"
import { ScriptWriter, WritingFailed } from "@aethercast/agents/writing/ScriptWriter"
import { Context, Effect, Layer, Ref } from "effect"

/** Faults of the writer. */
export class WriterFaults extends Context.Service<
  WriterFaults,
  {
    /** Indices of segments that cannot be written. */
    readonly segments: Ref.Ref<ReadonlySet<number>>
    /** Topics whose snippets cannot be written. */
    readonly topics: Ref.Ref<ReadonlySet<string>>
    /** Topics of the snippets that were requested, in order. */
    readonly requested: Ref.Ref<ReadonlyArray<string>>
  }
>()("@aethercast/agents/test/WriterFaults") {
  static readonly layer = Layer.effect(
    WriterFaults,
    Effect.all({
      segments: Ref.make<ReadonlySet<number>>(new Set()),
      topics: Ref.make<ReadonlySet<string>>(new Set()),
      requested: Ref.make<ReadonlyArray<string>>([])
    })
  )
}

/** The extractive writer with these faults. */
export const layer = Layer.effect(
  ScriptWriter,
  Effect.gen(function* () {
    const { requested, segments, topics } = yield* WriterFaults
    const writer = yield* ScriptWriter
    const failed = new WritingFailed({ reason: "it is made to fail" })
    return ScriptWriter.of({
      ...writer,
      segment: (request) =>
        Effect.flatMap(Ref.get(segments), (blocked) =>
          blocked.has(request.index) ? Effect.fail(failed) : writer.segment(request)
        ),
      snippet: (request) =>
        Ref.update(requested, (before) => [...before, request.topic.id]).pipe(
          Effect.andThen(Ref.get(topics)),
          Effect.flatMap((blocked) =>
            blocked.has(request.topic.id) ? Effect.fail(failed) : writer.snippet(request)
          )
        )
    })
  })
).pipe(Layer.provide(ExtractiveWriter.layer), Layer.provideMerge(WriterFaults.layer))
