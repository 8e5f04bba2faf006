import * as ChapterPipeline from "@aethercast/agents/orchestrator/ChapterPipeline"
import { Commission } from "@aethercast/agents/orchestrator/Commission"
import type { EpisodePublisher } from "@aethercast/agents/orchestrator/EpisodePublisher"
import * as EpisodeScript from "@aethercast/agents/orchestrator/EpisodeScript"
import { topicSlug } from "@aethercast/agents/sources/TopicSlug"
import { unreadSnippet } from "@aethercast/agents/writing/Headline"
import { linesSeconds } from "@aethercast/agents/writing/SpokenLength"
import * as TestKit from "@aethercast/cluster/TestKit"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeRequest, Subject } from "@aethercast/domain/EpisodeRequest"
import type { Line } from "@aethercast/domain/Script"
import type { Source } from "@aethercast/domain/Source"
import { Topic } from "@aethercast/domain/Topic"
import { DateTime, Effect, Fiber, Queue, Ref, Result, Stream } from "effect"

/** An episode as it would be spoken. */
export interface Trial {
  /** The lines that quote a source. */
  readonly quoted: ReadonlyArray<Line>
  /** Why there is none: the tag of the error. */
  readonly refusal: string | undefined
}

/** Writes an episode about a topic in a listener's words, as the product does. */
export const inWords = (words: string) =>
  run(words, new Commission({ request: request(words), snippet: snippetOf(words, []) }))

/** Writes an episode from these documents, all of which count as being about the topic. */
export const fromSources = (words: string, sources: ReadonlyArray<Source>) => {
  const snippet = snippetOf(words, sources)
  const subject = Subject.cases.Known.make({ topicId: snippet.topicId })
  return run(
    `plain ${words}`,
    new Commission({ request: new EpisodeRequest({ ...request(words), subject }), snippet })
  )
}

const run = Effect.fnUntraced(
  function* (_name: string, commission: Commission) {
    const pipeline = yield* ChapterPipeline.make
    const lines = yield* Ref.make<ReadonlyArray<Line>>([])
    const speech = yield* Queue.take(pipeline.chapters).pipe(
      Effect.flatMap((chapter) => Stream.runCollect(Stream.fromQueue(chapter.lines))),
      Effect.flatMap((written) =>
        Effect.andThen(
          Ref.update(lines, (before) => [...before, ...written]),
          Queue.offer(pipeline.lengths, linesSeconds(written))
        )
      ),
      Effect.forever,
      Effect.forkChild
    )
    const written = yield* Effect.result(EpisodeScript.write(commission, nobody, pipeline))
    yield* Queue.end(pipeline.chapters)
    yield* Effect.ignore(Fiber.join(speech))
    const trial: Trial = {
      quoted: (yield* Ref.get(lines)).filter(({ passages }) => passages.length > 0),
      refusal: Result.isFailure(written) ? written.failure._tag : undefined
    }
    return trial
  },
  (effect, name) => TestKit.inRun(name)(effect)
)

const request = (words: string) =>
  new EpisodeRequest({
    id: EpisodeId.make("a".repeat(24)),
    subject: Subject.cases.Words.make({ words }),
    lengthSeconds: 180,
    style: "briefing"
  })

const snippetOf = (words: string, sources: ReadonlyArray<Source>) =>
  unreadSnippet(
    new Topic({
      id: topicSlug("words", words),
      title: words,
      summary: "",
      tags: [],
      publishedAt: DateTime.makeUnsafe(0),
      sources
    })
  )

/** Nobody watches the progress, or steers. */
const nobody: EpisodePublisher = {
  event: () => Effect.void,
  title: () => Effect.void,
  status: () => Effect.void,
  generating: () => Effect.void,
  hasLinesOf: () => Effect.succeed(false),
  direction: () => Effect.succeed({ said: [] }),
  measured: (_chapter, seconds) => Effect.succeed(seconds),
  cutSegment: (_segment, cut) => Effect.succeed(cut),
  notice: () => Effect.void
}
