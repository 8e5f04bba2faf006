import { Clip, ClipId } from "@aethercast/domain/Clip"
import type { Speaker } from "@aethercast/domain/Script"
import { LineId, Timeline, TimelineLine } from "@aethercast/domain/Timeline"
import { Arbitrary, Schema } from "effect"

export const clipOf = (frames: number): Clip =>
  new Clip({ id: ClipId.make("a".repeat(64)), frames, sha256: "b".repeat(64) })

interface LineOptions {
  /** Absent while the line is being synthesized. */
  readonly frames?: number
  readonly text?: string
  readonly speaker?: Speaker
}

/** A line of the chapter that its id begins with, or of the first. */
export const lineOf = (
  id: string,
  { frames, speaker = "host", text = `Line ${id}.` }: LineOptions = {}
): TimelineLine =>
  new TimelineLine({
    id: LineId.make(id),
    chapter: Number(/^\d+/.exec(id)?.[0] ?? 0),
    speaker,
    text,
    passages: [],
    sources: [],
    ...(frames === undefined ? {} : { clip: clipOf(frames) })
  })

/** Finished lines of one chapter, with these numbers of frames. */
export const timelineOf = (...frames: ReadonlyArray<number>): Timeline =>
  new Timeline({
    chapters: ["Tides"],
    lines: frames.map((count, index) => lineOf(`0.${index}`, { frames: count }))
  })

/** Any timeline of one to twelve finished lines. */
export const finishedTimelines = Arbitrary.map(
  Arbitrary.schema(
    Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 500 }))).check(
      Schema.isMinLength(1),
      Schema.isMaxLength(12)
    )
  ),
  (frames) => timelineOf(...frames)
)
