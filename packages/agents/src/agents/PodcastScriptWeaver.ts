import * as Agent from "@aethercast/cluster/Agent"
import { type Line, Outline, Segment } from "@aethercast/domain/Script"
import { type Passage, PassageId } from "@aethercast/domain/Source"
import { Effect, Schema, Struct } from "effect"
import { BlobId } from "../store/Blobs.ts"
import * as FocusQuery from "../relevance/FocusQuery.ts"
import { isOnFocus } from "../relevance/FocusRelevance.ts"
import { looksForeign } from "../relevance/ForeignWords.ts"
import { Materials } from "../store/Materials.ts"
import { ModelErrors } from "../models/ModelFailure.ts"
import { closingTitle, openingTitle } from "../writing/OpeningAndClosing.ts"
import {
  AsideRequest,
  ClosingRequest,
  maxPassages,
  NothingToAdd,
  OpeningRequest,
  OutlineRequest,
  ScriptWriter,
  SegmentRequest,
  TooLittleMaterial,
  type Writer,
  WritingFailed
} from "../writing/ScriptWriter.ts"
import * as LineOutput from "../writing/LineOutput.ts"
import { quotable } from "../writing/QuotationLimit.ts"
import { fairShare } from "../writing/Sentence.ts"
import { asWritingFailed, attempt, writerSupervision } from "../writing/WriterSupervision.ts"

/** The parts of a script. Passages are passed by reference, since they are too large for a message. */
const Weaving = Schema.TaggedUnion({
  Opening: { request: OpeningRequest },
  Planning: {
    material: BlobId,
    /** Passages that are left alone while there are enough others. */
    without: Schema.optionalKey(Schema.Array(PassageId)),
    request: Schema.Struct(OutlineRequest.fields).mapFields(Struct.omit(["passages", "sources"]))
  },
  Chapter: {
    material: BlobId,
    request: Schema.Struct(SegmentRequest.fields).mapFields(Struct.omit(["passages", "sources"]))
  },
  Closing: { request: ClosingRequest },
  Aside: {
    /** Absent when nothing was read. */
    material: Schema.optionalKey(BlobId),
    request: Schema.Struct(AsideRequest.fields).mapFields(Struct.omit(["passages", "sources"])),
    /** Whether to say honestly that nothing is to add, rather than to fail. */
    isLast: Schema.Boolean
  }
})
type Weaving = typeof Weaving.Type

/** A chapter takes about ten. */
const enoughPassages = 20

/** Writes the script of an episode in parts: opening, outline, chapters, closing. */
export const PodcastScriptWeaver = Agent.make({
  name: "PodcastScriptWeaver",
  version: 1,
  description: "Writes scripts for one to four hosts from harvested passages",
  input: Weaving,
  success: Schema.Union([Outline, Segment]),
  error: Schema.Union([WritingFailed, TooLittleMaterial, NothingToAdd, ...ModelErrors]),
  supervision: {
    deadline: "2 minutes",
    restarts: { times: 2, within: "1 minute" },
    ...writerSupervision("45 seconds")
  }
})(
  Effect.gen(function* () {
    const main = yield* ScriptWriter
    const materials = yield* Materials

    const outline = Effect.fn("PodcastScriptWeaver.outline")(function* (
      writer: Writer,
      { material, request, without = [] }: Extract<Weaving, { readonly _tag: "Planning" }>
    ) {
      const { passages: all, sources } = yield* materials.load(material)
      const others = all.filter(({ id }) => !without.includes(id))
      const usable = others.length < enoughPassages ? all : others
      const passages = fairShare(quotable(usable, sources), maxPassages)
      const planned = yield* writer.outline(new OutlineRequest({ ...request, sources, passages }))
      return missesFocus(request.focus, passages)
        ? new Outline({ ...planned, missesFocus: true })
        : planned
    })

    const segment = Effect.fn("PodcastScriptWeaver.segment")(function* (
      writer: Writer,
      { material, request }: Extract<Weaving, { readonly _tag: "Chapter" }>
    ) {
      const { passages, sources } = yield* materials.load(material)
      const planned = new Set(request.plan.passages)
      return yield* writer.segment(
        new SegmentRequest({
          ...request,
          sources,
          passages: passages.filter((passage) => planned.has(passage.id))
        })
      )
    })

    const aside = Effect.fn("PodcastScriptWeaver.aside")(function* (
      writer: Writer,
      { isLast, material, request }: Extract<Weaving, { readonly _tag: "Aside" }>
    ) {
      const { passages, sources } =
        material === undefined ? { passages: [], sources: [] } : yield* materials.load(material)
      const whole = new AsideRequest({
        ...request,
        sources,
        passages: fairShare(quotable(passages, sources), maxPassages)
      })
      const spoken = isLast
        ? Effect.catchTag(writer.aside(whole), "NothingToAdd", () => writer.honest(whole))
        : writer.aside(whole)
      return chapter("Aside")(yield* spoken)
    })

    return (weaving, context) =>
      attempt(main, context, (writer) =>
        Weaving.match(weaving, {
          Opening: ({ request }) => Effect.map(writer.opening(request), chapter(openingTitle)),
          Planning: (planning) => outline(writer, planning),
          Chapter: (chapter) =>
            Effect.map(segment(writer, chapter), (written) =>
              context.fallback === undefined || main.standIns === undefined
                ? written
                : new Segment({ ...written, standIn: context.fallback })
            ),
          Closing: ({ request }) => Effect.map(writer.closing(request), chapter(closingTitle)),
          Aside: (interruption) => aside(writer, interruption)
        })
      )
  })
)

