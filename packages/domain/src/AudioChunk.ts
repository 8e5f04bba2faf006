import { Schema } from "effect"
import { frameBytes } from "./Clip.ts"
import { Cursor, LineId } from "./Timeline.ts"

/** Audio of one line: whole frames, the first of which is frame `frame` of the line's clip. */
export class AudioChunk extends Schema.Class<AudioChunk>("aethercast/AudioChunk")({
  line: LineId,
  /** The line before it; absent for the first. Audio may arrive before the timeline knows its line. */
  after: Schema.optionalKey(LineId),
  frame: Schema.Natural,
  bytes: Schema.Uint8Array,
  /**
   * True on the last chunk of a line whose clip was already stored. The length of any other line is
   * known from the timeline only.
   */
  ended: Schema.Boolean
}) {}

/** The cursor right after a chunk. */
export const cursorAfter = ({ bytes, frame, line }: AudioChunk): Cursor =>
  new Cursor({ line, frame: frame + bytes.length / frameBytes })
