import type { SampleFormat } from "./SampleStream.ts"
import type { Sting } from "./SpeechSynthesizer.ts"

/** How a line is encoded: see `SpeechEncoding.EncodedLine`. */
export interface LineOptions {
  readonly bare?: SampleFormat
  readonly gain?: number
  readonly sting?: Sting
  readonly pauseMillis: number
  readonly minSeconds: number
  readonly maxSeconds: number
}

/** A message to the worker. Each line is opened, pushed to, and then ended or dropped. */
export type Request =
  | { readonly _tag: "Open"; readonly line: number; readonly options: LineOptions }
  | { readonly _tag: "Push"; readonly line: number; readonly bytes: Uint8Array }
  | { readonly _tag: "End"; readonly line: number }
  | { readonly _tag: "Drop"; readonly line: number }

/** The answer to a push or an end. */
export type Reply =
  | {
      readonly _tag: "Frames"
      readonly line: number
      readonly frames: Uint8Array
      readonly gain?: number
    }
  | { readonly _tag: "Failed"; readonly line: number; readonly reason: string }

/** Lines that may be open at the same time. */
export const maxOpenLines = 8
