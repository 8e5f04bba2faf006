import { assert, describe, it } from "@effect/vitest"
import { headerOf } from "../../src/voice/SampleStream.ts"

const bare = { rate: 24_000, channels: 1, encoding: "int16" } as const

describe("SampleStream", () => {
  it("bare samples may begin like MP3 or JSON", () => {
    for (const start of [
      [0xff, 0xff],
      [0xff, 0xfb],
      [0x7b, 0x22]
    ]) {
      const bytes = Uint8Array.from([...start, ...Array.from({ length: 20 }, () => 1)])
      assert.deepStrictEqual(headerOf(bytes, bare), { _tag: "Found", format: bare, start: 0 })
      assert.strictEqual(headerOf(bytes, undefined)._tag, "Unusable")
    }
  })
})
