import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, FileSystem, Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import * as ModelDownload from "../../src/local/ModelDownload.ts"
import { ModelFile } from "../../src/local/ModelFile.ts"
import * as FakeHub from "./FakeHub.ts"

const content = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 251)

const temporary = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  return { files, folder: yield* files.makeTempDirectoryScoped() }
})

/** Lets the waits between attempts pass. */
const withoutWaiting = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(effect)
    const waiting = yield* Effect.forkChild(
      Effect.forever(
        Effect.andThen(TestClock.adjust("1 second"), TestClock.withLive(Effect.sleep("5 millis")))
      )
    )
    const result = yield* Fiber.join(fiber)
    yield* Fiber.interrupt(waiting)
    return result
  })

describe("ModelDownload", () => {
  it.layer(Layer.merge(NodeServices.layer, FetchHttpClient.layer))((it) => {
    it.effect("a file is downloaded once, and is as it should be", () =>
      Effect.gen(function* () {
        const { files, folder } = yield* temporary
        const { file, hub, ranges } = yield* FakeHub.start(content)
        const path = yield* ModelDownload.download(file, { folder, hub })
        assert.deepStrictEqual(yield* files.readFile(path), content)
        assert.strictEqual(yield* ModelDownload.download(file, { folder, hub }), path)
        assert.deepStrictEqual(ranges, ["bytes=0-"])
        assert.deepStrictEqual(yield* files.readDirectory(folder), [".lock", "tiny.gguf"])
      })
    )

    it.effect("two servers download one after the other, and the second finds the file", () =>
      Effect.gen(function* () {
        const { folder } = yield* temporary
        const { file, hub, ranges } = yield* FakeHub.start(content)
        const paths = yield* withoutWaiting(
          Effect.replicateEffect(ModelDownload.download(file, { folder, hub }), 2, {
            concurrency: 2
          })
        )
        assert.strictEqual(paths[0], paths[1])
        assert.deepStrictEqual(ranges, ["bytes=0-"])
      })
    )

    it.effect("a download that breaks off is continued where it did", () =>
      Effect.gen(function* () {
        const { files, folder } = yield* temporary
        const { file, hub, ranges } = yield* FakeHub.start(content, { cuts: [100_000, 50_000] })
        const path = yield* withoutWaiting(ModelDownload.download(file, { folder, hub }))
        assert.deepStrictEqual(yield* files.readFile(path), content)
        assert.deepStrictEqual(ranges, ["bytes=0-", "bytes=100000-", "bytes=150000-"])
      })
    )

    it.effect("what was downloaded is kept for the next start", () =>
      Effect.gen(function* () {
        const { files, folder } = yield* temporary
        const broken = yield* FakeHub.start(content, {
          cuts: Array.from({ length: 6 }, () => 1000)
        })
        const failure = yield* Effect.flip(
          withoutWaiting(ModelDownload.download(broken.file, { folder, hub: broken.hub }))
        )
        assert.strictEqual(failure.reason, "BrokeOff")
        const whole = yield* FakeHub.start(content)
        const path = yield* ModelDownload.download(whole.file, { folder, hub: whole.hub })
        assert.deepStrictEqual(whole.ranges, ["bytes=6000-"])
        assert.deepStrictEqual(yield* files.readFile(path), content)
      })
    )

    it.effect("a server without ranges sends everything again", () =>
      Effect.gen(function* () {
        const { files, folder } = yield* temporary
        const { file, hub } = yield* FakeHub.start(content, {
          cuts: [100_000],
          knowsRanges: false
        })
        const path = yield* withoutWaiting(ModelDownload.download(file, { folder, hub }))
        assert.deepStrictEqual(yield* files.readFile(path), content)
      })
    )

    it.effect("other bytes than the expected ones are not kept", () =>
      Effect.gen(function* () {
        const { files, folder } = yield* temporary
        const { file, hub } = yield* FakeHub.start(content)
        const other = new ModelFile({ ...file, sha256: "0".repeat(64) })
        const failure = yield* Effect.flip(ModelDownload.download(other, { folder, hub }))
        assert.strictEqual(failure.reason, "WrongBytes")
        const short = new ModelFile({ ...file, bytes: 1000 })
        const longer = yield* Effect.flip(ModelDownload.download(short, { folder, hub }))
        assert.strictEqual(longer.reason, "WrongBytes")
        assert.deepStrictEqual(yield* files.readDirectory(folder), [".lock"])
      })
    )

    it.effect("what is not there is asked for once", () =>
      Effect.gen(function* () {
        const { folder } = yield* temporary
        const { file, hub, ranges } = yield* FakeHub.start(content, { status: 404 })
        const failure = yield* Effect.flip(ModelDownload.download(file, { folder, hub }))
        assert.strictEqual(failure.reason, "Refused")
        assert.strictEqual(
          failure.message,
          "tiny.gguf cannot be downloaded: the server refuses it (status 404)."
        )
        assert.strictEqual(ranges.length, 1)
      })
    )
  })
})
