import { randomBytes } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Option, Queue, Result } from "effect"
import { TestClock } from "effect/testing"
import * as GoogleStorage from "../../src/google/GoogleStorage.ts"
import { type Objects, ObjectStoreFailed } from "../../src/store/ObjectStore.ts"
import * as FakeStorage from "./FakeStorage.ts"
import * as TestGoogleKey from "./TestGoogleKey.ts"

const object = { bucket: "audio", name: "blobs/1" }
const small = Buffer.from(randomBytes(50_000))
/** Of a size that is uploaded resumably. */
const large = Buffer.from(randomBytes(3_000_000))
const sizes = [
  ["small", small],
  ["large", large]
] as const

const storageOf = Effect.fnUntraced(function* (
  ...faults: ReadonlyArray<FakeStorage.Fault | undefined>
) {
  const server = yield* FakeStorage.start(...faults)
  return { ...server, storage: yield* GoogleStorage.make(server.settings) }
})

const answer = (status: number): FakeStorage.Fault => ({ status })

describe("GoogleStorage", () => {
  for (const [size, bytes] of sizes) {
    it.effect(`a ${size} object is what was put`, () =>
      Effect.gen(function* () {
        const { objects, storage } = yield* storageOf()
        yield* storage.put(object, bytes, "audio/mpeg")
        assert.strictEqual(objects.get("blobs/1")?.mediaType, "audio/mpeg")
        const read = yield* storage.get(object)
        assert.isTrue(Option.exists(read, (got) => bytes.equals(got)))
      })
    )
  }

  for (const [name, fault] of [
    ["429", answer(429)],
    ["503", answer(503)],
    ["a reset", { resetAfter: 0 }]
  ] as const) {
    for (const [size, bytes] of sizes) {
      it.live(`${name} while a ${size} object is put is retried`, () =>
        Effect.gen(function* () {
          const { objects, storage } = yield* storageOf(fault, fault)
          yield* storage.put(object, bytes, "audio/mpeg")
          assert.isTrue(objects.get("blobs/1")?.bytes.equals(bytes))
        })
      )
    }
  }

  for (const [size, bytes, faults] of [
    ["small", small, ["wrong checksum"]],
    ["large", large, [undefined, undefined, "wrong checksum"]]
  ] as const) {
    it.live(`a wrong checksum of a ${size} object has it put anew`, () =>
      Effect.gen(function* () {
        const { objects, received, storage } = yield* storageOf(...faults)
        yield* storage.put(object, bytes, "audio/mpeg")
        assert.isTrue(objects.get("blobs/1")?.bytes.equals(bytes))
        assert.isTrue(received.some(({ method }) => method === "DELETE"))
      })
    )
  }

  for (const [name, fault] of [
    ["503", { status: 503, afterBytes: 1_000_000 }],
    ["a reset", { resetAfter: 1_000_000 }]
  ] as const) {
    it.live(`${name} in the middle of an upload: only the rest is sent again`, () =>
      Effect.gen(function* () {
        const { objects, received, storage } = yield* storageOf(undefined, undefined, fault)
        yield* storage.put(object, large, "audio/mpeg")
        assert.isTrue(objects.get("blobs/1")?.bytes.equals(large))
        assert.deepStrictEqual(
          received.slice(1).map(({ contentRange }) => contentRange),
          ["bytes */*", "bytes 0-*/*", "bytes */*", "bytes 1000000-*/*"]
        )
      })
    )
  }

  for (const [name, fault] of [
    ["429", answer(429)],
    ["503", answer(503)],
    ["a reset in the middle", { resetAfter: 20_000 }],
    ["wrong bytes", "wrong bytes"]
  ] as const) {
    it.live(`${name} while an object is read is retried`, () =>
      Effect.gen(function* () {
        const { fail, storage } = yield* storageOf()
        yield* storage.put(object, small, "audio/mpeg")
        fail(fault, fault)
        const read = yield* storage.get(object)
        assert.isTrue(Option.exists(read, (got) => small.equals(got)))
      })
    )
  }

  const failures: ReadonlyArray<
    readonly [name: string, fault: FakeStorage.Fault, reason: ObjectStoreFailed["reason"]]
  > = [
    ["429", answer(429), "RateLimited"],
    ["500", answer(500), "ServerError"],
    ["a reset", { resetAfter: 0 }, "BrokeOff"]
  ]
  for (const [name, fault, reason] of failures) {
    it.live(`the third ${name} in a row is ${reason}`, () =>
      Effect.gen(function* () {
        for (const [, bytes] of sizes) {
          const { received, storage } = yield* storageOf(fault, fault, fault)
          const error = yield* Effect.flip(storage.put(object, bytes, "audio/mpeg"))
          assert.deepStrictEqual(error, new ObjectStoreFailed({ reason }))
          assert.lengthOf(received, 3)
        }
        const { fail, storage } = yield* storageOf()
        yield* storage.put(object, small, "audio/mpeg")
        fail(fault, fault, fault)
        assert.strictEqual((yield* Effect.flip(storage.get(object))).reason, reason)
        fail(fault, fault, fault)
        assert.strictEqual((yield* Effect.flip(storage.delete(object))).reason, reason)
      })
    )
  }

  for (const [code, reason] of [
    [401, "KeyRefused"],
    [403, "Forbidden"]
  ] as const) {
    it.live(`${code} is ${reason}, and is not retried`, () =>
      Effect.gen(function* () {
        for (const act of [
          (storage: Objects) => storage.put(object, small, "audio/mpeg"),
          (storage: Objects) => storage.put(object, large, "audio/mpeg"),
          (storage: Objects) => storage.get(object),
          (storage: Objects) => storage.delete(object)
        ]) {
          const { received, storage } = yield* storageOf(answer(code))
          const error = yield* Effect.flip(Effect.asVoid(act(storage)))
          assert.deepStrictEqual(error, new ObjectStoreFailed({ reason }))
          assert.notInclude(JSON.stringify(error) + String(error), TestGoogleKey.email)
          assert.lengthOf(received, 1)
        }
      })
    )
  }

  it.live("a bucket that does not exist is NotFound", () =>
    Effect.gen(function* () {
      const { storage } = yield* storageOf()
      for (const [, bytes] of sizes) {
        const error = yield* Effect.flip(
          storage.put({ ...object, bucket: "other" }, bytes, "audio/mpeg")
        )
        assert.strictEqual(error.reason, "NotFound")
      }
    })
  )

  it.live("an object is read until it is deleted, and may be deleted again", () =>
    Effect.gen(function* () {
      const { objects, storage } = yield* storageOf()
      yield* storage.put(object, small, "audio/mpeg")
      yield* storage.delete(object)
      yield* storage.delete(object)
      assert.strictEqual(objects.size, 0)
      assert.isTrue(Option.isNone(yield* storage.get(object)))
    })
  )

  it.effect("silence of 15 seconds breaks an attempt off; three fail", () =>
    Effect.gen(function* () {
      for (const act of [
        (storage: Objects) => storage.put(object, small, "audio/mpeg"),
        (storage: Objects) => storage.get(object)
      ]) {
        const { arrivals, storage } = yield* storageOf("silence", "silence", "silence")
        const fiber = yield* Effect.forkChild(Effect.result(Effect.asVoid(act(storage))))
        yield* Queue.take(arrivals)
        const time = yield* Effect.forkChild(
          Effect.forever(Effect.andThen(TestClock.adjust("1 second"), Effect.yieldNow))
        )
        const result = yield* Fiber.join(fiber)
        yield* Fiber.interrupt(time)
        assert.deepStrictEqual(result, Result.fail(new ObjectStoreFailed({ reason: "Silent" })))
      }
    })
  )

  it.live("a browser can read an object at its signed address, and only that one", () =>
    Effect.gen(function* () {
      const { storage } = yield* storageOf()
      yield* storage.put(object, Buffer.from("a picture"), "image/png")
      const url = yield* storage.signedUrl(object)
      assert.strictEqual(yield* FakeStorage.download(url), "a picture")
      const other = yield* FakeStorage.download(url.replace("blobs/1", "blobs/2"))
      assert.include(other, "SignatureDoesNotMatch")
      assert.include(url, "X-Goog-Expires=7200")
    })
  )
})
