import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import { type Outline, type Segment, SegmentPlan } from "@aethercast/domain/Script"
import type { PassageId } from "@aethercast/domain/Source"
import { Effect, Queue, Result } from "effect"
import * as Weaver from "../agents/PodcastScriptWeaver.ts"
import { type Harvest, WebContentHarvester } from "../agents/WebContentHarvester.ts"
import type { Sting } from "../voice/SpeechSynthesizer.ts"
import { disclosed } from "../writing/Disclosure.ts"
import { ClosingRequest, OpeningRequest } from "../writing/ScriptWriter.ts"
import { linesSeconds } from "../writing/SpokenLength.ts"
import type { ChapterPipeline } from "./ChapterPipeline.ts"
import type { Commission } from "./Commission.ts"
import type { EpisodePublisher } from "./EpisodePublisher.ts"
import * as LengthBudget from "./LengthBudget.ts"
import { missingChapter, missingSources } from "./ListenerMessages.ts"

/** Fewer passages than this trigger a second search before the outline. */
const minPassages = 30

/**
 * Writes the script of an episode into the pipeline: the opening from the snippet alone, so that it is
 * spoken during the harvest, then each chapter while the one before it is spoken, then the closing.
 */
export const write = Effect.fnUntraced(function* (
  commission: Commission,
  publisher: EpisodePublisher,
  pipeline: ChapterPipeline
) {
  const { request, snippet } = commission
  const woven = yield* Weaver.weave(
    "opening",
    Weaver.cases.Opening.make({
      request: new OpeningRequest({
        snippet,
        style: request.style,
        seconds: LengthBudget.openingSeconds(request.lengthSeconds)
      })
    })
  )
  const opening = { ...woven, lines: disclosed(woven.lines, request.style, request.language) }
  yield* send(pipeline, 0, opening, { sources: snippet.sources }, "opening")
  const budget = LengthBudget.addWritten(
    LengthBudget.start(request.lengthSeconds),
    linesSeconds(opening.lines)
  )
  yield* publisher.generating("reading")
  const harvest = yield* read(commission)
  yield* publisher.event(EpisodeEvent.cases.SourcesFound.make({ sources: harvest.sources }))
  if (harvest.missing.length > 0) yield* publisher.notice(missingSources(harvest.missing))
  yield* publisher.generating("planning")
  const outline = yield* Weaver.plan(
    "outline",
    Weaver.cases.Planning.make({
      material: harvest.material,
      request: {
        topicId: snippet.topicId,
        title: snippet.title,
        style: request.style,
        seconds: LengthBudget.bodySeconds(budget),
        opening: opening.lines
      }
    })
  )
  yield* publisher.generating("speaking")
  yield* writeChapters(commission, publisher, pipeline, harvest, outline, budget)
})

/** Reads the documents of the snippet, and searches for more when they say too little. */
const read = Effect.fnUntraced(function* ({ request, snippet }: Commission) {
  const input = { sources: snippet.sources, words: "", limit: 8 }
  if (request.subject._tag === "Words") {
    return yield* WebContentHarvester.ask("harvest", { ...input, words: request.subject.words })
  }
  const deeper = WebContentHarvester.ask("harvest-deeper", { ...input, words: snippet.title })
  const first = yield* Effect.result(WebContentHarvester.ask("harvest", input))
  if (Result.isFailure(first)) return yield* deeper
  return first.success.passages >= minPassages
    ? first.success
    : yield* Effect.orElseSucceed(deeper, () => first.success)
})

const writeChapters = Effect.fnUntraced(function* (
  { request, snippet }: Commission,
  publisher: EpisodePublisher,
  pipeline: ChapterPipeline,
  harvest: Harvest,
  { segments }: Outline,
  afterOpening: LengthBudget.LengthBudget
) {
  const { topicId, title } = snippet
  const { style } = request
  const used: Array<PassageId> = []
  let budget = afterOpening
  let count = 0
  for (const [index, segment] of segments.entries()) {
    const seconds = LengthBudget.allowance(budget, segments.slice(index))
    if (seconds === undefined) break
    const written = yield* Effect.result(
      Weaver.weave(
        `chapter/${index + 1}`,
        Weaver.cases.Chapter.make({
          material: harvest.material,
          request: {
            topicId,
            title,
            style,
            index,
            count: segments.length,
            plan: new SegmentPlan({ ...segment, seconds }),
            previous: segments[index - 1]?.title ?? "",
            alreadySaid: used.slice(-600)
          }
        })
      )
    )
    if (Result.isFailure(written)) {
      // When not a single chapter can be written, the last failure is that of the episode.
      if (count === 0 && index === segments.length - 1) return yield* written.failure
      yield* publisher.notice(missingChapter(segment.title))
      continue
    }
    const { lines } = written.success
    used.push(...lines.flatMap((line) => line.passages))
    yield* send(pipeline, ++count, written.success, harvest)
    budget = LengthBudget.addWritten(budget, linesSeconds(lines))
    // Awaits the length of the previous chapter, so that a replay gives the same allowances.
    budget = LengthBudget.addSpoken(budget, yield* Queue.take(pipeline.lengths))
  }
  const quoted = new Set(used.map((id) => id.split("#")[0]))
  const closing = yield* Weaver.weave(
    "closing",
    Weaver.cases.Closing.make({
      request: new ClosingRequest({
        topicId,
        title,
        style,
        sources: harvest.sources.filter((source) => quoted.has(source.id)),
        seconds: LengthBudget.closingSeconds(request.lengthSeconds)
      })
    })
  )
  yield* send(pipeline, count + 1, closing, harvest, "closing")
})

const send = (
  { chapters }: ChapterPipeline,
  index: number,
  { lines, title }: Segment,
  { sources }: Pick<Harvest, "sources">,
  sting?: Sting
) =>
  Queue.offer(chapters, {
    index,
    title,
    lines,
    sources,
    ...(sting === undefined ? {} : { sting })
  })
