import type { FrameRange } from "./FrameRange.ts"

/** Where playback takes its audio from. All numbers are frames of the episode. */
export interface FrameSource {
  playhead(): number
  /** Length of the episode, once it is final. */
  end(): number | undefined
  /** The first frame at or after `frame` that has not been received. */
  firstMissing(frame: number): number
  /** The bytes of a range, all of whose frames have been received. */
  read(range: FrameRange): Uint8Array<ArrayBuffer>
}
