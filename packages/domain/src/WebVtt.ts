import { frameMillis } from "./Clip.ts"
import type { Speaker } from "./Script.ts"
import { type SpokenLine, spokenLines } from "./SpokenLines.ts"
import type { Timeline } from "./Timeline.ts"

/**
 * The finished lines of an episode as WebVTT (https://www.w3.org/TR/webvtt1/): one cue per line, with
 * the line's id and a voice span for its speaker.
 */
export const fromTimeline = (timeline: Timeline): string =>
  ["WEBVTT\n", ...spokenLines(timeline).map(cue)].join("\n")

const cue = ({ end, line, start }: SpokenLine): string =>
  `${line.id}\n${timestamp(start)} --> ${timestamp(end)}\n<v ${names[line.speaker]}>${escaped(line.text)}\n`

const names: Readonly<Record<Speaker, string>> = { host: "Host", guest: "Guest" }

/** The start of a frame as `HH:MM:SS.mmm`; exact, because a frame is a whole number of milliseconds. */
const timestamp = (frame: number): string => {
  const millis = frame * frameMillis
  const seconds = Math.floor(millis / 1000)
  const minutes = Math.floor(seconds / 60)
  const parts = [Math.floor(minutes / 60), minutes % 60, seconds % 60]
  return `${parts.map((part) => padded(part, 2)).join(":")}.${padded(millis % 1000, 3)}`
}

const padded = (part: number, digits: number): string => String(part).padStart(digits, "0")

/** A blank line would end the cue, and an arrow would start another one. */
const escaped = (text: string): string =>
  text
    .replaceAll(/\s+/g, " ")
    .trim()
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
