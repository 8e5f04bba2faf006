import { basename, dirname, join } from "node:path"
import { Console, Effect, FileSystem, Schedule, Schema, Stream } from "effect"
import { CliError } from "effect/cli"
import * as FileLock from "../FileLock.ts"
import * as Bunzip from "./Bunzip.ts"
import * as Tar from "./Tar.ts"

/** An archive cannot be unpacked. Nothing of it is left in the folder. */
export class ArchiveNotUnpacked extends Schema.TaggedError<ArchiveNotUnpacked>()(
  "ArchiveNotUnpacked",
  { archive: Schema.String, detail: Schema.String }
) {
  override readonly [CliError.userMessage] = `${this.archive} cannot be unpacked: ${this.detail}. Delete it, so that it is downloaded again.`

  override get message() {
    return this[CliError.userMessage]
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
    yield* Stream.runForEach(
      Tar.files(Bunzip.file(archive)),
      Effect.fnUntraced(function* ({ bytes, isFirst, path }) {
        const at = join(part, path)
        if (isFirst) yield* files.makeDirectory(dirname(at), { recursive: true })
        yield* files.writeFile(at, bytes, { flag: isFirst ? "wx" : "a" })
      })
    ).pipe(
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

/** The wait for another server that unpacks. */
const turns = Schedule.spaced("1 second").pipe(Schedule.upTo({ duration: "10 minutes" }))
