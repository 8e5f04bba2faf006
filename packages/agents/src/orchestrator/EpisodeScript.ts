import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import { type Outline, type Segment, SegmentPlan } from "@aethercast/domain/Script"
import { Snippet } from "@aethercast/domain/Snippet"
import type { PassageId } from "@aethercast/domain/Source"
import { Effect, Queue, Result } from "effect"
import * as Weaver from "../agents/PodcastScriptWeaver.ts"
import type { Harvest } from "../agents/WebContentHarvester.ts"
import { disclosed } from "../writing/Disclosure.ts"
import { isOpen } from "../writing/QuotationLimit.ts"
import { ClosingRequest, OpeningRequest } from "../writing/ScriptWriter.ts"
import { linesSeconds } from "../writing/SpokenLength.ts"
import * as ChapterPipeline from "./ChapterPipeline.ts"
import { Commission } from "./Commission.ts"
import type { EpisodePublisher } from "./EpisodePublisher.ts"
import * as EpisodeReading from "./EpisodeReading.ts"
import * as LengthBudget from "./LengthBudget.ts"
import { apology, describe } from "./EpisodeFailure.ts"
import {
  cutChapter,
  limitedQuotation,
  missingChapter,
  missingSources,
  oldCopies,
  otherWriter,
  overBudget,
  shorterEpisode
} from "./ListenerMessages.ts"

/**
 * Writes the script of an episode into the pipeline: the opening from the snippet alone, so that it is
 * spoken during the harvest, then each chapter while the one before it is spoken, then the closing. When
 * it fails, the voices say why.
 */
export const write = Effect.fnUntraced(function* (
  commission: Commission,
  publisher: EpisodePublisher,
  pipeline: ChapterPipeline.ChapterPipeline
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
  yield* ChapterPipeline.send(pipeline, opening, snippet.sources, "opening")
  const budget = LengthBudget.addWritten(
    LengthBudget.start(request.lengthSeconds),
    linesSeconds(opening.lines)
  )
  yield* publisher.generating("reading")
  yield* Effect.tapError(
    writeBody(commission, publisher, pipeline, opening, budget),
    Effect.fnUntraced(function* (error) {
      const failure = describe(commission, error)
      // The status tells it too, but only after everything has been spoken.
      yield* publisher.notice(failure.reason)
      yield* ChapterPipeline.send(pipeline, apology(failure), [], "closing")
    })
  )
})

/** Reads, plans and writes everything after the opening. */
const writeBody = Effect.fnUntraced(function* (
  commission: Commission,
  publisher: EpisodePublisher,
  pipeline: ChapterPipeline.ChapterPipeline,
  opening: Segment,
  budget: LengthBudget.LengthBudget
) {
  const { harvest, title } = yield* EpisodeReading.read(commission, publisher)
  if (title !== commission.snippet.title) yield* publisher.title(title)
  const snippet = new Snippet({ ...commission.snippet, title })
  const { request } = commission
  yield* publisher.event(
    EpisodeEvent.cases.SourcesFound.make({ sources: harvest.sources, material: harvest.material })
  )
  if (harvest.missing.length > 0) yield* publisher.notice(missingSources(harvest.missing))
  if (harvest.copies.length > 0) yield* publisher.notice(oldCopies(harvest.copies))
  yield* publisher.generating("planning")
  const wanted = LengthBudget.bodySeconds(budget)
  const outline = yield* Weaver.plan(
    "outline",
    Weaver.cases.Planning.make({
      material: harvest.material,
      request: {
        topicId: snippet.topicId,
        title: snippet.title,
        style: request.style,
        language: request.language,
        seconds: wanted,
        opening: opening.lines
      }
    })
  )
  const planned = outline.segments.reduce((sum, { seconds }) => sum + seconds, 0)
  if (planned < shortShare * wanted) {
    const short = harvest.sources.every(isOpen) ? shorterEpisode : limitedQuotation
    yield* publisher.notice(short(request.lengthSeconds - wanted + planned))
  }
  yield* publisher.generating("speaking")
  yield* writeChapters(
    new Commission({ ...commission, snippet }),
    publisher,
    pipeline,
    harvest,
    outline,
    budget
  )
})

/** Below this share of the wanted length the listener is told that the episode is shorter. */
const shortShare = 0.8

const writeChapters = Effect.fnUntraced(function* (
  { request, snippet }: Commission,
  publisher: EpisodePublisher,
  pipeline: ChapterPipeline.ChapterPipeline,
  harvest: Harvest,
  { segments }: Outline,
  afterOpening: LengthBudget.LengthBudget
) {
  const { topicId, title } = snippet
  const { language, style } = request
  const used: Array<PassageId> = []
  let budget = afterOpening
  let count = 0
  for (const [index, segment] of segments.entries()) {
    const seconds = LengthBudget.allowance(budget, segments.slice(index))
    if (seconds === undefined) break
    const direction = yield* publisher.direction(count + 1)
    const chapter = yield* ChapterPipeline.begin(pipeline, segment.title, harvest.sources)
    const written = yield* Effect.result(
      Weaver.weaveChapter(
        `chapter/${index + 1}`,
        Weaver.cases.Chapter.make({
          material: harvest.material,
          request: {
            topicId,
            title,
            style,
            language,
            index,
            count: segments.length,
            plan: new SegmentPlan({ ...segment, seconds }),
            previous: segments[index - 1]?.title ?? "",
            alreadySaid: used.slice(-600),
            ...(direction !== undefined && { direction })
          }
        }),
        chapter.add
      ).pipe(
        Effect.tap(({ lines }) =>
          Effect.forEach(lines.slice(chapter.lines.length), chapter.add, { discard: true })
        ),
        Effect.ensuring(chapter.end)
      )
    )
    // Those of a failure that is replayed are known to the actor only.
    const isBegun = chapter.lines.length > 0 || (yield* publisher.hasLinesOf(count + 1))
    if (Result.isFailure(written) && !isBegun) {
      // When not a single chapter can be written, the last failure is that of the episode.
      if (count === 0 && index === segments.length - 1) return yield* written.failure
      yield* publisher.notice(missingChapter(segment.title))
      continue
    }
    if (Result.isFailure(written)) yield* publisher.notice(cutChapter(segment.title))
    else if (written.success.standIn !== undefined) {
      yield* publisher.notice(written.success.standIn === "saving" ? overBudget : otherWriter)
    }
    yield* chapter.open
    used.push(...chapter.lines.flatMap((line) => line.passages))
    count++
    budget = LengthBudget.addWritten(budget, linesSeconds(chapter.lines))
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
  yield* ChapterPipeline.send(pipeline, closing, harvest.sources, "closing")
})
