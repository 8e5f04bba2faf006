import { frameMillis } from "@aethercast/domain/Clip"
import { type Cursor, type LineId, positionOf, type Timeline } from "@aethercast/domain/Timeline"

/** Where a listener's player was when it reported last. */
export interface Playhead {
  readonly cursor: Cursor
  readonly isPlaying: boolean
  /** When a server got the report, epoch milliseconds. */
  readonly at: number
}

/**
 * The later of two reports. One that took its time, through a server that was frozen or by a second
 * attempt, comes after others that are newer.
 */
export const latest = (known: Playhead | undefined, reported: Playhead): Playhead =>
  known !== undefined && reported.at < known.at && known.at - reported.at < skewMillis
    ? known
    : reported

/** Servers whose clocks differ by more than this are not compared. */
const skewMillis = 60_000

/** What a player needs to make room for new lines: half a second, and a report may be as late. */
const marginMillis = 1000

/**
 * The line after which new lines are heard soonest: the one that the listener hears by the time that
 * the player can take them in. Undefined for the end of the timeline, which is all that is left for a
 * listener whose place is unknown.
 */
export const spliceAfter = (
  timeline: Timeline,
  playhead: Playhead | undefined,
  now: number
): LineId | undefined => {
  const position = playhead && positionOf(timeline, playhead.cursor)
  if (position === undefined) return undefined
  const elapsed = playhead?.isPlaying === true ? now - playhead.at + marginMillis : 0
  const { lines } = timeline
  let { index } = position
  let left = position.frame + Math.max(0, elapsed) / frameMillis
  for (; index < lines.length - 1; index++) {
    const frames = lines[index]?.clip?.frames
    if (frames === undefined || left < frames) break
    left -= frames
  }
  return lines[Math.min(index, lines.length - 1)]?.id
}
