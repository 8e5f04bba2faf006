import type { AudioChunk } from "@aethercast/domain/AudioChunk"
import { frameBytes } from "@aethercast/domain/Clip"
import type { LineId } from "@aethercast/domain/Timeline"

/** Frames `from` up to but not including `to`. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** What was received of one line: pieces in order that do not overlap, and its length once it has ended. */
interface Received {
  readonly pieces: Array<Span & { readonly bytes: Uint8Array }>
  total: number | undefined
}

/** The frames of one episode as they arrived, line by line. Frames that are there already are not taken again. */
export class FrameStore {
  private readonly lines = new Map<LineId, Received>()

  add(chunk: AudioChunk): void {
    const line = this.lines.get(chunk.line) ?? { pieces: [], total: undefined }
    this.lines.set(chunk.line, line)
    const to = chunk.frame + Math.floor(chunk.bytes.length / frameBytes)
    for (const hole of holes(line.pieces, { from: chunk.frame, to })) {
      const start = (hole.from - chunk.frame) * frameBytes
      const bytes = chunk.bytes.slice(start, start + (hole.to - hole.from) * frameBytes)
      line.pieces.push({ ...hole, bytes })
    }
    line.pieces.sort((a, b) => a.from - b.from)
    if (!chunk.ended) return
    line.total = to
    if (this.missing(chunk.line, 0) === to) {
      line.pieces.splice(0, Infinity, { from: 0, to, bytes: this.bytes(chunk.line) })
    }
  }

  /** Drops a line that turned out not to be part of the episode. */
  forget(line: LineId): void {
    this.lines.delete(line)
  }

  /** Ids of the lines, in the order in which they were first heard of. */
  ids(): ReadonlyArray<LineId> {
    return [...this.lines.keys()]
  }

  /** Frames of a line that has ended. */
  total(line: LineId): number | undefined {
    return this.lines.get(line)?.total
  }

  /** The frame after the last one received. */
  reach(line: LineId): number {
    return this.lines.get(line)?.pieces.at(-1)?.to ?? 0
  }

  /** The first frame at or after `frame` that is not there. */
  missing(line: LineId, frame: number): number {
    let next = frame
    for (const piece of this.lines.get(line)?.pieces ?? []) {
      if (piece.from > next) return next
      if (piece.to > next) next = piece.to
    }
    return next
  }

  /** The pieces that make up a span which is there. */
  read(line: LineId, span: Span): ReadonlyArray<Uint8Array> {
    return (this.lines.get(line)?.pieces ?? [])
      .filter((piece) => piece.to > span.from && piece.from < span.to)
      .map((piece) =>
        piece.bytes.subarray(
          Math.max(0, span.from - piece.from) * frameBytes,
          (Math.min(piece.to, span.to) - piece.from) * frameBytes
        )
      )
  }

  /** All bytes of a line, in order. */
  bytes(line: LineId): Uint8Array {
    return joined((this.lines.get(line)?.pieces ?? []).map((piece) => piece.bytes))
  }
}

export const joined = (parts: ReadonlyArray<Uint8Array>): Uint8Array<ArrayBuffer> => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

const holes = (pieces: ReadonlyArray<Span>, span: Span): ReadonlyArray<Span> => {
  const found: Array<Span> = []
  let next = span.from
  for (const piece of pieces) {
    if (piece.to <= next) continue
    if (piece.from >= span.to) break
    if (piece.from > next) found.push({ from: next, to: piece.from })
    next = piece.to
  }
  if (next < span.to) found.push({ from: next, to: span.to })
  return found
}
