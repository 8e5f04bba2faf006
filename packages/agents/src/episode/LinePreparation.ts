import { Schema } from "effect"
import { LineOutcome } from "./LineOutcome.ts"

/** What the workflow does with a line that it has prepared. */
export const LinePreparation = Schema.TaggedUnion({
  Speak: {},
  /** It ended before. */
  Ended: { outcome: LineOutcome },
  /** Nobody has listened for a while: the run rests until somebody does, and then prepares it again. */
  Rest: {}
})
export type LinePreparation = typeof LinePreparation.Type
