/** What to do with the stream of sound. */
export type Decision =
  | { readonly _tag: "Keep" }
  | { readonly _tag: "Close" }
  | { readonly _tag: "Open"; readonly from: number }

export interface Situation {
  readonly playhead: number
  /** The first frame from the playhead on that was not received. */
  readonly missing: number
  /** The frame that the open stream will bring next; nothing when none is open. */
  readonly stream: number | undefined
  /** Length of the episode, once it is complete. */
  readonly end: number | undefined
}

/** More than 180 s ahead: enough was received. */
const enough = 7500
/** Less than 90 s ahead: receive on. */
const scarce = 3750
/** Sound that is there already is received again rather than opening a new stream, up to 20 s of it. */
const detour = 833

/** Keeps between 90 and 180 seconds of sound ahead of the playhead. All numbers are frames. */
export const decide = ({ end, missing, playhead, stream }: Situation): Decision => {
  const lead = missing - playhead
  const done = end !== undefined && missing >= end
  if (stream === undefined) {
    return done || lead > scarce ? { _tag: "Keep" } : { _tag: "Open", from: missing }
  }
  if (done) return { _tag: "Keep" }
  if (lead > enough) return { _tag: "Close" }
  return missing < stream || missing > stream + detour
    ? { _tag: "Open", from: missing }
    : { _tag: "Keep" }
}