/** Asks for the lines of a part. */
export const weave = (
  step: string,
  weaving: Exclude<Weaving, { readonly _tag: "Planning" | "Aside" }>
) => Effect.catchTag(lines(step, weaving), "NothingToAdd", Effect.die)

/** Asks for the lines of an aside. */
export const weaveAside = (step: string, weaving: Extract<Weaving, { readonly _tag: "Aside" }>) =>
  lines(step, weaving)

/**
 * Asks for a chapter, and hands each line to `onLine` as soon as it may be spoken. Lines that were
 * written while nobody followed, and those of writers that have all at once, are in the answer only: it
 * has the lines that were handed over, and those that follow them.
 */
export const weaveChapter = <R>(
  step: string,
  weaving: Extract<Weaving, { readonly _tag: "Chapter" }>,
  onLine: (line: Line) => Effect.Effect<void, never, R>
) =>
  PodcastScriptWeaver.askStreaming(step, weaving, ({ bytes }) =>
    Effect.flatMap(LineOutput.decode(bytes), onLine)
  ).pipe(
    Effect.catchTag("OutputMissing", () => PodcastScriptWeaver.ask(step, weaving)),
    Effect.catchTag("NothingToAdd", Effect.die),
    Effect.catchTag(modelFailures, asWritingFailed),
    Effect.filterOrElse(Schema.is(Segment), notLines(step))
  )

/** Never in another language than English, in which passages are not found by the words of a focus. */
const missesFocus = (focus: string | undefined, passages: ReadonlyArray<Passage>): boolean =>
  focus !== undefined &&
  !looksForeign(focus) &&
  FocusQuery.prefers(FocusQuery.make(focus)) &&
  !passages.some(isOnFocus)

const lines = (step: string, weaving: Weaving) =>
  PodcastScriptWeaver.ask(step, weaving).pipe(
    Effect.catchTag(modelFailures, asWritingFailed),
    Effect.filterOrElse(Schema.is(Segment), notLines(step))
  )

const notLines = (step: string) => () => Effect.die(`${step} was answered with an outline`)

/** Asks for the outline of the chapters. */
export const plan = (step: string, weaving: Extract<Weaving, { readonly _tag: "Planning" }>) =>
  PodcastScriptWeaver.ask(step, weaving).pipe(
    Effect.catchTag("NothingToAdd", Effect.die),
    Effect.catchTag(modelFailures, asWritingFailed),
    Effect.filterOrElse(Schema.is(Outline), () => Effect.die(`${step} was answered with lines`))
  )

export const { cases } = Weaving

const modelFailures = ["ModelUnavailable", "ModelRejected", "AnswerUnusable", "OverBudget"] as const

const chapter = (title: string) => (lines: Segment["lines"]) => new Segment({ title, lines })
