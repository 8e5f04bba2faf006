import { framesToSeconds } from "@aethercast/domain/Clip"
import type { EpisodeRequest } from "@aethercast/domain/EpisodeRequest"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import { type Line, type Outline, SegmentPlan } from "@aethercast/domain/Script"
import { Snippet } from "@aethercast/domain/Snippet"
import type { PassageId } from "@aethercast/domain/Source"
import { totalFrames } from "@aethercast/domain/Timeline"
import { castHosts } from "@aethercast/domain/Voice"
import { Effect, Queue, Ref, Result } from "effect"
import * as Weaver from "../agents/PodcastScriptWeaver.ts"
import type { Harvest } from "../agents/WebContentHarvester.ts"
import { missedFocusLine } from "../writing/MissedFocus.ts"
import { disclosed } from "../writing/Disclosure.ts"
import { isOpen } from "../writing/QuotationLimit.ts"
import { ClosingRequest, maxPassages } from "../writing/ScriptWriter.ts"
import { linesSeconds } from "../writing/SpokenLength.ts"
import * as ChapterPipeline from "./ChapterPipeline.ts"
import { Commission, type ForkOrigin } from "./Commission.ts"
import type { EpisodePublisher } from "./EpisodePublisher.ts"
import * as EpisodeReading from "./EpisodeReading.ts"
import * as LengthBudget from "./LengthBudget.ts"
import * as OpeningLine from "./OpeningLine.ts"
import { apology, describe } from "./EpisodeFailure.ts"
import {
  cutChapter,
  limitedQuotation,
  missedFocus,
  missingChapter,
  missingSources,
  oldCopies,
  otherWriter,
  overBudget,
  shorterEpisode
} from "./ListenerMessages.ts"

/** What comes before the chapters that are planned: the opening, or what a fork shares. */
interface Beginning {
  readonly lines: ReadonlyArray<Line>
  /** Its number of chapters. */
  readonly chapters: number
  /** Title of the last one, if the next goes on from it. */
  readonly previous: string
  readonly used: ReadonlyArray<PassageId>
  /** Its estimated length. */
  readonly seconds: number
}

/** What the chapters are made from. */
type Reading = Pick<Harvest, "material" | "sources">

/**
 * Writes the script of an episode into the pipeline: the opening from the snippet alone, so that it is
 * spoken during the harvest, then each chapter while the one before it is spoken, then the closing. A
 * fork begins with what it shares, and has been read for. When it fails, the voices say why.
 */
export const write = Effect.fnUntraced(function* (
  commission: Commission,
  publisher: EpisodePublisher,
  pipeline: ChapterPipeline.ChapterPipeline
) {
  const { origin } = commission
  const beginning = yield* origin === undefined
    ? open(commission, pipeline)
    : share(origin, pipeline)
  if (origin === undefined) yield* publisher.generating("reading")
  yield* Effect.tapError(
    writeBody(commission, publisher, pipeline, beginning),
    Effect.fnUntraced(function* (error) {
      const failure = describe(commission, error)
      // The status tells it too, but only after everything has been spoken.
      yield* publisher.notice(failure.reason)
      yield* ChapterPipeline.send(pipeline, apology(failure), [], "closing")
    })
  )
})

const open = Effect.fnUntraced(function* (
  commission: Commission,
  pipeline: ChapterPipeline.ChapterPipeline
) {
  const { cast, request, snippet } = commission
  const woven = yield* Weaver.weave(
    "opening",
    Weaver.cases.Opening.make({ request: OpeningLine.requestOf(commission) })
  )
  const opening = {
    ...woven,
    lines: disclosed(woven.lines, request.style, request.language, castHosts(cast))
  }
  yield* ChapterPipeline.send(pipeline, opening, snippet.sources, "opening")
  const beginning: Beginning = {
    lines: opening.lines,
    chapters: 1,
    previous: "",
    used: [],
    seconds: linesSeconds(opening.lines)
  }
  return beginning
})

const share = Effect.fnUntraced(function* (
  { timeline }: ForkOrigin,
  { count, lengths }: ChapterPipeline.ChapterPipeline
) {
  const { chapters, lines } = timeline
  const seconds = framesToSeconds(totalFrames(timeline))
  yield* Ref.set(count, chapters.length)
  yield* Queue.offer(lengths, seconds)
  const beginning: Beginning = {
    lines: [],
    chapters: chapters.length,
    previous: chapters.length > 1 ? (chapters.at(-1) ?? "") : "",
    used: lines.flatMap(({ passages }) => passages),
    seconds
  }
  return beginning
})

