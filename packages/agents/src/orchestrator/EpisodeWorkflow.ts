import { retryEngine } from "@aethercast/cluster/EngineRetry"
import * as Orchestration from "@aethercast/cluster/Workflow"
import { WorkflowRun } from "@aethercast/cluster/WorkflowRun"
import { framesToSeconds } from "@aethercast/domain/Clip"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import { EpisodeRequest } from "@aethercast/domain/EpisodeRequest"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { type Line, type Outline, type Segment, SegmentPlan } from "@aethercast/domain/Script"
import { Snippet } from "@aethercast/domain/Snippet"
import type { PassageId, Source } from "@aethercast/domain/Source"
import { LineId } from "@aethercast/domain/Timeline"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { type Cause, Effect, Exit, Queue, Ref, Result, Schema } from "effect"
import { EpisodeEntity } from "../episode/EpisodeProtocol.ts"
import { ImageGeneration } from "../agents/ImageGeneration.ts"
import { CoverRequest } from "../images/CoverPainter.ts"
import { cases as weaving, plan, weave } from "../agents/PodcastScriptWeaver.ts"
import { type Harvest, WebContentHarvester } from "../agents/WebContentHarvester.ts"
import { ClosingRequest, OpeningRequest } from "../writing/ScriptWriter.ts"
import * as SpokenLength from "../writing/SpokenLength.ts"
import {
  apology,
  missingChapter,
  missingSources,
  opened,
  thinMaterial
} from "./ListenerMessages.ts"
import * as LengthBudget from "./LengthBudget.ts"

/** What an episode is made from: the request, and the snippet that was clicked or stands for the words. */
export class Commission extends Schema.Class<Commission>("aethercast/Commission")({
  request: EpisodeRequest,
  snippet: Snippet,
  cover: Schema.optionalKey(Schema.String)
}) {}

export const EpisodeWorkflow = Orchestration.make({
  name: "Episode",
  version: 1,
  input: Commission,
  workflowId: ({ request }) => workflowIdOf(request.id),
  trigger: "listen",
  priority: 9
})

/** The workflow that makes the episode `id`. */
export const workflowIdOf = (id: string): WorkflowId => WorkflowId.make(`episode:${id}`)

/** A part of the script on its way to the voice. */
interface Chapter {
  readonly index: number
  readonly title: string
  readonly lines: ReadonlyArray<Line>
}

/**
 * Makes an episode, everything overlapping: the opening is spoken while the harvest runs, and a
 * chapter is woven while the one before it is voiced.
 */
