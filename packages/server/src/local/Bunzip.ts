import { createReadStream } from "node:fs"
import { PassThrough, pipeline } from "node:stream"
import { NodeStream } from "@effect/platform-node"
import { Schema } from "effect"
import unbzip2 from "unbzip2-stream"

/** A file is not compressed with bzip2, is damaged, or cannot be read. */
export class BunzipFailed extends Schema.TaggedError<BunzipFailed>()("BunzipFailed", {
  detail: Schema.String
}) {}

/** What a .bz2 file was before it was compressed. */
export const file = (path: string) =>
  NodeStream.fromReadable<Uint8Array, BunzipFailed>({
    evaluate: () => {
      const decompressed = new PassThrough()
      // An error of any of them is one of the last.
      pipeline(createReadStream(path), unbzip2(), decompressed, () => {})
      return decompressed
    },
    onError: (error) => new BunzipFailed({ detail: detailOf(error) })
  })

/** Only errors of the file system have a code; those of the decoder explain nothing. */
const detailOf = (error: unknown) =>
  error instanceof Error && "code" in error
    ? error.message
    : "it is not compressed with bzip2, or is damaged"
