import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as ImageDecoding from "../../src/images/ImageDecoding.ts"
import { bytesOf, files } from "./TestImages.ts"

describe("ImageDecoding", () => {
  for (const [name, mediaType, base64] of files) {
    const file = { mediaType, width: 48, height: 32 }

    it.effect(`a ${name} is visible`, () =>
      Effect.gen(function* () {
        assert.isTrue(yield* ImageDecoding.isVisible(file, bytesOf(base64)))
      })
    )

    if (mediaType === "image/webp") continue

    it.effect(`a ${name} with noise in the place of its pixels is not`, () =>
      Effect.gen(function* () {
        const bytes = bytesOf(base64)
        const noisy = bytes.fill(0x55, bytes.length / 2, bytes.length - 12)
        assert.isFalse(yield* ImageDecoding.isVisible(file, noisy))
      })
    )
  }
})
