import { spawnSync } from "node:child_process"
import { DatabaseSync } from "node:sqlite"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, FileSystem, Scope } from "effect"
import { TestClock } from "effect/testing"
import * as DataFolder from "../src/DataFolder.ts"

const temporary = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  return yield* fs.makeTempDirectoryScoped({ prefix: "aethercast-data-" })
})

/** Runs `effect` while the test clock runs. */
const withClock = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.raceFirst(effect, Effect.forever(TestClock.adjust("1 second")))

describe("DataFolder", () => {
  it.effect("a folder is created with its parents", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = `${yield* temporary}/a/b c`
      yield* DataFolder.acquire(folder)
      assert.isTrue(yield* fs.exists(folder))
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("a folder that cannot be written is refused with advice", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const file = `${yield* temporary}/file`
      yield* fs.writeFileString(file, "in the way")
      for (const path of [file, `${file}/below`, "/proc/aethercast/data"]) {
        const error = yield* Effect.flip(DataFolder.acquire(path))
        assert.strictEqual(error._tag, "DataFolderNotWritable")
        assert.include(error.message, path)
        assert.include(error.message, "--data DIR")
      }
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("a second server is refused with the process of the first", () =>
    Effect.gen(function* () {
      const folder = yield* temporary
      yield* DataFolder.acquire(folder)
      const error = yield* withClock(Effect.flip(DataFolder.acquire(folder)))
      assert.strictEqual(error._tag, "DataFolderInUse")
      assert.include(error.message, `process ${process.pid}`)
      assert.include(error.message, "--join")
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("a second server waits for the first to shut down", () =>
    Effect.gen(function* () {
      const folder = yield* temporary
      const first = yield* Scope.make()
      yield* Scope.provide(DataFolder.acquire(folder), first)
      const second = yield* Effect.forkScoped(DataFolder.acquire(folder))
      yield* TestClock.adjust("1 second")
      yield* Scope.close(first, Exit.void)
      yield* withClock(Fiber.join(second))
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("a folder is unlocked with the scope", () =>
    Effect.gen(function* () {
      const folder = yield* temporary
      yield* Effect.scoped(DataFolder.acquire(folder))
      yield* Effect.scoped(DataFolder.acquire(folder))
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect(
    "no other user can read, and so lock, the files that say which process uses a folder",
    () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const folder = yield* temporary
        yield* fs.writeFileString(`${folder}/server.lock`, "", { mode: 0o644 })
        yield* DataFolder.acquire(folder)
        for (const name of ["server.lock", "server.pid"]) {
          const { mode } = yield* fs.stat(`${folder}/${name}`)
          assert.strictEqual(mode & 0o777, 0o600)
        }
      }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("a lock of something that is no server does not stop the start", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* temporary
      const ended = spawnSync(process.execPath, ["--version"])
      yield* fs.writeFileString(`${folder}/server.pid`, `${ended.pid}\n`)
      yield* Effect.acquireRelease(
        Effect.sync(() => {
          const database = new DatabaseSync(`${folder}/server.lock`)
          database.exec("BEGIN EXCLUSIVE")
          return database
        }),
        (database) => Effect.sync(() => database.close())
      )
      yield* withClock(DataFolder.acquire(folder))
      const error = yield* withClock(Effect.flip(DataFolder.acquire(folder)))
      assert.strictEqual(error._tag, "DataFolderInUse")
      assert.include(error.message, `process ${process.pid}`)
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
