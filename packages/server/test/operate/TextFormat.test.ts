import { assert, describe, it } from "@effect/vitest"
import * as TextFormat from "../../src/operate/TextFormat.ts"

describe("TextFormat", () => {
  it("gives a duration in at most two units", () => {
    const expected = [
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
    for (const [millis, text] of expected) assert.strictEqual(TextFormat.duration(millis), text)
    assert.strictEqual(TextFormat.duration(null), "-")
    assert.strictEqual(TextFormat.duration(-5), "0 ms")
  })

  it("gives a moment in UTC", () => {
    assert.strictEqual(TextFormat.moment(1_764_000_000_000), "2025-11-24 16:00:00Z")
    assert.strictEqual(TextFormat.moment(undefined), "-")
  })

  it("removes from a text whatever would control a terminal", () => {
    const hostile = "a\u001b[31mred\u0007\r\nnext\u009b2J\u202eback"
    // oxlint-disable-next-line no-control-regex
    assert.notMatch(TextFormat.withoutControls(hostile), /[\u0000-\u001f\u007f-\u009f\u202e]/)
    assert.strictEqual(TextFormat.singleLine(" two \n lines "), "two lines")
  })

  it("ends a long text with an ellipsis", () => {
    assert.strictEqual(TextFormat.shortened("12345", 5), "12345")
    assert.strictEqual(TextFormat.shortened("123456", 5), "1234…")
  })

  it("gives the tag and the fields of an error, and of a refusal the agent's own error", () => {
    assert.strictEqual(
      TextFormat.errorText({
        _tag: "Refused",
        error: { _tag: "SourceDown", where: "here", tries: 2 }
      }),
      "SourceDown: where here, tries 2"
    )
    assert.strictEqual(TextFormat.errorText({ _tag: "Empty" }), "Empty")
    assert.strictEqual(TextFormat.errorText("plain"), "plain")
    assert.strictEqual(TextFormat.errorText(null), "null")
    assert.strictEqual(TextFormat.errorText([1]), "[1]")
  })
})
