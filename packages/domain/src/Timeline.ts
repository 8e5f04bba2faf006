import { Option, Schema } from "effect"
import { Clip, frameMillis } from "./Clip.ts"
import { Speaker } from "./Script.ts"
import { PassageId } from "./Source.ts"

/** Names a line of an episode: its segment and its place in it, e.g. `2.5`. The opening is segment 0. */
export const LineId = Schema.String.check(Schema.isPattern(/^\d{1,4}\.\d{1,4}$/)).pipe(
  Schema.brand("LineId")
)
export type LineId = typeof LineId.Type

/**
 * A moment of an episode: a frame within a line's clip. The line and not the clip is named, because
 * a clip that is spoken twice is one clip at two moments.
 */
export class Cursor extends Schema.Class<Cursor>("aethercast/Cursor")({
  line: LineId,
  /** At most seven hours into the line. */
  frame: Schema.Natural.check(Schema.isLessThanOrEqualTo(1_000_000))
}) {}

/** A line in its place; `clip` is absent while it is being spoken for the first time. */
export class TimelineLine extends Schema.Class<TimelineLine>("aethercast/TimelineLine")({
  id: LineId,
  /** Index of the chapter that it belongs to. */
  chapter: Schema.Natural,
  speaker: Speaker,
  text: Schema.String,
  passages: Schema.Array(PassageId),
  /** Addresses of the documents that it rests on. */
  sources: Schema.Array(Schema.String),
  clip: Schema.optionalKey(Clip)
}) {}

/** Whether a line comes before another in the order of its episode. */
export const precedes = (a: LineId, b: LineId): boolean => {
  const [chapterA = 0, placeA = 0] = a.split(".").map(Number)
  const [chapterB = 0, placeB = 0] = b.split(".").map(Number)
  return chapterA === chapterB ? placeA < placeB : chapterA < chapterB
}

/** The ordered lines of an episode. Every line but the last has its clip. */
export class Timeline extends Schema.Class<Timeline>("aethercast/Timeline")({
  /** Titles of the chapters, in order. */
  chapters: Schema.Array(Schema.String),
  lines: Schema.Array(TimelineLine)
}) {}

export const empty = new Timeline({ chapters: [], lines: [] })

/** Frames of a line that are finished: 0 while its clip is being made. */
export const framesOf = (line: TimelineLine): number => line.clip?.frames ?? 0

/** Finished frames of the whole timeline. */
export const totalFrames = (timeline: Timeline): number =>
  timeline.lines.reduce((sum, line) => sum + framesOf(line), 0)

/** The frame of the episode, from 0, at which a line starts. */
export const startFrame = (timeline: Timeline, id: LineId): Option.Option<number> => {
  let start = 0
  for (const line of timeline.lines) {
    if (line.id === id) return Option.some(start)
    start += framesOf(line)
  }
  return Option.none()
}

/** The line that is heard at a frame of the episode; the last line from its start on. */
export const lineAt = (timeline: Timeline, frame: number): Option.Option<TimelineLine> => {
  let start = 0
  for (const line of timeline.lines) {
    const frames = framesOf(line)
    if (line.clip === undefined || frame < start + frames) return Option.some(line)
    start += frames
  }
  return Option.fromNullishOr(timeline.lines.at(-1))
}

/** The cursor of a moment, in seconds from the start; clamped to what is finished. */
export const cursorAt = (timeline: Timeline, seconds: number): Option.Option<Cursor> => {
  // The hair more is for frames whose seconds are a hair less in binary: 8.04 s is frame 335.
  const frame = Math.max(0, Math.floor((seconds * 1000) / frameMillis + 1e-6))
  return Option.flatMap(lineAt(timeline, frame), (line) =>
    Option.map(startFrame(timeline, line.id), (start) => {
      const last = Math.max(0, framesOf(line) - 1)
      return new Cursor({ line: line.id, frame: Math.min(Math.max(0, frame - start), last) })
    })
  )
}

/** Seconds from the start at which a cursor stands; nothing when its line is unknown. */
export const secondsAt = (timeline: Timeline, cursor: Cursor): Option.Option<number> =>
  Option.map(
    startFrame(timeline, cursor.line),
    (start) => ((start + cursor.frame) * frameMillis) / 1000
  )
