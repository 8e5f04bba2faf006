import { assert, describe, it } from "@effect/vitest"
import { spokenPieces } from "@aethercast/agents/voice/SpokenPieces"

const texts = (text: string) => spokenPieces(text).map((piece) => piece.text)

describe("SpokenPieces", () => {
  it("splits a text into sentences", () => {
    assert.deepStrictEqual(texts("Really? Yes. It works!"), ["Really?", "Yes.", "It works!"])
  })

  it("does not split in a number, before a lower-case letter or within quotes", () => {
    assert.deepStrictEqual(texts('It is 3.5 meters. "So?" he said.'), [
      "It is 3.5 meters.",
      '"So?" he said.'
    ])
  })

  it("splits the first sentence after its first clause", () => {
    assert.deepStrictEqual(
      texts("It sounds like a small thing, but much of the mud that stayed offshore is now here."),
      ["It sounds like a small thing,", "but much of the mud that stayed offshore is now here."]
    )
  })

  it("splits the first sentence before a conjunction when no clause ends early", () => {
    assert.deepStrictEqual(
      texts("The whole harbour of the town is silting up because the river was dredged."),
      ["The whole harbour of the town is silting up", "because the river was dredged."]
    )
  })

  it("does not split a short sentence", () => {
    assert.deepStrictEqual(texts("Well, that is it, is it not?"), ["Well, that is it, is it not?"])
  })

  it("splits what is too long for one call, and loses nothing", () => {
    for (const text of ["word ".repeat(400).trim(), "a clause, ".repeat(200).trim()]) {
      assert.isTrue(texts(text).every((piece) => piece.length <= 240))
      assert.strictEqual(texts(text).join(" "), text)
    }
    assert.strictEqual(texts("x".repeat(2000)).join(""), "x".repeat(2000))
  })

  it("pauses longer after a long sentence or a question than after a short one", () => {
    const [short, question, long] = spokenPieces(
      `Good. Is it? ${"It goes on for quite a while ".repeat(4)}then.`
    ).map(({ gapMillis }) => gapMillis)
    assert.isBelow(short ?? 0, 300)
    assert.deepStrictEqual([question, (long ?? 0) > 350], [420, true])
  })

  it("pauses longer after a sentence than after a clause, and not within one", () => {
    const gaps = spokenPieces(`${"word ".repeat(60)}end, ${"word ".repeat(40)}end. Good.`).map(
      (piece) => piece.gapMillis
    )
    assert.deepStrictEqual(gaps, [0, 120, 420, 275])
  })
})
