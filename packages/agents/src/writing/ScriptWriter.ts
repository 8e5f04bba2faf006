import { Line, type Outline, type Segment, SegmentPlan, Style } from "@aethercast/domain/Script"
import { Snippet } from "@aethercast/domain/Snippet"
import { Passage, PassageId, Source } from "@aethercast/domain/Source"
import { Topic, TopicId } from "@aethercast/domain/Topic"
import { Context, type Effect, Schema } from "effect"

/** The most passages that a request may carry; `Sentence.fairShare` picks them from more. */
export const mostPassages = 600

const Title = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(200))
const Sources = Schema.Array(Source).check(Schema.isMaxLength(32))
const Passages = Schema.Array(Passage).check(Schema.isMaxLength(mostPassages))
const Seconds = Schema.Finite.check(Schema.isBetween({ minimum: 5, maximum: 3600 }))

export class SnippetRequest extends Schema.Class<SnippetRequest>("aethercast/SnippetRequest")({
  topic: Topic,
  passages: Passages
}) {}

/** Asks for the first words, before any passage is there; `seconds` is how long they should last. */
export class OpeningRequest extends Schema.Class<OpeningRequest>("aethercast/OpeningRequest")({
  snippet: Snippet,
  style: Style,
  seconds: Schema.Finite.check(Schema.isBetween({ minimum: 5, maximum: 60 }))
}) {}

/** Asks for the plan of the segments; `seconds` is how long they should last together. */
export class OutlineRequest extends Schema.Class<OutlineRequest>("aethercast/OutlineRequest")({
  topicId: TopicId,
  title: Title,
  passages: Passages,
  sources: Sources,
  style: Style,
  seconds: Seconds,
  /** The opening as it was written, so that nothing is told twice. */
  opening: Schema.Array(Line).check(Schema.isMaxLength(20))
}) {}

/** Asks for one segment; the plan's seconds may have been corrected since the outline. */
export class SegmentRequest extends Schema.Class<SegmentRequest>("aethercast/SegmentRequest")({
  topicId: TopicId,
  /** Title of the episode. */
  title: Title,
  plan: SegmentPlan,
  /** The plan's passages. */
  passages: Schema.Array(Passage).check(Schema.isMaxLength(400)),
  sources: Sources,
  style: Style,
  /** Place among the segments, from 0. */
  index: Schema.Natural,
  count: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 40 })),
  /** Title of the segment before; empty when there is none. */
  previous: Schema.String.check(Schema.isMaxLength(200)),
  alreadySaid: Schema.Array(PassageId).check(Schema.isMaxLength(mostPassages))
}) {}

/** Asks for the last words, of about `seconds`; `sources` are those that were quoted. */
export class ClosingRequest extends Schema.Class<ClosingRequest>("aethercast/ClosingRequest")({
  topicId: TopicId,
  title: Title,
  sources: Sources,
  style: Style,
  seconds: Schema.Finite.check(Schema.isBetween({ minimum: 5, maximum: 60 }))
}) {}

export class WritingFailed extends Schema.TaggedError<WritingFailed>()("WritingFailed", {
  reason: Schema.String
}) {}

/** The sources hold too few sentences that can be used. */
export class TooLittleMaterial extends Schema.TaggedError<TooLittleMaterial>()(
  "TooLittleMaterial",
  {
    usable: Schema.Natural,
    needed: Schema.Natural
  }
) {}

/** Writes what is shown and what is spoken. */
export class ScriptWriter extends Context.Service<
  ScriptWriter,
  {
    /** What it is, as the listener may read it. */
    readonly description: string
    snippet(request: SnippetRequest): Effect.Effect<Snippet, WritingFailed | TooLittleMaterial>
    opening(request: OpeningRequest): Effect.Effect<ReadonlyArray<Line>, WritingFailed>
    outline(request: OutlineRequest): Effect.Effect<Outline, WritingFailed | TooLittleMaterial>
    segment(request: SegmentRequest): Effect.Effect<Segment, WritingFailed>
    /** Thanks, names the sources, and says honestly how the episode was made. */
    closing(request: ClosingRequest): Effect.Effect<ReadonlyArray<Line>, WritingFailed>
  }
>()("@aethercast/agents/writing/ScriptWriter") {}
