import { Schema } from "effect"
import type { Block } from "../Blocks.ts"

/** The title and the text of a file; an empty title when it has none. */
export interface FileContent {
  readonly title: string
  readonly blocks: ReadonlyArray<Block>
}

/** The file is damaged, protected, or not of its type. */
export class UnreadableFile extends Schema.TaggedError<UnreadableFile>()("UnreadableFile", {
  reason: Schema.String
}) {}
