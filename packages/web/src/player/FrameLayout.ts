import { frameMillis } from "@aethercast/domain/Clip"
import { Cursor, type LineId, type Timeline } from "@aethercast/domain/Timeline"
import { type FrameStore, joined, type Span } from "./FrameStore.ts"

/** A line in its place: `start` and `frames` are frames of the episode; `finished` when it grows no more. */
export interface Stretch {
  readonly line: LineId
  readonly start: number
  readonly frames: number
  readonly finished: boolean
}

/** The lines of an episode laid end to end, as far as they are known. */
export type Track = ReadonlyArray<Stretch>

export const toFrames = (seconds: number): number => Math.floor((seconds * 1000) / frameMillis)
export const toSeconds = (frames: number): number => (frames * frameMillis) / 1000

/**
 * Lays out the lines of the timeline, then those after them that were heard of only through their
 * sound: the two come over separate sockets, and either may be first. A line that only the sound knows
 * and that others have followed was left out of the episode.
 */
export const lay = (timeline: Timeline, store: FrameStore): Track => {
  const clips = new Map(timeline.lines.map((line) => [line.id, line.clip?.frames]))
  const received = store.ids()
  const followed = received.findLastIndex((id) => clips.has(id))
  const track: Array<Stretch> = []
  let start = 0
  for (const line of [...clips.keys(), ...received.slice(followed + 1)]) {
    const total = clips.get(line) ?? store.total(line)
    const frames = total ?? store.reach(line)
    track.push({ line, start, frames, finished: total !== undefined })
    start += frames
  }
  return track
}

/** Frames that have been made, as far as is known here. */
export const length = (track: Track): number => {
  const last = track.at(-1)
  return last === undefined ? 0 : last.start + last.frames
}

/** The stretch that is heard at a frame; the last one from its start on. */
export const at = (track: Track, frame: number): Stretch | undefined =>
  track.find((stretch) => frame < stretch.start + stretch.frames) ?? track.at(-1)

export const cursorAt = (track: Track, frame: number): Cursor | undefined => {
  const stretch = at(track, frame)
  if (stretch === undefined) return undefined
  return new Cursor({ line: stretch.line, frame: Math.max(0, frame - stretch.start) })
}

/** The frame of the episode at which a cursor stands. */
export const frameOf = (track: Track, cursor: Cursor): number | undefined => {
  const stretch = track.find((stretch) => stretch.line === cursor.line)
  return stretch === undefined ? undefined : stretch.start + cursor.frame
}

/** The first frame of the episode at or after `frame` that was not received. */
export const missing = (track: Track, store: FrameStore, frame: number): number => {
  let next = frame
  for (const { finished, frames, line, start } of track) {
    if (start + frames <= next) continue
    next = start + store.missing(line, next - start)
    if (!finished || next < start + frames) return next
  }
  return next
}

/** The bytes of a span whose frames are all there. */
export const read = (track: Track, store: FrameStore, span: Span): Uint8Array<ArrayBuffer> =>
  joined(
    track
      .filter(({ frames, start }) => start < span.to && start + frames > span.from)
      .flatMap(({ frames, line, start }) =>
        store.read(line, {
          from: Math.max(0, span.from - start),
          to: Math.min(frames, span.to - start)
        })
      )
  )
