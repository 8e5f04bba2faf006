import { lutimesSync } from "node:fs"
import { Clock, Effect, FileSystem, Path, Schedule } from "effect"

/**
 * A path of a data folder that is short enough for the address of a Unix socket in it: its own, or a link
 * to it in a folder for this user alone, which is removed with the scope.
 */
export const shortPath = Effect.fn("SocketFolder.shortPath")(function* (folder: string) {
  const { join } = yield* Path.Path
  if (Buffer.byteLength(join(folder, socketName)) <= maxAddressBytes) return folder
  const fs = yield* FileSystem.FileSystem
  const link = join(yield* fs.makeTempDirectoryScoped({ prefix: "aethercast-" }), "postgres")
  yield* fs.symlink(folder, link)
  yield* Effect.forkScoped(Effect.repeat(touch(link), Schedule.spaced("1 hour")))
  return link
})

/** Systems remove temporary files that nobody has touched for some days. */
const touch = (link: string) =>
  Effect.flatMap(Clock.currentTimeMillis, (now) =>
    Effect.sync(() => lutimesSync(link, now / 1000, now / 1000))
  )

/** Postgres names its socket after a port, although none is open. */
export const socketName = ".s.PGSQL.5432"

/** `sun_path` has 108 bytes on Linux and 104 on macOS, with a zero at the end. */
const maxAddressBytes = 103
