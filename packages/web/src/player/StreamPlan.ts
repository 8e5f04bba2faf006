/** What to do with the audio stream from the server. */
export type StreamAction =
  | { readonly _tag: "Keep" }
  | { readonly _tag: "Close" }
  | { readonly _tag: "Open"; readonly from: number }

export interface StreamSituation {
  readonly playhead: number
  /** The first frame at or after the playhead that has not been received. */
  readonly firstMissing: number
  /** The next frame that the open stream will deliver; `undefined` when no stream is open. */
  readonly nextFrame: number | undefined
  /** Length of the episode, once it is final. */
  readonly end: number | undefined
}

/** The stream is closed when this much has been received ahead of the playhead: 180 s. */
const closeAbove = 7500
/** The stream is opened when less than this has been received ahead of the playhead: 90 s. */
const openBelow = 3750
/** The open stream may repeat this much before it delivers what is missing: 20 s. Beyond, a new one is quicker. */
const maxRepeated = 833

/** Keeps 90 to 180 seconds of audio ahead of the playhead. All numbers are frames of the episode. */
export const planStream = ({
  end,
  firstMissing,
  nextFrame,
  playhead
}: StreamSituation): StreamAction => {
  const lead = firstMissing - playhead
  const isComplete = end !== undefined && firstMissing >= end
  if (nextFrame === undefined) {
    return isComplete || lead > openBelow ? { _tag: "Keep" } : { _tag: "Open", from: firstMissing }
  }
  if (isComplete) return { _tag: "Keep" }
  if (lead > closeAbove) return { _tag: "Close" }
  return firstMissing < nextFrame || firstMissing > nextFrame + maxRepeated
    ? { _tag: "Open", from: firstMissing }
    : { _tag: "Keep" }
}
