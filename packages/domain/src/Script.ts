import { Schema } from "effect"
import { PassageId } from "./Source.ts"

/** The two voices of an episode: the host leads, the guest asks and comments. */
export const Speaker = Schema.Literals(["host", "guest"])
export type Speaker = typeof Speaker.Type

/** One utterance. Its claims rest on `passages`; a line without any makes no claim. */
export class Line extends Schema.Class<Line>("aethercast/Line")({
  speaker: Speaker,
  text: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(2000)),
  passages: Schema.Array(PassageId).check(Schema.isMaxLength(16)),
  /** Silence after the line, in milliseconds. */
  pauseMillis: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 3000 }))
}) {}

/** A part of an episode with a heading: a chapter. */
export class Segment extends Schema.Class<Segment>("aethercast/Segment")({
  title: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(200)),
  lines: Schema.Array(Line).check(Schema.isMaxLength(200))
}) {}

/** What a segment is to be about, and the passages that it may use, before it is written. */
export class SegmentPlan extends Schema.Class<SegmentPlan>("aethercast/SegmentPlan")({
  title: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(200)),
  passages: Schema.Array(PassageId).check(Schema.isMaxLength(400)),
  /** Spoken length that the segment should have, in seconds. */
  seconds: Schema.Finite.check(Schema.isBetween({ minimum: 5, maximum: 3600 }))
}) {}

/** The plan of an episode: its segments in order, without opening. */
export class Outline extends Schema.Class<Outline>("aethercast/Outline")({
  segments: Schema.Array(SegmentPlan).check(Schema.isMinLength(1), Schema.isMaxLength(40))
}) {}

/** Manner of an episode: how much the two voices talk to each other, and how dense it is. */
export const Style = Schema.Literals(["conversation", "briefing", "story"])
export type Style = typeof Style.Type
