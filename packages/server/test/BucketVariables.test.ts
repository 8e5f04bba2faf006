import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, FileSystem, Option } from "effect"
import * as TestGoogleKey from "../../agents/test/google/TestGoogleKey.ts"
import * as BucketVariables from "../src/BucketVariables.ts"

const read = Effect.fnUntraced(function* (variables: Record<string, string>) {
  const files = yield* FileSystem.FileSystem
  const path = yield* files.makeTempFileScoped()
  yield* files.writeFileString(path, TestGoogleKey.json)
  return yield* BucketVariables.read.pipe(
    Effect.provide(
      ConfigProvider.layer(
        ConfigProvider.fromUnknown({ GOOGLE_APPLICATION_CREDENTIALS: path, ...variables })
      )
    )
  )
}, Effect.provide(NodeServices.layer))

describe("BucketVariables", () => {
  it.effect("a key alone uses no bucket", () =>
    Effect.gen(function* () {
      assert.isTrue(Option.isNone(yield* read({})))
    })
  )

  it.effect("blobs are moved to the bucket that is named, unless they are to be in Postgres", () =>
    Effect.gen(function* () {
      const bucket = yield* Effect.fromOption(yield* read({ AETHERCAST_BUCKET: "my-casts" }))
      assert.strictEqual(bucket.name, "my-casts")
      assert.strictEqual(bucket.storage.address, "https://storage.googleapis.com")
      assert.isTrue(bucket.takesBlobs)
      const back = yield* Effect.fromOption(
        yield* read({ AETHERCAST_BUCKET: "my-casts", AETHERCAST_BLOBS: "postgres" })
      )
      assert.isFalse(back.takesBlobs)
    })
  )

  it.effect("says what is wrong", () =>
    Effect.gen(function* () {
      for (const [variables, words] of [
        [{ AETHERCAST_BUCKET: "gs://casts" }, "AETHERCAST_BUCKET must be"],
        [{ AETHERCAST_BUCKET: "casts", AETHERCAST_BLOBS: "disk" }, "AETHERCAST_BLOBS must be"],
        [
          { AETHERCAST_BUCKET: "casts", AETHERCAST_BUCKET_URL: "http://storage.example" },
          "AETHERCAST_BUCKET_URL must be like https://"
        ],
        [
          { AETHERCAST_BUCKET: "casts", GOOGLE_APPLICATION_CREDENTIALS: "" },
          "AETHERCAST_BUCKET needs"
        ]
      ] as const) {
        const error = yield* Effect.flip(read(variables))
        assert.include(error.message, words)
      }
    })
  )
})
