import { Option, Schema } from "effect"
import { Clip, frameMillis } from "./Clip.ts"
import { Speaker } from "./Script.ts"
import { PassageId } from "./Source.ts"

/** Identifies a line of an episode: the index of its segment and its own index in it, e.g. `2.5`. Segment 0 is the opening. */
export const LineId = Schema.String.check(Schema.isPattern(/^\d{1,4}\.\d{1,4}$/)).pipe(
  Schema.brand("LineId")
)
export type LineId = typeof LineId.Type

/**
 * A moment of an episode: a frame within the clip of a line. It names the line rather than the clip,
 * because equal lines share a clip.
 */
export class Cursor extends Schema.Class<Cursor>("aethercast/Cursor")({
  line: LineId,
  /** Index within the clip, from 0. The limit is about seven hours. */
  frame: Schema.Natural.check(Schema.isLessThanOrEqualTo(1_000_000))
}) {}

/** A line of a timeline; `clip` is absent while it is being synthesized. */
export class TimelineLine extends Schema.Class<TimelineLine>("aethercast/TimelineLine")({
  id: LineId,
  /** Index of its chapter. */
  chapter: Schema.Natural,
  speaker: Speaker,
  text: Schema.String,
  passages: Schema.Array(PassageId),
  /** URLs of the documents that its passages come from. */
  sources: Schema.Array(Schema.String),
  clip: Schema.optionalKey(Clip)
}) {}

/** Whether line `a` comes before line `b` in their episode. */
export const precedes = (a: LineId, b: LineId): boolean => {
  const [segmentA = 0, indexA = 0] = a.split(".").map(Number)
  const [segmentB = 0, indexB = 0] = b.split(".").map(Number)
  return segmentA === segmentB ? indexA < indexB : segmentA < segmentB
}

/** The lines of an episode in order. Every line but the last has its clip. */
export class Timeline extends Schema.Class<Timeline>("aethercast/Timeline")({
  /** Titles of the chapters, in order. */
  chapters: Schema.Array(Schema.String),
  lines: Schema.Array(TimelineLine)
}) {}

export const empty = new Timeline({ chapters: [], lines: [] })

/** Length of a line in frames; 0 while its clip is being synthesized. */
export const framesOf = (line: TimelineLine): number => line.clip?.frames ?? 0

/** Length of the finished lines, in frames. */
export const totalFrames = (timeline: Timeline): number =>
  timeline.lines.reduce((sum, line) => sum + framesOf(line), 0)

/** The frame of the episode at which a line starts; `None` when the line is unknown. */
export const startFrame = (timeline: Timeline, id: LineId): Option.Option<number> => {
  let start = 0
  for (const line of timeline.lines) {
    if (line.id === id) return Option.some(start)
    start += framesOf(line)
  }
  return Option.none()
}

/** The line at a frame of the episode. Past the end, the last line; `None` when there are no lines. */
export const lineAt = (timeline: Timeline, frame: number): Option.Option<TimelineLine> => {
  let start = 0
  for (const line of timeline.lines) {
    const frames = framesOf(line)
    if (line.clip === undefined || frame < start + frames) return Option.some(line)
    start += frames
  }
  return Option.fromNullishOr(timeline.lines.at(-1))
}

/** The cursor at a number of seconds from the start, clamped to the finished lines. */
export const cursorAt = (timeline: Timeline, seconds: number): Option.Option<Cursor> => {
  // The epsilon keeps rounding errors from losing a frame: 8.04 s is frame 335, not 334.
  const frame = Math.max(0, Math.floor((seconds * 1000) / frameMillis + 1e-6))
  return Option.flatMap(lineAt(timeline, frame), (line) =>
    Option.map(startFrame(timeline, line.id), (start) => {
      const last = Math.max(0, framesOf(line) - 1)
      return new Cursor({ line: line.id, frame: Math.min(Math.max(0, frame - start), last) })
    })
  )
}

/** A cursor in seconds from the start; `None` when its line is unknown. */
export const secondsAt = (timeline: Timeline, cursor: Cursor): Option.Option<number> =>
  Option.map(
    startFrame(timeline, cursor.line),
    (start) => ((start + cursor.frame) * frameMillis) / 1000
  )

/** No line is longer, in frames: ten minutes. A line of 2,000 characters takes three. */
const longestLine = 25_000

/** Lines that can be missing between two that follow each other, because they could not be spoken. */
const mostLeftOut = 20

/**
 * Whether a listener can have got to a cursor. A line that the timeline does not have can be the one
 * after its end, and heard already: it is made again when its node has died meanwhile.
 */
export const isReachable = (timeline: Timeline, { frame, line: id }: Cursor): boolean => {
  const line = timeline.lines.find((known) => known.id === id)
  if (line !== undefined) return frame <= (line.clip?.frames ?? longestLine)
  const last = timeline.lines.at(-1)
  return frame <= longestLine && (last === undefined ? follows("0.0", id) : follows(last.id, id))
}

const follows = (last: string, id: LineId): boolean => {
  const [lastSegment = 0, lastIndex = 0] = last.split(".").map(Number)
  const [segment = 0, index = 0] = id.split(".").map(Number)
  if (segment === lastSegment + 1) return index <= mostLeftOut
  return segment === lastSegment && index >= lastIndex && index <= lastIndex + mostLeftOut
}
