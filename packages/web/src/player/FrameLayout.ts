import type { HeardSpan } from "@aethercast/domain/HeardSpans"
import { Cursor, type LineId, type Timeline } from "@aethercast/domain/Timeline"
import { concat } from "./Bytes.ts"
import type { FrameRange } from "./FrameRange.ts"
import type { FrameStore } from "./FrameStore.ts"

/** Where a line lies in the episode: `start` is a frame of the episode, `frames` the line's length so far. */
interface LineLayout {
  readonly line: LineId
  readonly start: number
  readonly frames: number
  /** Whether `frames` is the final length. */
  readonly finished: boolean
}

/** The known lines of an episode, end to end. */
export type FrameLayout = ReadonlyArray<LineLayout>

/**
 * Lays out the lines of the timeline, with lines that only their audio has announced, each after the one
 * that it follows: timeline and audio arrive over separate sockets, in any order.
 */
export const make = (timeline: Timeline, store: FrameStore): FrameLayout => {
  const clipFrames = new Map(timeline.lines.map((line) => [line.id, line.clip?.frames]))
  const layout: Array<LineLayout> = []
  let start = 0
  for (const line of order(timeline, store)) {
    const length = clipFrames.get(line) ?? store.length(line)
    const frames = length ?? store.receivedEnd(line)
    layout.push({ line, start, frames, finished: length !== undefined })
    start += frames
  }
  return layout
}

const order = ({ dropped, lines }: Timeline, store: FrameStore): ReadonlyArray<LineId> => {
  const ids = lines.map(({ id }) => id)
  const known = new Set([...ids, ...dropped.map(({ id }) => id)])
  for (const id of store.lineIds()) {
    if (known.has(id)) continue
    const after = store.after(id)
    const index = after === undefined ? -1 : ids.indexOf(after)
    ids.splice(index === -1 ? ids.length : index + 1, 0, id)
  }
  return ids
}

/**
 * The first frame of `before` from which on `later` has other audio, or the same at another frame;
 * `undefined` when `later` only goes on.
 */
export const firstDifference = (before: FrameLayout, later: FrameLayout): number | undefined =>
  before.find(({ line, start }, index) => {
    const same = later[index]
    return same?.line !== line || same.start !== start
  })?.start

/** Length of the known lines, in frames. */
export const length = (layout: FrameLayout): number => {
  const last = layout.at(-1)
  return last === undefined ? 0 : last.start + last.frames
}

/** Whether a frame is after the end of a line. The frame after an unfinished line is the next one of it. */
const endsBefore = ({ finished, frames, start }: Omit<LineLayout, "line">, frame: number) =>
  start + frames < frame || (finished && start + frames === frame)

/** The cursor at a frame of the episode; past the end, in the last line. `undefined` without lines. */
export const cursorAt = (layout: FrameLayout, frame: number): Cursor | undefined => {
  const found = layout.find((line) => !endsBefore(line, frame)) ?? layout.at(-1)
  if (found === undefined) return undefined
  return new Cursor({ line: found.line, frame: Math.max(0, frame - found.start) })
}

/** The frame of the episode at a cursor; `undefined` when the line is unknown. */
export const frameAt = (layout: FrameLayout, cursor: Cursor): number | undefined => {
  const found = layout.find(({ line }) => line === cursor.line)
  return found === undefined ? undefined : found.start + cursor.frame
}

/** The parts of the lines that lie between two frames of the episode. */
export const spansBetween = (
  layout: FrameLayout,
  from: number,
  to: number
): ReadonlyArray<HeardSpan> =>
  layout
    .filter(({ frames, start }) => start < to && start + frames > from)
    .map(({ frames, line, start }) => ({
      line,
      from: Math.max(0, from - start),
      to: Math.min(frames, to - start)
    }))

/** The first frame of the episode at or after `frame` that has not been received. */
export const firstMissing = (layout: FrameLayout, store: FrameStore, frame: number): number => {
  let next = frame
  for (const { finished, frames, line, start } of layout) {
    if (endsBefore({ finished, frames, start }, next)) continue
    next = start + store.firstMissing(line, next - start)
    if (!finished || next < start + frames) return next
  }
  return next
}

/** The bytes of a range of the episode, all of whose frames have been received. */
export const read = (
  layout: FrameLayout,
  store: FrameStore,
  range: FrameRange
): Uint8Array<ArrayBuffer> =>
  concat(
    layout
      .filter(({ frames, start }) => start < range.to && start + frames > range.from)
      .flatMap(({ frames, line, start }) =>
        store.read(line, {
          from: Math.max(0, range.from - start),
          to: Math.min(frames, range.to - start)
        })
      )
  )
