import type { Speaker } from "@aethercast/domain/Script"

/** Asks for the next piece of a line. The first one opens the line, the last one ends its clip. */
export interface SpeakPiece {
  readonly _tag: "SpeakPiece"
  readonly line: number
  readonly speaker: Speaker
  readonly text: string
  /** Silence after the piece. */
  readonly silenceMillis: number
  readonly isFirst: boolean
  readonly isLast: boolean
}

/** Ends a line of which nobody wants more. */
export interface DropLine {
  readonly _tag: "DropLine"
  readonly line: number
}

/** What the worker is told. A line has one piece under way at a time. */
export type Request = SpeakPiece | DropLine

/** What the worker says of a line: some of its frames, that the piece is done, or that it is lost. */
export type Reply =
  | { readonly _tag: "Frames"; readonly line: number; readonly frames: Uint8Array<ArrayBuffer> }
  | { readonly _tag: "PieceSpoken"; readonly line: number }
  | { readonly _tag: "LineFailed"; readonly line: number; readonly reason: string }

/** How many lines a worker can have open: it speaks them in turns, piece by piece. */
export const linesAtOnce = 4
