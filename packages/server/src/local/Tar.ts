import type { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { Effect, Schema } from "effect"

/** Bytes are no tar archive, end too early, or have an entry that is not unpacked. */
export class TarUnreadable extends Schema.TaggedError<TarUnreadable>()("TarUnreadable", {
  detail: Schema.String
}) {}

/** Unpacks the files and folders of an archive into a folder, which exists. Nothing else may be in it. */
export const extract = Effect.fn("Tar.extract")(function* (archive: Readable, folder: string) {
  // Few servers unpack anything.
  const tar = yield* Effect.promise(() => import("tar"))
  const refused: Array<string> = []
  let entries = 0
  yield* Effect.tryPromise({
    try: (signal) =>
      pipeline(
        archive,
        tar.extract({
          cwd: folder,
          // An absolute path, or one that leads out of the folder, is an error.
          strict: true,
          preserveOwner: false,
          noMtime: true,
          filter: (path, entry) => {
            entries++
            const isPlain = "type" in entry && plain.has(entry.type)
            if (!isPlain) refused.push(path)
            return isPlain
          }
        }),
        { signal }
      ),
    catch: (error) =>
      new TarUnreadable({ detail: error instanceof Error ? error.message : String(error) })
  })
  const [first] = refused
  if (first !== undefined) {
    return yield* new TarUnreadable({ detail: `${first} is a link or a device` })
  }
  if (entries === 0) return yield* new TarUnreadable({ detail: "there is nothing in it" })
})

const plain = new Set(["File", "OldFile", "ContiguousFile", "Directory"])
