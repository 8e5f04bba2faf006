import type { AudioChunk } from "@aethercast/domain/AudioChunk"
import { frameBytes } from "@aethercast/domain/Clip"
import type { LineId } from "@aethercast/domain/Timeline"
import { concat } from "./Bytes.ts"
import { type FrameRange, gaps } from "./FrameRange.ts"

/** The received audio of one line: pieces in order, without overlaps. */
interface LineAudio {
  readonly pieces: Array<FrameRange & { readonly bytes: Uint8Array }>
  /** Length in frames, once the line has ended. */
  length: number | undefined
  /** The line before it, as the server had it when the first chunk was sent. */
  readonly after: LineId | undefined
}

/** The received frames of one episode, by line. A frame that arrives again is ignored. */
export class FrameStore {
  private readonly lines = new Map<LineId, LineAudio>()

  add(chunk: AudioChunk): void {
    const line = this.lines.get(chunk.line) ?? { pieces: [], length: undefined, after: chunk.after }
    this.lines.set(chunk.line, line)
    const to = chunk.frame + Math.floor(chunk.bytes.length / frameBytes)
    for (const gap of gaps(line.pieces, { from: chunk.frame, to })) {
      const start = (gap.from - chunk.frame) * frameBytes
      const bytes = chunk.bytes.slice(start, start + (gap.to - gap.from) * frameBytes)
      line.pieces.push({ ...gap, bytes })
    }
    line.pieces.sort((a, b) => a.from - b.from)
    if (!chunk.ended) return
    line.length = to
    if (this.firstMissing(chunk.line, 0) === to) {
      line.pieces.splice(0, Infinity, { from: 0, to, bytes: this.bytes(chunk.line) })
    }
  }

  /** Discards a line that is no longer part of the episode. */
  delete(line: LineId): void {
    this.lines.delete(line)
  }

  /** The lines with audio, in the order in which their first chunks arrived. */
  lineIds(): ReadonlyArray<LineId> {
    return [...this.lines.keys()]
  }

  /** The line that a line follows, if its audio says so. */
  after(line: LineId): LineId | undefined {
    return this.lines.get(line)?.after
  }

  /** Length of a line in frames; `undefined` until the line has ended. */
  length(line: LineId): number | undefined {
    return this.lines.get(line)?.length
  }

  /** The frame after the last received one, whether or not there are gaps before it. */
  receivedEnd(line: LineId): number {
    return this.lines.get(line)?.pieces.at(-1)?.to ?? 0
  }

  /** The first frame at or after `frame` that has not been received. */
  firstMissing(line: LineId, frame: number): number {
    let next = frame
    for (const piece of this.lines.get(line)?.pieces ?? []) {
      if (piece.from > next) return next
      if (piece.to > next) next = piece.to
    }
    return next
  }

  /** The received bytes within a range, in pieces. */
  read(line: LineId, range: FrameRange): ReadonlyArray<Uint8Array> {
    return (this.lines.get(line)?.pieces ?? [])
      .filter((piece) => piece.to > range.from && piece.from < range.to)
      .map((piece) =>
        piece.bytes.subarray(
          Math.max(0, range.from - piece.from) * frameBytes,
          (Math.min(piece.to, range.to) - piece.from) * frameBytes
        )
      )
  }

  /** All received bytes of a line, in order. */
  bytes(line: LineId): Uint8Array {
    return concat((this.lines.get(line)?.pieces ?? []).map((piece) => piece.bytes))
  }
}
