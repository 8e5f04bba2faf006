import { Cursor, type LineId, secondsAt, type Timeline } from "@aethercast/domain/Timeline"
import { Option } from "effect"

/** A chapter with at least one line; `seconds` is its start within the episode. */
export interface ChapterMarker {
  readonly index: number
  readonly title: string
  readonly firstLine: LineId
  readonly seconds: number
}

export const chapterMarkers = (timeline: Timeline): ReadonlyArray<ChapterMarker> =>
  timeline.chapters.flatMap((title, index) => {
    const firstLine = timeline.lines.find((line) => line.chapter === index)?.id
    if (firstLine === undefined) return []
    const seconds = secondsAt(timeline, new Cursor({ line: firstLine, frame: 0 }))
    return [{ index, title, firstLine, seconds: Option.getOrElse(seconds, () => 0) }]
  })
