import { assert, describe, it } from "@effect/vitest"
import { describe as described } from "../../src/operate/EventText.ts"

describe("EventText", () => {
  it("puts an event into words", () => {
    assert.deepStrictEqual(described({ at: 5, _tag: "TimedOut", millis: 1500 }), {
      at: 5,
      words: "timed out after 1.5 s"
    })
  })

  it("gives the tag of an event that this release does not know", () => {
    assert.deepStrictEqual(described({ at: 5, _tag: "Blessed" }), { at: 5, words: "Blessed" })
    assert.deepStrictEqual(described("?"), { at: null, words: '"?"' })
  })
})
