import { type Caption, captions } from "./Captions.ts"
import { timestamp } from "./CaptionTime.ts"
import { hostProfiles } from "./Hosts.ts"
import type { Timeline } from "./Timeline.ts"

/**
 * The finished lines of an episode as WebVTT (https://www.w3.org/TR/webvtt1/): each cue has the id of
 * its line and a voice span for its speaker.
 */
export const fromTimeline = (timeline: Timeline): string =>
  ["WEBVTT\n", ...captions(timeline).map(cue)].join("\n")

const cue = ({ end, id, rows, speaker, start }: Caption): string =>
  `${id}\n${timestamp(start, ".")} --> ${timestamp(end, ".")}\n<v ${hostProfiles[speaker].name}>${rows.map(escaped).join("\n")}\n`

/** An arrow would start another cue. */
const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
