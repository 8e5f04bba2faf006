import { retryEngine } from "@aethercast/cluster/EngineRetry"
import { WorkflowRun } from "@aethercast/cluster/WorkflowRun"
import { framesToSeconds } from "@aethercast/domain/Clip"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import type { Line } from "@aethercast/domain/Script"
import { LineId } from "@aethercast/domain/Timeline"
import { Effect, Queue } from "effect"
import type { EpisodeActor } from "../episode/EpisodeProtocol.ts"
import { linesSeconds } from "../writing/SpokenLength.ts"
import type { Chapter, ChapterPipeline } from "./ChapterPipeline.ts"
import type { EpisodePublisher } from "./EpisodePublisher.ts"
import { missingLine } from "./ListenerMessages.ts"

/** Speaks the chapters of the pipeline one after the other, until it ends. */
export const speak = Effect.fnUntraced(function* (
  actor: EpisodeActor,
  episodeId: EpisodeId,
  publisher: EpisodePublisher,
  { chapters, lengths }: ChapterPipeline
) {
  const run = yield* WorkflowRun

  const speakChapter = Effect.fnUntraced(function* (chapter: Chapter) {
    const { index, lines, title } = chapter
    yield* publisher.event(EpisodeEvent.cases.ChapterOpened.make({ chapter: index, title }))
    let actual = 0
    for (const [position, line] of lines.entries()) {
      const outcome = yield* retryEngine(
        actor.Speak({
          episodeId,
          lineId: LineId.make(`${index}.${position}`),
          chapter: index,
          line,
          sources: sourceUrls(line, chapter),
          order: yield* run.nextOrder,
          tenant: run.tenant,
          versions: run.versions
        })
      )
      if (outcome._tag === "Spoken") actual += framesToSeconds(outcome.clip.frames)
      else yield* publisher.notice(missingLine)
    }
    yield* Queue.offer(lengths, { estimated: linesSeconds(lines), actual })
  })

  yield* Effect.forever(Effect.flatMap(Queue.take(chapters), speakChapter)).pipe(
    Effect.catchTag("Done", () => Effect.void)
  )
})

/** The addresses of the documents that a line quotes: a passage's id begins with its source's. */
const sourceUrls = (line: Line, { sources }: Chapter): ReadonlyArray<string> => {
  const urls = new Map(sources.map(({ id, url }) => [String(id), url]))
  return [...new Set(line.passages.flatMap((id) => urls.get(id.split("#")[0] ?? "") ?? []))]
}
