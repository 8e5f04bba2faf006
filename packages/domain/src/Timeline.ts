import { Effect, Option, Schema } from "effect"
import { Clip, frameMillis } from "./Clip.ts"
import { Speaker } from "./Script.ts"
import { PassageId } from "./Source.ts"

/** Identifies a line of an episode. Its place is known from the timeline only. */
export const LineId = Schema.String.check(Schema.isPattern(/^[a-z0-9][a-z0-9.:-]{0,63}$/)).pipe(
  Schema.brand("LineId")
)
export type LineId = typeof LineId.Type

/** Identifies a part of an episode that a listener asked for, within the episode. */
export const AsideId = Schema.String.check(Schema.isPattern(/^[a-z0-9]{1,16}$/)).pipe(
  Schema.brand("AsideId")
)
export type AsideId = typeof AsideId.Type

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
  /** Index of its chapter; for a line of an aside, of the chapter that the aside interrupts. */
  chapter: Schema.Natural,
  aside: Schema.optionalKey(AsideId),
  speaker: Speaker,
  text: Schema.String,
  passages: Schema.Array(PassageId),
  /** URLs of the documents that its passages come from. */
  sources: Schema.Array(Schema.String),
  clip: Schema.optionalKey(Clip)
}) {}

/** Why a line is not, or no longer, part of an episode. */
export const DropReason = Schema.Literals([
  /** It could not be spoken. */
  "not-spoken",
  /** A listener skipped it before it was heard. */
  "skipped",
  /** Another line took its place. */
  "replaced"
])
export type DropReason = typeof DropReason.Type

/** A line that was dropped. A cursor in it stands for the end of the line that it followed. */
export const DroppedLine = Schema.Struct({
  id: LineId,
  /** The line that it followed, which may be dropped as well; null for the first. */
  after: Schema.NullOr(LineId),
  reason: DropReason
})
export type DroppedLine = typeof DroppedLine.Type

/** The lines of an episode in the order in which they are heard. One without a clip is being spoken. */
export class Timeline extends Schema.Class<Timeline>("aethercast/Timeline")({
  /** Titles of the chapters, in order. */
  chapters: Schema.Array(Schema.String),
  lines: Schema.Array(TimelineLine),
  dropped: Schema.Array(DroppedLine).pipe(Schema.withConstructorDefault(Effect.succeed([])))
}) {}

export const empty = new Timeline({ chapters: [], lines: [] })

/**
 * Adds a line after another one, or at the end. One after a dropped line takes its place. A line that
 * the timeline has, or had, is not added again.
 */
export const add = (timeline: Timeline, line: TimelineLine, after?: LineId): Timeline => {
  const { dropped, lines } = timeline
  if (lines.some(({ id }) => id === line.id) || dropped.some(({ id }) => id === line.id)) {
    return timeline
  }
  const index = after === undefined ? undefined : indexAfter(timeline, after)
  return new Timeline({ ...timeline, lines: lines.toSpliced(index ?? lines.length, 0, line) })
}

/** Drops a line; one that was never added will not be. */
export const drop = (timeline: Timeline, id: LineId, reason: DropReason): Timeline => {
  const { dropped, lines } = timeline
  if (dropped.some((one) => one.id === id)) return timeline
  const index = lines.findIndex((line) => line.id === id)
  const before = lines.at(index === -1 ? -1 : index - 1)
  const after = index === 0 ? null : (before?.id ?? null)
  return new Timeline({
    ...timeline,
    lines: lines.filter((line) => line.id !== id),
    dropped: [...dropped, { id, after, reason }]
  })
}

/** Where a cursor is: a frame of the line at `index`, which is the number of lines at the end. */
export interface Position {
  readonly index: number
  readonly frame: number
}

/** The position of a cursor; undefined when its line is unknown. */
export const positionOf = (
  timeline: Timeline,
  { frame, line: id }: Cursor
): Position | undefined => {
  const index = timeline.lines.findIndex((line) => line.id === id)
  if (index !== -1) {
    const end = timeline.lines[index]?.clip?.frames ?? Infinity
    return frame < end ? { index, frame } : { index: index + 1, frame: 0 }
  }
  const next = indexAfter(timeline, id)
  return next === undefined ? undefined : { index: next, frame: 0 }
}

/** The index right after a line that the timeline has or had; undefined when it is unknown. */
const indexAfter = ({ dropped, lines }: Timeline, id: LineId): number | undefined => {
  const byId = new Map(dropped.map((line) => [line.id, line]))
  for (let at: LineId | null = id; at !== null;) {
    const index = lines.findIndex((line) => line.id === at)
    if (index !== -1) return index + 1
    const line: DroppedLine | undefined = byId.get(at)
    if (line === undefined) return undefined
    at = line.after
  }
  return 0
}

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

/** Whether a listener can have got to a cursor. */
export const isReachable = (timeline: Timeline, { frame, line: id }: Cursor): boolean => {
  const line = timeline.lines.find((known) => known.id === id)
  if (line !== undefined) return frame <= (line.clip?.frames ?? longestLine)
  return frame <= longestLine && timeline.dropped.some((dropped) => dropped.id === id)
}
