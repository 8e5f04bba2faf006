import { Clip, ClipId } from "../src/Clip.ts"
import type { Speaker } from "../src/Script.ts"
import { LineId, Timeline, TimelineLine } from "../src/Timeline.ts"

/** A clip of `frames` frames, named by one hexadecimal digit. */
export const clip = (digit: string, frames: number): Clip =>
  new Clip({ id: ClipId.make(digit.repeat(64)), sha256: digit.repeat(64), frames })

/** A line of the chapter that its id begins with. */
export const line = (id: string, speaker: Speaker, text: string, spoken?: Clip): TimelineLine =>
  new TimelineLine({
    id: LineId.make(id),
    chapter: Number(id.split(".")[0]),
    speaker,
    text,
    passages: [],
    sources: [],
    ...(spoken === undefined ? {} : { clip: spoken })
  })

export const timeline = (
  chapters: ReadonlyArray<string>,
  ...lines: ReadonlyArray<TimelineLine>
): Timeline => new Timeline({ chapters, lines })
