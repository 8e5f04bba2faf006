import { Cursor, type LineId, secondsAt, type Timeline } from "@aethercast/domain/Timeline"
import { Option } from "effect"

/** A chapter that has begun: its first line, and where that starts. */
export interface Chapter {
  readonly index: number
  readonly title: string
  readonly first: LineId
  readonly seconds: number
}

export const chaptersOf = (timeline: Timeline): ReadonlyArray<Chapter> =>
  timeline.chapters.flatMap((title, index) => {
    const first = timeline.lines.find((line) => line.chapter === index)?.id
    if (first === undefined) return []
    const seconds = secondsAt(timeline, new Cursor({ line: first, frame: 0 }))
    return [{ index, title, first, seconds: Option.getOrElse(seconds, () => 0) }]
  })