export const EpisodeWorkflowLayer = EpisodeWorkflow.layer(
  Effect.fn("EpisodeWorkflow.run")(function* (commission) {
    const { request, snippet } = commission
    const run = yield* WorkflowRun
    const actor = (yield* EpisodeEntity.client)(run.entityId)
    const tell = (event: EpisodeEvent) =>
      retryEngine(actor.Publish({ episodeId: request.id, event }))
    const status = (now: EpisodeStatus) =>
      tell(EpisodeEvent.cases.StatusChanged.make({ status: now }))
    const generating = (stage: "reading" | "planning" | "speaking") =>
      status(EpisodeStatus.cases.Generating.make({ stage }))
    const notice = (words: string) => tell(EpisodeEvent.cases.Noticed.make({ notice: words }))

    const sources = yield* Ref.make<ReadonlyArray<Source>>(snippet.sources)
    const chapters = yield* Queue.make<Chapter, Cause.Done>({ capacity: 1 })
    /** What was spoken, part by part: what it was estimated to last, and what it lasts. */
    const spoken = yield* Queue.make<{ readonly estimate: number; readonly heard: number }>()

    const send = (index: number, { lines, title }: Segment) =>
      Queue.offer(chapters, { index, title, lines })

    const read = Effect.fnUntraced(function* () {
      const ask = { sources: snippet.sources, words: "", limit: 8 }
      if (request.subject._tag === "Words") {
        return yield* WebContentHarvester.ask("harvest", { ...ask, words: request.subject.words })
      }
      const deeper = WebContentHarvester.ask("harvest-deeper", { ...ask, words: snippet.title })
      const first = yield* Effect.result(WebContentHarvester.ask("harvest", ask))
      if (Result.isFailure(first)) return yield* deeper
      return first.success.passages >= thinMaterial
        ? first.success
        : yield* Effect.orElseSucceed(deeper, () => first.success)
    })

    const weaveChapters = Effect.fnUntraced(function* (
      harvest: Harvest,
      outline: Outline,
      opening: LengthBudget.LengthBudget
    ) {
      const { topicId, title } = snippet
      const { material } = harvest
      const { style } = request
      const said: Array<PassageId> = []
      const { segments } = outline
      let budget = opening
      let count = 0
      for (const [index, segment] of segments.entries()) {
        const allowed = LengthBudget.allow(budget, segments.slice(index))
        if (allowed === undefined) break
        const woven = yield* Effect.result(
          weave(
            `chapter/${index + 1}`,
            weaving.Chapter.make({
              material,
              request: {
                topicId,
                title,
                style,
                index,
                count: segments.length,
                plan: new SegmentPlan({ ...segment, seconds: allowed }),
                previous: segments[index - 1]?.title ?? "",
                alreadySaid: said.slice(-600)
              }
            })
          )
        )
        if (Result.isFailure(woven)) {
          // The last one to fail when there is none says why.
          if (count === 0 && index === segments.length - 1) return yield* woven.failure
          yield* notice(missingChapter(segment.title))
          continue
        }
        const { lines } = woven.success
        said.push(...lines.flatMap((line) => line.passages))
        yield* send(++count, woven.success)
        budget = LengthBudget.woven(SpokenLength.linesSeconds(lines))(budget)
        // While a part is voiced the next is woven, by what those before it took: whatever the
        // timing, a run that is repeated comes to the same chapters.
        const { estimate, heard } = yield* Queue.take(spoken)
        budget = LengthBudget.spoken(estimate, heard)(budget)
      }
      const quoted = new Set(said.map((id) => id.split("#")[0]))
      const closing = yield* weave(
        "closing",
        weaving.Closing.make({
          request: new ClosingRequest({
            topicId,
            title,
            style,
            sources: harvest.sources.filter((source) => quoted.has(source.id)),
            seconds: LengthBudget.closingSeconds(request.lengthSeconds)
          })
        })
      )
      yield* send(count + 1, closing)
    })

    const write = Effect.gen(function* () {
      const opening = yield* weave(
        "opening",
        weaving.Opening.make({
          request: new OpeningRequest({
            snippet,
            style: request.style,
            seconds: LengthBudget.openingSeconds(request.lengthSeconds)
          })
        })
      )
      yield* send(0, opening)
      const budget = LengthBudget.woven(SpokenLength.linesSeconds(opening.lines))(
        LengthBudget.start(request.lengthSeconds)
      )
      yield* generating("reading")
      const harvest = yield* read()
      yield* Ref.set(sources, harvest.sources)
      yield* tell(EpisodeEvent.cases.SourcesFound.make({ sources: harvest.sources }))
      if (harvest.missing.length > 0) yield* notice(missingSources(harvest.missing))
      yield* generating("planning")
      const outline = yield* plan(
        "outline",
        weaving.Planning.make({
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
      yield* generating("speaking")
      yield* weaveChapters(harvest, outline, budget)
    })

    const speak = Effect.fnUntraced(function* (chapter: Chapter) {
      const { index, lines, title } = chapter
      yield* tell(EpisodeEvent.cases.ChapterOpened.make({ chapter: index, title }))
      const documents = new Map((yield* Ref.get(sources)).map(({ id, url }) => [String(id), url]))
      let heard = 0
      for (const [place, line] of lines.entries()) {
        const came = yield* retryEngine(
          actor.Speak({
            episodeId: request.id,
            lineId: LineId.make(`${index}.${place}`),
            chapter: index,
            line,
            sources: addresses(line, documents),
            order: yield* run.nextOrder,
            tenant: run.tenant,
            versions: run.versions
          })
        )
        if (came._tag === "Spoken") heard += framesToSeconds(came.clip.frames)
        else yield* notice("A line that could not be spoken was left out.")
      }
      yield* Queue.offer(spoken, { estimate: SpokenLength.linesSeconds(lines), heard })
    })

    const voice = Effect.forever(Effect.flatMap(Queue.take(chapters), speak)).pipe(
      Effect.catchTag("Done", () => Effect.void)
    )

    /** A topic from the landing page has its cover; one in words gets its own. */
    const paint = ImageGeneration.ask(
      "cover",
      new CoverRequest({
        id: request.id,
        title: snippet.title,
        prompt: snippet.coverPrompt,
        tags: [],
        pixels: 512
      })
    ).pipe(
      Effect.flatMap(({ path }) => tell(EpisodeEvent.cases.CoverPainted.make({ cover: path }))),
      Effect.ignore
    )

    yield* retryEngine(actor.Open({ episode: opened(commission, workflowIdOf(request.id)) }))
    // Nobody waits for a cover; one that is not there by the end is not missed.
    if (request.subject._tag === "Words") yield* Effect.forkChild(paint)
    // Whatever goes wrong with the writing, what was written is spoken to its end first.
    const made = yield* Effect.all(
      [Effect.ensuring(Effect.exit(write), Queue.end(chapters)), voice],
      { concurrency: 2 }
    ).pipe(
      Effect.flatMap(([written]) => written),
      Effect.exit
    )
    yield* status(
      Exit.isSuccess(made)
        ? EpisodeStatus.cases.Complete.make({})
        : EpisodeStatus.cases.Failed.make({ reason: apology(made.cause) })
    )
    yield* made
  }, Effect.orDie)
)

/** The documents that a line rests on: a passage's name begins with its source's. */
const addresses = (line: Line, documents: ReadonlyMap<string, string>): ReadonlyArray<string> => [
  ...new Set(line.passages.flatMap((id) => documents.get(id.split("#")[0] ?? "") ?? []))
]
