import { Schema } from "effect"
import { framesToSeconds } from "./Clip.ts"
import { spokenLines } from "./SpokenLines.ts"
import type { Timeline } from "./Timeline.ts"

/**
 * Chapters of a podcast (`application/json+chapters`); times are seconds from the start.
 * https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/chapters/jsonChapters.md
 */
export class ChaptersJson extends Schema.Class<ChaptersJson>("aethercast/ChaptersJson")({
  version: Schema.Literal("1.2.0"),
  title: Schema.String,
  chapters: Schema.Array(
    Schema.Struct({ startTime: Schema.Finite, endTime: Schema.Finite, title: Schema.String })
  )
}) {}

/** Chapters of the finished lines. A chapter that another one interrupts appears twice. */
export const fromTimeline = (title: string, timeline: Timeline): ChaptersJson => {
  const chapters: Array<{ chapter: number; start: number; end: number }> = []
  for (const { end, line, start } of spokenLines(timeline)) {
    const last = chapters.at(-1)
    if (last?.chapter === line.chapter) last.end = end
    else chapters.push({ chapter: line.chapter, start, end })
  }
  return new ChaptersJson({
    version: "1.2.0",
    title,
    chapters: chapters.map(({ chapter, end, start }) => ({
      startTime: framesToSeconds(start),
      endTime: framesToSeconds(end),
      title: timeline.chapters[chapter] ?? ""
    }))
  })
}
