import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import * as Words from "../../src/operate/Words.ts"

describe("Words", () => {
  it("a time has at most two units", () => {
    const said = [
      [0, "0 ms"],
      [999.4, "999 ms"],
      [1000, "1.0 s"],
      [59_949, "59.9 s"],
      [59_999, "1 m 0 s"],
      [61_000, "1 m 1 s"],
      [3_599_600, "1 h 0 m"],
      [5_400_000, "1 h 30 m"],
      [90_000_000, "1 d 1 h"]
    ] as const
    for (const [millis, words] of said) assert.strictEqual(Words.took(millis), words)
    assert.strictEqual(Words.took(null), "-")
    assert.strictEqual(Words.took(-5), "0 ms")
  })

  it("a moment is in UTC", () => {
    assert.strictEqual(Words.moment(1_764_000_000_000), "2025-11-24 16:00:00Z")
    assert.strictEqual(Words.moment(undefined), "-")
  })

  it("nothing that steers a terminal is left of a text", () => {
    const hostile = "a\u001b[31mred\u0007\r\nnext\u009b2J\u202eback"
    // oxlint-disable-next-line no-control-regex
    assert.notMatch(Words.harmless(hostile), /[\u0000-\u001f\u007f-\u009f\u202e]/)
    assert.strictEqual(Words.plain(" two \n lines "), "two lines")
  })

  it("a long text ends in an ellipsis", () => {
    assert.strictEqual(Words.short("12345", 5), "12345")
    assert.strictEqual(Words.short("123456", 5), "1234…")
  })

  it("an error is its tag and what else it says; a refusal is the agent's own", () => {
    assert.strictEqual(
      Words.trouble({ _tag: "Refused", error: { _tag: "SourceDown", where: "here", tries: 2 } }),
      "SourceDown: where here, tries 2"
    )
    assert.strictEqual(Words.trouble({ _tag: "Empty" }), "Empty")
    assert.strictEqual(Words.trouble("plain"), "plain")
    assert.strictEqual(Words.trouble(null), "null")
    assert.strictEqual(Words.trouble([1]), "[1]")
  })

  it.effect("how long ago is a number and a unit", () =>
    Effect.gen(function* () {
      const decode = Schema.decodeEffect(Words.Ago)
      assert.strictEqual(yield* decode("90s"), 90_000)
      assert.strictEqual(yield* decode("30m"), 1_800_000)
      assert.strictEqual(yield* decode("2h"), 7_200_000)
      assert.strictEqual(yield* decode("7d"), 604_800_000)
      for (const wrong of ["", "2", "h", "-2h", "1.5h", "2 h", "2w"]) {
        yield* Effect.flip(decode(wrong))
      }
    })
  )
})
