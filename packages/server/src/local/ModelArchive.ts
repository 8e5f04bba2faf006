import { createReadStream } from "node:fs"
import { basename } from "node:path"
import { PassThrough } from "node:stream"
import { Console, Effect, FileSystem, Schedule, Schema } from "effect"
import unbzip2 from "unbzip2-stream"
import * as FileLock from "../FileLock.ts"
import * as Tar from "./Tar.ts"

/** An archive cannot be unpacked. Nothing of it is left in the folder. */
export class ArchiveNotUnpacked extends Schema.TaggedError<ArchiveNotUnpacked>()(
  "ArchiveNotUnpacked",
  { archive: Schema.String, detail: Schema.String }
) {
  override get message() {
    return `${this.archive} cannot be unpacked: ${this.detail}. Delete it, so that it is downloaded again.`
  }
}

/**
 * Unpacks a .tar.bz2 once. The folder has its name only after everything in it was written. Of servers
 * that unpack at the same time one does.
 */
export const unpack = Effect.fn("ModelArchive.unpack")(
  function* (archive: string, folder: string) {
    const files = yield* FileSystem.FileSystem
    yield* FileLock.acquire(`${folder}.lock`).pipe(
      Effect.retry({ while: ({ _tag }) => _tag === "FileLocked", schedule: turns })
    )
    if (yield* files.exists(folder)) return
    yield* Console.log(`Unpacking ${basename(archive)}, which can take a minute.`)
    const part = `${folder}.part`
    // A process that ended meanwhile has left it.
    yield* files.remove(part, { recursive: true, force: true })
    yield* files.makeDirectory(part, { recursive: true })
    yield* Tar.extract(decompressed(archive), part).pipe(
      Effect.tapError(() => Effect.ignore(files.remove(part, { recursive: true, force: true })))
    )
    yield* files.rename(part, folder)
  },
  Effect.scoped,
  (unpacking, archive) =>
    Effect.mapError(
      unpacking,
      (failure) =>
        new ArchiveNotUnpacked({
          archive,
          detail: "detail" in failure ? failure.detail : failure.message
        })
    )
)

/** What a .bz2 file was before it was compressed. */
const decompressed = (path: string) => {
  const file = createReadStream(path)
  const bytes = new PassThrough()
  file.on("error", (error) => bytes.destroy(error))
  const unzip = unbzip2()
  // The decoder's own words explain nothing.
  unzip.on("error", () =>
    bytes.destroy(new Error("it is not compressed with bzip2, or is damaged"))
  )
  bytes.on("close", () => file.destroy())
  file.pipe(unzip)
  unzip.pipe(bytes)
  return bytes
}

/** The wait for another server that unpacks. */
const turns = Schedule.spaced("1 second").pipe(Schedule.upTo({ duration: "10 minutes" }))