/** Reads, plans and writes everything after the beginning. */
const writeBody = Effect.fnUntraced(function* (
  commission: Commission,
  publisher: EpisodePublisher,
  pipeline: ChapterPipeline.ChapterPipeline,
  beginning: Beginning
) {
  const { origin, request } = commission
  const { reading, snippet } =
    origin === undefined
      ? yield* read(commission, publisher)
      : { reading: origin, snippet: commission.snippet }
  yield* publisher.generating("planning")
  const wanted = LengthBudget.bodySeconds(budgetAfter(beginning, request))
  const outline = yield* Weaver.plan(
    "outline",
    Weaver.cases.Planning.make({
      material: reading.material,
      ...(origin !== undefined && { without: origin.said }),
      request: {
        topicId: snippet.topicId,
        title: snippet.title,
        style: request.style,
        hosts: castHosts(commission.cast),
        language: request.language,
        seconds: wanted,
        ...(request.focus !== undefined && { focus: request.focus }),
        opening: beginning.lines
      }
    })
  )
  const planned = outline.segments.reduce((sum, { seconds }) => sum + seconds, 0)
  if (planned < shortShare * wanted) {
    const short = reading.sources.every(isOpen) ? shorterEpisode : limitedQuotation
    yield* publisher.notice(short(request.lengthSeconds - wanted + planned))
  }
  if (outline.missesFocus === true) yield* publisher.notice(missedFocus)
  yield* publisher.generating("speaking")
  yield* writeChapters(
    new Commission({ ...commission, snippet }),
    publisher,
    pipeline,
    reading,
    outline,
    beginning
  )
})

/** Reads, and publishes what was found. */
const read = Effect.fnUntraced(function* (commission: Commission, publisher: EpisodePublisher) {
  const { harvest, title } = yield* EpisodeReading.read(commission, publisher)
  const { copies, material, missing, sources } = harvest
  if (title !== commission.snippet.title) yield* publisher.title(title)
  yield* publisher.event(EpisodeEvent.cases.SourcesFound.make({ sources, material }))
  if (missing.length > 0) yield* publisher.notice(missingSources(missing))
  if (copies.length > 0) yield* publisher.notice(oldCopies(copies))
  return { reading: harvest, snippet: new Snippet({ ...commission.snippet, title }) }
})

/** Below this share of the wanted length the listener is told that the episode is shorter. */
const shortShare = 0.8

const writeChapters = Effect.fnUntraced(function* (
  { cast, request, snippet }: Commission,
  publisher: EpisodePublisher,
  pipeline: ChapterPipeline.ChapterPipeline,
  reading: Reading,
  { missesFocus = false, segments }: Outline,
  beginning: Beginning
) {
  const { topicId, title } = snippet
  const { focus, language, style } = request
  const used: Array<PassageId> = [...beginning.used]
  let budget = budgetAfter(beginning, request)
  /** Of the beginning, and of each chapter, in seconds. */
  const estimates = [beginning.seconds]
  let count = 0
  for (const [index, segment] of segments.entries()) {
    const seconds = LengthBudget.allowance(budget, segments.slice(index))
    if (seconds === undefined) break
    const { direction, said } = yield* publisher.direction(beginning.chapters + count)
    // A fork of a later chapter shares what was said before.
    const lead = missesFocus && beginning.chapters + count === 1 ? [missedFocusLine(language)] : []
    const chapter = yield* ChapterPipeline.begin(pipeline, segment.title, reading.sources, { lead })
    const written = yield* Effect.result(
      Weaver.weaveChapter(
        `chapter/${index + 1}`,
        Weaver.cases.Chapter.make({
          material: reading.material,
          request: {
            topicId,
            title,
            style,
            hosts: castHosts(cast),
            language,
            index: beginning.chapters - 1 + index,
            count: beginning.chapters - 1 + segments.length,
            plan: new SegmentPlan({ ...segment, seconds }),
            previous: segments[index - 1]?.title ?? beginning.previous,
            alreadySaid: [...used, ...said].slice(-maxPassages),
            ...(focus !== undefined && { focus }),
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
    const {
      isBegun,
      passages,
      seconds: estimated
    } = Result.isSuccess(written)
      ? { ...partOf(chapter.lines), isBegun: true }
      : yield* publisher.cutSegment(index, {
          ...partOf(chapter.lines),
          // What was written in another execution is known to the actor only.
          isBegun:
            chapter.lines.length > 0 || (yield* publisher.hasLinesOf(beginning.chapters + count))
        })
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
    yield* publisher.event(
      EpisodeEvent.cases.ChapterWritten.make({ chapter: beginning.chapters + count, passages })
    )
    yield* chapter.open
    used.push(...passages)
    count++
    estimates.push(estimated)
    budget = LengthBudget.addWritten(budget, estimated)
    // Awaits the length of the previous chapter, so that a replay gives the same allowances.
    budget = LengthBudget.addSpoken(budget, {
      estimated: estimates[count - 1] ?? 0,
      actual: yield* Queue.take(pipeline.lengths)
    })
  }
  const quoted = new Set(used.map((id) => id.split("#")[0]))
  const closing = yield* Weaver.weave(
    "closing",
    Weaver.cases.Closing.make({
      request: new ClosingRequest({
        topicId,
        title,
        style,
        sources: reading.sources.filter((source) => quoted.has(source.id)),
        seconds: LengthBudget.closingSeconds(request.lengthSeconds)
      })
    })
  )
  yield* ChapterPipeline.send(pipeline, closing, reading.sources, "closing")
})

const budgetAfter = ({ seconds }: Beginning, { lengthSeconds }: EpisodeRequest) =>
  LengthBudget.addWritten(LengthBudget.start(lengthSeconds), seconds)

const partOf = (lines: ReadonlyArray<Line>) => ({
  seconds: linesSeconds(lines),
  passages: lines.flatMap((line) => line.passages)
})
