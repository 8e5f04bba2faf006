import * as ExtractiveWriter from "@aethercast/agents/writing/ExtractiveWriter"
import { ScriptWriter, WritingFailed } from "@aethercast/agents/writing/ScriptWriter"
import { Context, Effect, Layer, Ref } from "effect"

/** What the writer cannot do at the moment: segments by their place, and snippets by their topic. */
export class Blocks extends Context.Service<
  Blocks,
  {
    readonly segments: Ref.Ref<ReadonlySet<number>>
    readonly topics: Ref.Ref<ReadonlySet<string>>
    /** Topics of the snippets that were asked for, in order. */
    readonly asked: Ref.Ref<ReadonlyArray<string>>
  }
>()("@aethercast/agents/test/Blocks") {
  static readonly layer = Layer.effect(
    Blocks,
    Effect.all({
      segments: Ref.make<ReadonlySet<number>>(new Set()),
      topics: Ref.make<ReadonlySet<string>>(new Set()),
      asked: Ref.make<ReadonlyArray<string>>([])
    })
  )
}

/** The extractive writer, but for what is blocked. */
export const layer = Layer.effect(
  ScriptWriter,
  Effect.gen(function* () {
    const { asked, segments, topics } = yield* Blocks
    const writer = yield* ScriptWriter
    const failed = new WritingFailed({ reason: "it is blocked" })
    return ScriptWriter.of({
      ...writer,
      segment: (request) =>
        Effect.flatMap(Ref.get(segments), (blocked) =>
          blocked.has(request.index) ? Effect.fail(failed) : writer.segment(request)
        ),
      snippet: (request) =>
        Ref.update(asked, (before) => [...before, request.topic.id]).pipe(
          Effect.andThen(Ref.get(topics)),
          Effect.flatMap((blocked) =>
            blocked.has(request.topic.id) ? Effect.fail(failed) : writer.snippet(request)
          )
        )
    })
  })
).pipe(Layer.provide(ExtractiveWriter.layer), Layer.provideMerge(Blocks.layer))
