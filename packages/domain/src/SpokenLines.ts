import type { Clip } from "./Clip.ts"
import type { Timeline, TimelineLine } from "./Timeline.ts"

/** A finished line and its frames within the episode: from `start` up to, but not including, `end`. */
export interface SpokenLine {
  readonly line: TimelineLine
  readonly clip: Clip
  readonly start: number
  readonly end: number
}

/** The finished lines of a timeline, in order. */
export const spokenLines = ({ lines }: Timeline): ReadonlyArray<SpokenLine> => placed(lines)

/** The finished lines before the first one that is still being spoken. */
export const settledLines = ({ lines }: Timeline): ReadonlyArray<SpokenLine> => {
  const unfinished = lines.findIndex(({ clip }) => clip === undefined)
  return placed(unfinished === -1 ? lines : lines.slice(0, unfinished))
}

const placed = (lines: ReadonlyArray<TimelineLine>): ReadonlyArray<SpokenLine> => {
  const spoken: Array<SpokenLine> = []
  let start = 0
  for (const line of lines) {
    if (line.clip === undefined) continue
    const end = start + line.clip.frames
    spoken.push({ line, clip: line.clip, start, end })
    start = end
  }
  return spoken
}
