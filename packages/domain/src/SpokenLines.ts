import type { Clip } from "./Clip.ts"
import type { Timeline, TimelineLine } from "./Timeline.ts"

/** A line that is finished, and the frames of the episode, from 0, that are its own: `start` up to before `end`. */
export interface SpokenLine {
  readonly line: TimelineLine
  readonly clip: Clip
  readonly start: number
  readonly end: number
}

/** The finished lines of a timeline in their places. */
export const spokenLines = (timeline: Timeline): ReadonlyArray<SpokenLine> => {
  const spoken: Array<SpokenLine> = []
  let start = 0
  for (const line of timeline.lines) {
    if (line.clip === undefined) continue
    const end = start + line.clip.frames
    spoken.push({ line, clip: line.clip, start, end })
    start = end
  }
  return spoken
}
