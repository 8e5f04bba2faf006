import { Blob, Blobs, blobIdOf } from "@aethercast/agents/store/Blobs"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { ImageOrigins } from "../../src/http/ImageOrigins.ts"
import * as Media from "../../src/http/Media.ts"
import { ask, problem, served } from "./TestServer.ts"

const picture = new Blob({ mediaType: "image/png", bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47) })
const secret = new Blob({ mediaType: "application/json", bytes: Uint8Array.of(0x7b, 0x7d) })

/** These are in a bucket. */
const moved = new Blob({ mediaType: "image/png", bytes: Uint8Array.of(1) })
const movedSecret = new Blob({ mediaType: "application/json", bytes: Uint8Array.of(2) })

const BlobsLayer = Layer.succeed(
  Blobs,
  Blobs.of({
    put: ({ bytes }) => Effect.succeed(blobIdOf(bytes)),
    get: (id) =>
      Effect.succeed(
        Option.fromNullishOr([picture, secret].find(({ bytes }) => blobIdOf(bytes) === id))
      ),
    address: (id) =>
      Effect.succeed(
        Option.map(
          Option.fromNullishOr([moved, movedSecret].find(({ bytes }) => blobIdOf(bytes) === id)),
          ({ mediaType }) => ({ mediaType, url: "https://storage.example/audio/1?signed" })
        )
      ),
    share: () => Effect.die("unused"),
    release: () => Effect.void
  })
)

const ServerLayer = served(Layer.provide(Media.layer, BlobsLayer)).pipe(
  Layer.provide(Layer.succeed(ImageOrigins, ["https://storage.example"]))
)

layer(ServerLayer, { excludeTestServices: true })("Media", (it) => {
  it.effect("an image is cached for ever", () =>
    Effect.gen(function* () {
      const path = `/media/${blobIdOf(picture.bytes)}`
      const { body, headers, status } = yield* ask(path)
      assert.strictEqual(status, 200)
      assert.strictEqual(headers["content-type"], "image/png")
      assert.strictEqual(headers["cache-control"], "public, max-age=31536000, immutable")
      assert.deepStrictEqual([...body], [...picture.bytes])
      const again = yield* ask(path, { headers: { "if-none-match": headers.etag ?? "" } })
      assert.strictEqual(again.status, 304)
    })
  )

  it.effect("an image runs no script when it is opened as a page", () =>
    Effect.gen(function* () {
      const { headers } = yield* ask(`/media/${blobIdOf(picture.bytes)}`)
      assert.include(headers["content-security-policy"] ?? "", "sandbox")
      assert.strictEqual(headers["x-content-type-options"], "nosniff")
    })
  )

  it.effect("an image in a bucket is read there, which the page allows", () =>
    Effect.gen(function* () {
      const { headers, status } = yield* ask(`/media/${blobIdOf(moved.bytes)}`)
      assert.strictEqual(status, 302)
      assert.strictEqual(headers.location, "https://storage.example/audio/1?signed")
      assert.strictEqual(headers["cache-control"], "private, max-age=1800")
      assert.include(
        headers["content-security-policy"] ?? "",
        "img-src 'self' data: blob: https://storage.example;"
      )
    })
  )

  it.effect("blobs of other types and unknown blobs are not found", () =>
    Effect.gen(function* () {
      const names = [
        blobIdOf(secret.bytes),
        blobIdOf(movedSecret.bytes),
        "0".repeat(64),
        "no-id",
        `${"0".repeat(64)}/x`
      ]
      for (const name of names) {
        assert.strictEqual(problem(yield* ask(`/media/${name}`)).status, 404)
      }
    })
  )
})
