import { assert, describe, it } from "@effect/vitest"
import { choose, type ContentCoding } from "../../src/http/ContentCoding.ts"

const among =
  (...forms: ReadonlyArray<ContentCoding>) =>
  (header: string | undefined) =>
    choose(header, (coding) => forms.includes(coding))

describe("ContentCoding", () => {
  it("is the smallest that the client accepts", () => {
    const chosen = among("br", "gzip", "identity")
    assert.strictEqual(chosen("gzip, deflate, br, zstd"), "br")
    assert.strictEqual(chosen("GZIP"), "gzip")
    assert.strictEqual(chosen("*"), "br")
    assert.strictEqual(chosen("br;q=0.1, gzip;q=1.0"), "br")
  })

  it("is none that the client refuses", () => {
    const chosen = among("br", "gzip", "identity")
    assert.strictEqual(chosen("br;q=0, gzip"), "gzip")
    assert.strictEqual(chosen("gzip; q=0, *"), "br")
    assert.strictEqual(chosen("br;q=0, *;q=0"), "identity")
    assert.strictEqual(chosen("br;q=nonsense"), "identity")
  })

  it("is identity without the header or without a compressed file", () => {
    assert.strictEqual(among("br", "gzip", "identity")(undefined), "identity")
    assert.strictEqual(among("br", "gzip", "identity")(""), "identity")
    assert.strictEqual(among("identity")("br, gzip"), "identity")
  })
})
