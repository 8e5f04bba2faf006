import type { FrameRange } from "./FrameRange.ts"

/** The frames to keep in the browser's buffer, before and after the playhead. */
export interface BufferWindow {
  readonly behind: number
  readonly ahead: number
}

/** 60 s behind and 120 s ahead: a sixth of the 8 MB at which Chromium's quota is exceeded. */
export const normalWindow: BufferWindow = { behind: 2500, ahead: 5000 }
/** 10 s behind and 30 s ahead, once the browser's quota has been exceeded. */
export const reducedWindow: BufferWindow = { behind: 417, ahead: 1250 }

/** An operation on a `SourceBuffer` or its `MediaSource`. */
export type BufferOperation =
  | { readonly _tag: "Append"; readonly range: FrameRange }
  | { readonly _tag: "Remove"; readonly range: FrameRange }
  /** The buffer holds the end of the episode. */
  | { readonly _tag: "EndOfStream" }
  | { readonly _tag: "None" }

export interface BufferState {
  readonly playhead: number
  readonly buffered: ReadonlyArray<FrameRange>
  readonly window: BufferWindow
  /** Length of the episode, once it is final. */
  readonly end: number | undefined
  /** The first frame at or after the given one that has not been received. */
  readonly firstMissing: (frame: number) => number
}

/** Frames per append, so that none blocks for long: 10 s. */
const maxAppend = 417
/** The buffer is refilled, or trimmed, when it is this far off the window: 5 s. */
const tolerance = 208

/** The next operation on the browser's buffer. All numbers are frames of the episode. */
export const planBuffer = ({
  buffered,
  end,
  firstMissing,
  playhead,
  window
}: BufferState): BufferOperation => {
  const oldest = buffered[0]
  const keepFrom = playhead - window.behind
  if (oldest !== undefined && oldest.from < keepFrom - tolerance) {
    return { _tag: "Remove", range: { from: 0, to: Math.max(1, keepFrom) } }
  }
  const atPlayhead = buffered.find(({ from, to }) => from <= playhead && playhead <= to)
  const edge = atPlayhead?.to ?? playhead
  if (end !== undefined && edge >= end) return { _tag: "EndOfStream" }
  const limit = playhead + window.ahead
  if (edge > limit - tolerance) return { _tag: "None" }
  const nextBuffered = buffered.find(({ from }) => from > edge)?.from ?? Infinity
  const to = Math.min(firstMissing(edge), edge + maxAppend, limit, nextBuffered)
  return to > edge ? { _tag: "Append", range: { from: edge, to } } : { _tag: "None" }
}
