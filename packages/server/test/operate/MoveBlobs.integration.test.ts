import { fileURLToPath } from "node:url"
import { Blob, Blobs } from "@aethercast/agents/store/Blobs"
import * as GoogleStorage from "@aethercast/agents/google/GoogleStorage"
import { migrations } from "@aethercast/agents/store/Migrations"
import { ObjectStore } from "@aethercast/agents/store/ObjectStore"
import * as Database from "@aethercast/cluster/Database"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Option, Queue, Redacted, Stream } from "effect"
import { ChildProcess } from "effect/process"
import * as FakeStorage from "../../../agents/test/google/FakeStorage.ts"
import * as TestGoogleKey from "../../../agents/test/google/TestGoogleKey.ts"
import { fresh } from "../../../cluster/test/harness/TestDatabase.ts"

const program = fileURLToPath(new URL("../../src/Operate.ts", import.meta.url))

const texts = Array.from({ length: 4 }, (_, index) => `blob number ${index}`)

/** A database with four blobs, a bucket, and the command in a process of its own. */
const start = Effect.gen(function* () {
  const server = yield* FakeStorage.start()
  const files = yield* FileSystem.FileSystem
  const keyFile = yield* files.makeTempFileScoped()
  yield* files.writeFileString(keyFile, TestGoogleKey.json)
  const url = yield* fresh
  const context = yield* Layer.build(
    Layer.fresh(Blobs.layer).pipe(
      Layer.provide(Layer.effect(ObjectStore, Effect.asSome(GoogleStorage.make(server.settings)))),
      Layer.provide(Database.layer({ url, migrations }))
    )
  )
  const blobs = yield* Effect.provide(Blobs, context)
  const ids = yield* Effect.forEach(texts, (text) =>
    blobs.put(
      new Blob({ mediaType: "text/plain", bytes: new TextEncoder().encode(text) }),
      "episode:one"
    )
  )
  const spawn = (to: string) =>
    ChildProcess.make(process.execPath, [program, "move-blobs", "--to", to], {
      env: {
        DATABASE_URL: Redacted.value(url),
        AETHERCAST_BUCKET: "audio",
        AETHERCAST_BUCKET_URL: server.settings.address,
        GOOGLE_APPLICATION_CREDENTIALS: keyFile
      },
      extendEnv: true
    })
  return {
    ...server,
    /** What the blobs contain, wherever they are. */
    read: Effect.forEach(ids, (id) =>
      Effect.map(
        blobs.get(id),
        Option.map(({ bytes }) => new TextDecoder().decode(bytes))
      )
    ),
    spawn,
    run: Effect.fnUntraced(function* (to: string) {
      const child = yield* spawn(to)
      const [out, err, code] = yield* Effect.all(
        [
          Stream.mkString(Stream.decodeText(child.stdout)),
          Stream.mkString(Stream.decodeText(child.stderr)),
          child.exitCode
        ],
        { concurrency: "unbounded" }
      )
      return { out, err, code: Number(code) }
    }, Effect.scoped)
  }
})

const all = texts.map((text) => Option.some(text))

describe("move-blobs", () => {
  it.live("moves everything to the bucket, and back", () =>
    Effect.gen(function* () {
      const { objects, read, run } = yield* start
      const there = yield* run("bucket")
      assert.deepStrictEqual(there, { out: "Moved 4 blobs.\n", err: "", code: 0 })
      assert.strictEqual(objects.size, 4)
      assert.deepStrictEqual(yield* read, all)
      const back = yield* run("postgres")
      assert.deepInclude(back, { err: "", code: 0 })
      assert.include(back.out, "Moved 4 blobs.\nDeleted 4 objects")
      assert.strictEqual(objects.size, 0)
      assert.deepStrictEqual(yield* read, all)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("killed in the middle it loses nothing, and goes on when it is run again", () =>
    Effect.gen(function* () {
      const { arrivals, fail, objects, read, run, spawn } = yield* start
      fail(undefined, undefined, "silence")
      yield* Effect.scoped(
        Effect.gen(function* () {
          const child = yield* spawn("bucket")
          for (let request = 1; request <= 3; request++) yield* Queue.take(arrivals)
          yield* child.kill({ killSignal: "SIGKILL" })
        })
      )
      assert.strictEqual(objects.size, 2)
      assert.deepStrictEqual(yield* read, all)
      assert.deepInclude(yield* run("bucket"), { out: "Moved 2 blobs.\n", code: 0 })
      assert.strictEqual(objects.size, 4)
      assert.deepStrictEqual(yield* read, all)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("says why it stopped, and exits with 1", () =>
    Effect.gen(function* () {
      const { fail, read, run } = yield* start
      fail(undefined, { status: 403 })
      const { code, out } = yield* run("bucket")
      assert.strictEqual(code, 1)
      assert.include(out, "Moved 1 blob.")
      assert.include(out, "The bucket failed: Forbidden.")
      assert.deepStrictEqual(yield* read, all)
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
