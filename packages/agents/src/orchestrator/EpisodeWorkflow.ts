import { rideOut } from "@aethercast/cluster/EngineTrouble"
import * as Orchestration from "@aethercast/cluster/Orchestration"
import { WorkflowRun } from "@aethercast/cluster/WorkflowRun"
import { seconds } from "@aethercast/domain/Clip"
import { EpisodeEvent, EpisodeRequest, EpisodeStatus } from "@aethercast/domain/Episode"
import { type Line, type Outline, type Segment, SegmentPlan } from "@aethercast/domain/Script"
import { Snippet } from "@aethercast/domain/Snippet"
import type { PassageId, Source } from "@aethercast/domain/Source"
import { LineId } from "@aethercast/domain/Timeline"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { type Cause, Effect, Exit, Queue, Ref, Schema } from "effect"
import { EpisodeEntity } from "../episode/EpisodeProtocol.ts"
import { cases as weaving, plan, weave } from "../PodcastScriptWeaver.ts"
import { type Harvest, WebContentHarvester } from "../WebContentHarvester.ts"
import { ClosingRequest, OpeningRequest } from "../writing/ScriptWriter.ts"
import * as SpokenLength from "../writing/SpokenLength.ts"
import { apology, missingSources, opened, thinMaterial } from "./EpisodeWords.ts"
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
    const actor = (yield* EpisodeEntity.client)(run.place)
    const tell = (event: EpisodeEvent) => rideOut(actor.Tell({ episodeId: request.id, event }))
    const status = (now: EpisodeStatus) =>
      tell(EpisodeEvent.cases.StatusChanged.make({ status: now }))
    const generating = (stage: "reading" | "planning" | "speaking") =>
      status(EpisodeStatus.cases.Generating.make({ stage }))
    const notice = (words: string) => tell(EpisodeEvent.cases.Noticed.make({ notice: words }))

    const budget = yield* Ref.make(LengthBudget.start(request.lengthSeconds))
    const sources = yield* Ref.make<ReadonlyArray<Source>>(snippet.sources)
    const chapters = yield* Queue.make<Chapter, Cause.Done>({ capacity: 1 })

    const send = Effect.fnUntraced(function* (index: number, { lines, title }: Segment) {
      yield* Ref.update(budget, LengthBudget.woven(SpokenLength.linesSeconds(lines)))
      yield* Queue.offer(chapters, { index, title, lines })
    })

    const read = Effect.fnUntraced(function* () {
      const ask = { sources: snippet.sources, words: "", limit: 8 }
      if (request.subject._tag === "Words") {
        return yield* WebContentHarvester.ask("harvest", { ...ask, words: request.subject.words })
      }
      const first = yield* WebContentHarvester.ask("harvest", ask)
      return first.passages >= thinMaterial
        ? first
        : yield* WebContentHarvester.ask("harvest-deeper", { ...ask, words: snippet.title })
    })

    const weaveChapters = Effect.fnUntraced(function* (harvest: Harvest, outline: Outline) {
      const { topicId, title } = snippet
      const { material } = harvest
      const { style } = request
      const said: Array<PassageId> = []
      const { segments } = outline
      for (const [index, segment] of segments.entries()) {
        const allowed = LengthBudget.allow(yield* Ref.get(budget), segments.slice(index))
        if (allowed === undefined) break
        const chapter = yield* weave(
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
        said.push(...chapter.lines.flatMap((line) => line.passages))
        yield* send(index + 1, chapter)
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
      yield* send(segments.length + 1, closing)
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
            seconds: LengthBudget.bodySeconds(yield* Ref.get(budget)),
            opening: opening.lines
          }
        })
      )
      yield* generating("speaking")
      yield* weaveChapters(harvest, outline)
    })

    const speak = Effect.fnUntraced(function* (chapter: Chapter) {
      const { index, lines, title } = chapter
      yield* tell(EpisodeEvent.cases.ChapterOpened.make({ chapter: index, title }))
      const documents = new Map((yield* Ref.get(sources)).map(({ id, url }) => [String(id), url]))
      let heard = 0
      for (const [place, line] of lines.entries()) {
        const spoken = yield* rideOut(
          actor.Speak({
            episodeId: request.id,
            lineId: LineId.make(`${index}.${place}`),
            chapter: index,
            line,
            sources: addresses(line, documents),
            order: yield* run.nextOrder
          })
        )
        if (spoken._tag === "Heard") heard += seconds(spoken.clip.frames)
        else yield* notice("A line that could not be spoken was left out.")
      }
      yield* Ref.update(budget, LengthBudget.spoken(SpokenLength.linesSeconds(lines), heard))
    })

    const voice = Effect.forever(Effect.flatMap(Queue.take(chapters), speak)).pipe(
      Effect.catchTag("Done", () => Effect.void)
    )

    yield* rideOut(actor.Open({ episode: opened(commission, workflowIdOf(request.id)) }))
    // Whatever goes wrong with the writing, what was written is spoken to its end first.
    const [written] = yield* Effect.all(
      [Effect.ensuring(Effect.exit(write), Queue.end(chapters)), voice],
      { concurrency: 2 }
    )
    yield* status(
      Exit.isSuccess(written)
        ? EpisodeStatus.cases.Complete.make({})
        : EpisodeStatus.cases.Failed.make({ reason: apology(written.cause) })
    )
    yield* written
  }, Effect.orDie)
)

/** The documents that a line rests on: a passage's name begins with its source's. */
const addresses = (line: Line, documents: ReadonlyMap<string, string>): ReadonlyArray<string> => [
  ...new Set(line.passages.flatMap((id) => documents.get(id.split("#")[0] ?? "") ?? []))
]
