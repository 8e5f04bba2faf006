import { Schema } from "effect"
import { PassageId } from "./Source.ts"

/** Who can speak in an episode, by their part in it and in the order in which they join: see `Hosts`. */
export const Speaker = Schema.Literals(["host", "guest", "expert", "skeptic"])
export type Speaker = typeof Speaker.Type

/** One utterance. `passages` support its claims; a line without any makes no claim. */
export class Line extends Schema.Class<Line>("aethercast/Line")({
  speaker: Speaker,
  text: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(2000)),
  passages: Schema.Array(PassageId).check(Schema.isMaxLength(16)),
  /** Silence after the line, in milliseconds. */
  pauseMillis: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 3000 }))
}) {}

/** The script of one chapter. */
export class Segment extends Schema.Class<Segment>("aethercast/Segment")({
  /** What wrote it: the model and the version of its prompt. Absent when it was put together here. */
  writer: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(200))),
  /** The writer that stood in for the one that is configured; absent when none had to. */
  standIn: Schema.optionalKey(Schema.Literals(["reserve", "quoting", "saving"])),
  title: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(200)),
  lines: Schema.Array(Line).check(Schema.isMaxLength(200))
}) {}

/** A segment before it is written: its title, and the passages that it may use. */
export class SegmentPlan extends Schema.Class<SegmentPlan>("aethercast/SegmentPlan")({
  title: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(200)),
  passages: Schema.Array(PassageId).check(Schema.isMaxLength(400)),
  /** What it should say, in words for the writer. */
  brief: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(600))),
  /** Target length of the spoken segment, in seconds. */
  seconds: Schema.Finite.check(Schema.isBetween({ minimum: 5, maximum: 3600 }))
}) {}

/** The plan of an episode: its segments in order, without the opening. */
export class Outline extends Schema.Class<Outline>("aethercast/Outline")({
  segments: Schema.Array(SegmentPlan).check(Schema.isMinLength(1), Schema.isMaxLength(40)),
  /** The sources say nothing about the focus of the order, which the episode has to admit. */
  missesFocus: Schema.optionalKey(Schema.Boolean)
}) {}

/** Style of an episode: how much the hosts talk to each other, and how dense it is. */
export const Style = Schema.Literals([
  "conversation",
  "briefing",
  "story",
  "interview",
  "debate",
  "explainer",
  "lecture"
])
export type Style = typeof Style.Type

/** The depth at which an episode of a style begins: see `Direction`. */
export const depthOf = (style: Style): number => (style === "explainer" ? -1 : 0)
