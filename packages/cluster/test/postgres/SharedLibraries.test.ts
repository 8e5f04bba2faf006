import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Effect, FileSystem, Path, Schema } from "effect"
import { link } from "../../src/postgres/internal/SharedLibraries.ts"

const encode = Schema.encodeSync(Schema.fromJsonString(Schema.Json))

/** A package of Postgres whose install script has not run. */
const newPackage = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const folder = yield* fs.makeTempDirectoryScoped()
  const library = join(folder, "native", "lib", "libpq.so.5.18")
  yield* fs.makeDirectory(join(folder, "native", "lib"), { recursive: true })
  yield* fs.writeFileString(library, "the library")
  yield* fs.writeFileString(
    join(folder, "native", "pg-symlinks.json"),
    encode([{ source: "native/lib/libpq.so.5.18", target: "native/lib/libpq.so.5" }])
  )
  return { folder, program: join(folder, "native", "bin", "initdb") }
})

layer(NodeServices.layer)("the shared libraries of Postgres", (it) => {
  it.effect(
    "are linked under the names by which they are loaded, however often that is asked",
    () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const { folder, program } = yield* newPackage
        yield* Effect.all([link(program), link(program)], { concurrency: 2 })
        yield* link(program)
        const name = `${folder}/native/lib/libpq.so.5`
        assert.strictEqual(yield* fs.readLink(name), "libpq.so.5.18")
        assert.strictEqual(yield* fs.readFileString(name), "the library")
      })
  )

  it.effect("need no links on a platform whose package lists none", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* fs.makeTempDirectoryScoped()
      yield* link(`${folder}/native/bin/initdb`)
      assert.deepStrictEqual(yield* fs.readDirectory(folder), [])
    })
  )
})
