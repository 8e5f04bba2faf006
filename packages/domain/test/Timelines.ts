import { Clip, ClipId } from "@aethercast/domain/Clip"
import { LineId, Timeline, TimelineLine } from "@aethercast/domain/Timeline"
import { Arbitrary, Schema } from "effect"

export const clipOf = (frames: number): Clip =>
  new Clip({ id: ClipId.make("a".repeat(64)), frames, sha256: "b".repeat(64) })

/** A line of `frames` frames, or one that is still being spoken. */
export const lineOf = (id: string, frames?: number): TimelineLine =>
  new TimelineLine({
    id: LineId.make(id),
    chapter: Number(id.split(".")[0]),
    speaker: "host",
    text: `Line ${id}.`,
    passages: [],
    sources: [],
    ...(frames === undefined ? {} : { clip: clipOf(frames) })
  })

/** Finished lines of one chapter, of so many frames each. */
export const timelineOf = (...frames: ReadonlyArray<number>): Timeline =>
  new Timeline({
    chapters: ["Tides"],
    lines: frames.map((count, index) => lineOf(`0.${index}`, count))
  })

/** Any timeline of one to twelve finished lines. */
export const finished = Arbitrary.map(
  Arbitrary.schema(
    Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 500 }))).check(
      Schema.isMinLength(1),
      Schema.isMaxLength(12)
    )
  ),
  (frames) => timelineOf(...frames)
)
