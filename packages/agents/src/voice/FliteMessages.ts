import type { Sting } from "./SpeechSynthesizer.ts"

/** Speaks the next piece of a line. The first piece opens the line, the last one ends its clip. */
export interface SpeakPiece {
  readonly _tag: "SpeakPiece"
  readonly line: number
  /** The id of a voice. */
  readonly voice: string
  readonly text: string
  /** Silence after the piece. */
  readonly silenceMillis: number
  readonly isFirst: boolean
  readonly isLast: boolean
  /** The sound of the line that it opens. */
  readonly sting?: Sting
}

/** Abandons a line. */
export interface DropLine {
  readonly _tag: "DropLine"
  readonly line: number
}

/** A message to the worker. A line has at most one piece in progress. */
export type Request = SpeakPiece | DropLine

/** A message from the worker: frames of a line, the end of a piece, or the failure of a line. */
export type Reply =
  | { readonly _tag: "Frames"; readonly line: number; readonly frames: Uint8Array<ArrayBuffer> }
  | { readonly _tag: "PieceSpoken"; readonly line: number }
  | { readonly _tag: "LineFailed"; readonly line: number; readonly reason: string }

/** Open lines per worker, which speaks their pieces alternately. */
export const maxOpenLines = 4
