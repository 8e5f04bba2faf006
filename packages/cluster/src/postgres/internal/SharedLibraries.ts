import { Effect, FileSystem, Path, Schema } from "effect"

/**
 * Makes the links from the names by which Postgres loads its shared libraries to their files, in the
 * package of `program`. An archive of the registry has no links, so the package makes them in an
 * install script; but many package managers do not run such scripts by default.
 */
export const link = Effect.fn("SharedLibraries.link")(function* (program: string) {
  const fs = yield* FileSystem.FileSystem
  const { dirname, join, relative } = yield* Path.Path
  const native = dirname(dirname(program))
  const list = join(native, "pg-symlinks.json")
  if (!(yield* fs.exists(list))) return
  const links = yield* fs.readFileString(list).pipe(Effect.flatMap(Schema.decodeEffect(Links)))
  for (const { source, target } of links) {
    const path = join(dirname(native), target)
    if (yield* fs.exists(path)) continue
    yield* (
      fs
        .symlink(relative(dirname(target), source), path)
        // Another process was faster.
        .pipe(Effect.catchReason("PlatformError", "AlreadyExists", () => Effect.void))
    )
  }
})

/** Paths in the package: the name `target` leads to the file `source`. */
const Links = Schema.fromJsonString(
  Schema.Array(Schema.Struct({ source: Schema.String, target: Schema.String }))
)
