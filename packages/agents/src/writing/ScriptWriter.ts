import { Focus } from "@aethercast/domain/EpisodeRequest"
import { Language } from "@aethercast/domain/Language"
import { hostsOf } from "@aethercast/domain/Hosts"
import {
  Line,
  type Outline,
  type Segment,
  SegmentPlan,
  Speaker,
  Style
} from "@aethercast/domain/Script"
import { Snippet } from "@aethercast/domain/Snippet"
import { Passage, PassageId, Source } from "@aethercast/domain/Source"
import { Direction } from "@aethercast/domain/Steering"
import { Topic, TopicId } from "@aethercast/domain/Topic"
import { Context, Effect, Schema } from "effect"
import type { ModelFailure } from "../models/ModelFailure.ts"

/** The most passages that a request may carry; `Sentence.fairShare` selects them from more. */
export const maxPassages = 600

const Title = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(200))
const Sources = Schema.Array(Source).check(Schema.isMaxLength(32))
const Passages = Schema.Array(Passage).check(Schema.isMaxLength(maxPassages))
const InLanguage = Language.pipe(
  Schema.withDecodingDefaultKey(Effect.succeed("en")),
  Schema.withConstructorDefault(Effect.succeed("en"))
)
/** Who may speak, the leading one first. */
const Speakers = Schema.NonEmptyArray(Speaker).pipe(
  Schema.withDecodingDefaultKey(Effect.succeed(hostsOf(2))),
  Schema.withConstructorDefault(Effect.succeed(hostsOf(2)))
)
const Seconds = Schema.Finite.check(Schema.isBetween({ minimum: 5, maximum: 3600 }))

export class SnippetRequest extends Schema.Class<SnippetRequest>("aethercast/SnippetRequest")({
  topic: Topic,
  passages: Passages
}) {}

/** Asks for the opening, before any source was read; `seconds` is how long it should last. */
export class OpeningRequest extends Schema.Class<OpeningRequest>("aethercast/OpeningRequest")({
  snippet: Snippet,
  style: Style,
  hosts: Speakers,
  seconds: Schema.Finite.check(Schema.isBetween({ minimum: 5, maximum: 60 }))
}) {}

/** Asks for the plan of the segments; `seconds` is their total length. */
export class OutlineRequest extends Schema.Class<OutlineRequest>("aethercast/OutlineRequest")({
  topicId: TopicId,
  title: Title,
  passages: Passages,
  sources: Sources,
  style: Style,
  hosts: Speakers,
  language: InLanguage,
  seconds: Seconds,
  focus: Schema.optionalKey(Focus),
  /** The opening as it was written, so that nothing is said twice. */
  opening: Schema.Array(Line).check(Schema.isMaxLength(20))
}) {}

/** Asks for one segment; the seconds of its plan may have been corrected since the outline. */
export class SegmentRequest extends Schema.Class<SegmentRequest>("aethercast/SegmentRequest")({
  topicId: TopicId,
  /** Title of the episode. */
  title: Title,
  plan: SegmentPlan,
  /** Those that the plan names. */
  passages: Schema.Array(Passage).check(Schema.isMaxLength(400)),
  sources: Sources,
  style: Style,
  hosts: Speakers,
  language: InLanguage,
  /** Index of the segment, from 0. */
  index: Schema.Natural,
  count: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 40 })),
  /** Title of the previous segment; empty for the first. */
  previous: Schema.String.check(Schema.isMaxLength(200)),
  alreadySaid: Schema.Array(PassageId).check(Schema.isMaxLength(maxPassages)),
  focus: Schema.optionalKey(Focus),
  /** How listeners want it; absent while they have asked for nothing. */
  direction: Schema.optionalKey(Direction)
}) {}

/** Asks for the closing, of about `seconds`; `sources` are those that were quoted. */
export class ClosingRequest extends Schema.Class<ClosingRequest>("aethercast/ClosingRequest")({
  topicId: TopicId,
  title: Title,
  sources: Sources,
  style: Style,
  seconds: Schema.Finite.check(Schema.isBetween({ minimum: 5, maximum: 60 }))
}) {}

/** What an aside is about: a line that was heard, or a question. */
export const AsideSubject = Schema.TaggedUnion({
  Line: { text: Schema.String, passages: Schema.Array(PassageId) },
  Question: { words: Schema.String }
})
export type AsideSubject = typeof AsideSubject.Type

/** Asks for an aside of about `seconds`. */
export class AsideRequest extends Schema.Class<AsideRequest>("aethercast/AsideRequest")({
  /** The same for equal asides only. */
  seed: Schema.String,
  about: AsideSubject,
  /** Title of what is interrupted, and goes on after it. */
  returnTo: Title,
  passages: Passages,
  sources: Sources,
  style: Style,
  hosts: Speakers,
  language: InLanguage,
  alreadySaid: Schema.Array(PassageId).check(Schema.isMaxLength(maxPassages)),
  seconds: Schema.Finite.check(Schema.isBetween({ minimum: 5, maximum: 120 }))
}) {}

/** The passages say nothing about it that was not said. */
export class NothingToAdd extends Schema.TaggedError<NothingToAdd>()("NothingToAdd", {}) {}

export class WritingFailed extends Schema.TaggedError<WritingFailed>()("WritingFailed", {
  reason: Schema.String
}) {}

/** The sources contain too few usable sentences. */
export class TooLittleMaterial extends Schema.TaggedError<TooLittleMaterial>()(
  "TooLittleMaterial",
  {
    usable: Schema.Natural,
    needed: Schema.Natural
  }
) {}

/** Ways to write without the main provider: with another one, with none, and with none to save money. */
export type StandIn = "reserve" | "quoting" | "saving"

export interface Writer {
  /** What writes, for the page: "extractive writer (quotes its sources, no language model)". */
  readonly description: string
  snippet(
    request: SnippetRequest
  ): Effect.Effect<Snippet, WritingFailed | TooLittleMaterial | ModelFailure>
  opening(request: OpeningRequest): Effect.Effect<ReadonlyArray<Line>, WritingFailed>
  outline(
    request: OutlineRequest
  ): Effect.Effect<Outline, WritingFailed | TooLittleMaterial | ModelFailure>
  segment(request: SegmentRequest): Effect.Effect<Segment, WritingFailed | ModelFailure>
  /** More about a line, or the answer to a question, and a bridge back. */
  aside(
    request: AsideRequest
  ): Effect.Effect<ReadonlyArray<Line>, WritingFailed | NothingToAdd | ModelFailure>
  /** What the hosts say instead when nothing is to add. */
  honest(request: AsideRequest): Effect.Effect<ReadonlyArray<Line>, WritingFailed>
  /** Names the sources, says how the episode was made, and thanks the listener. */
  closing(request: ClosingRequest): Effect.Effect<ReadonlyArray<Line>, WritingFailed>
  /** The writers that take over when this one fails; absent where it depends on nothing outside. */
  readonly standIns?: Readonly<Record<StandIn, Writer>>
}

/** Writes snippets and scripts. Every writing provider implements it. */
export class ScriptWriter extends Context.Service<ScriptWriter, Writer>()(
  "@aethercast/agents/writing/ScriptWriter"
) {}
