import { type Caption, captions } from "./Captions.ts"
import { timestamp } from "./CaptionTime.ts"
import { hostProfiles } from "./Hosts.ts"
import type { Timeline } from "./Timeline.ts"

/**
 * The finished lines of an episode as SubRip: https://github.com/Podcastindex-org/podcast-namespace
 * (docs/examples/transcripts). A speaker is named where another one begins.
 */
export const fromTimeline = (timeline: Timeline): string => {
  let last: string | undefined
  return captions(timeline)
    .map((caption, index) => {
      const text = cue(caption, index + 1, caption.speaker !== last)
      last = caption.speaker
      return text
    })
    .join("\n")
}

const cue = ({ end, rows, speaker, start }: Caption, number: number, isNamed: boolean): string =>
  [
    number,
    `${timestamp(start, ",")} --> ${timestamp(end, ",")}`,
    // A row of its own: the text may have no room for it.
    ...(isNamed ? [`${hostProfiles[speaker].name}:`] : []),
    ...rows.map((row) => row.replaceAll("-->", "→")),
    ""
  ].join("\n")
