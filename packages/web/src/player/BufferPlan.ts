import type { Span } from "./FrameStore.ts"

/** How many frames are kept in the browser's buffer behind and ahead of the playhead. */
export interface Window {
  readonly behind: number
  readonly ahead: number
}

/** 60 s behind and 120 s ahead: a sixth of the 8 MB at which Chromium refuses more. */
export const wide: Window = { behind: 2500, ahead: 5000 }
/** What is left after the browser has refused: 10 s behind and 30 s ahead. */
export const narrow: Window = { behind: 417, ahead: 1250 }

export type Step =
  | { readonly _tag: "Append"; readonly span: Span }
  | { readonly _tag: "Remove"; readonly span: Span }
  /** Everything up to the end of the episode is there. */
  | { readonly _tag: "Finish" }
  | { readonly _tag: "Idle" }

export interface Situation {
  readonly playhead: number
  readonly buffered: ReadonlyArray<Span>
  readonly window: Window
  /** Length of the episode, once it is complete. */
  readonly end: number | undefined
  /** The first frame at or after the given one that was not received. */
  readonly missing: (frame: number) => number
}

/** Frames that go into one append, so that a first append is quick and none is huge: 10 s. */
const portion = 417
/** The buffer is topped up only when it has fallen this far below the window: 5 s. */
const slack = 208

/** What to do next with the browser's buffer. All numbers are frames of the episode. */
export const next = ({ buffered, end, missing, playhead, window }: Situation): Step => {
  const oldest = buffered[0]
  const keep = playhead - window.behind
  if (oldest !== undefined && oldest.from < keep - slack) {
    return { _tag: "Remove", span: { from: 0, to: Math.max(1, keep) } }
  }
  const around = buffered.find(({ from, to }) => from <= playhead && playhead <= to)
  const edge = around?.to ?? playhead
  if (end !== undefined && edge >= end) return { _tag: "Finish" }
  const limit = playhead + window.ahead
  if (edge > limit - slack) return { _tag: "Idle" }
  const later = buffered.find(({ from }) => from > edge)
  const to = Math.min(missing(edge), edge + portion, limit, later?.from ?? Infinity)
  return to > edge ? { _tag: "Append", span: { from: edge, to } } : { _tag: "Idle" }
}
