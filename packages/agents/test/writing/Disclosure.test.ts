import { disclosed } from "@aethercast/agents/writing/Disclosure"
import { hostsOf } from "@aethercast/domain/Hosts"
import { Line, Style } from "@aethercast/domain/Script"
import { assert, describe, it } from "@effect/vitest"

const line = (text: string) => new Line({ speaker: "host", text, passages: [], pauseMillis: 300 })
const opening = [line("Welcome."), line("Here is a taste.")]

describe("Disclosure", () => {
  for (const style of Style.literals) {
    it(`says in an opening of a ${style}, after its first line, that the voices are synthetic`, () => {
      for (const [language, words] of [
        ["en", /computer voice/],
        ["de", /Computerstimme/]
      ] as const) {
        const [first, second, ...rest] = disclosed(opening, style, language, hostsOf(2))
        assert.deepStrictEqual([first, ...rest], opening)
        assert.match(second?.text ?? "", words)
        assert.isAtMost(second?.text.split(" ").length ?? 100, 8)
      }
    })
  }

  it("introduces every host by name, alone or with the others", () => {
    const said = (count: number, language = "en") =>
      disclosed(opening, "conversation", language, hostsOf(count))[1]
    assert.deepStrictEqual(
      [1, 2, 4].map((count) => said(count)?.text),
      [
        "I am Ada, a computer voice.",
        "Ben here, with Ada: both computer voices.",
        "Ben here, with Ada, Clara, and David: all computer voices."
      ]
    )
    assert.strictEqual(said(1)?.speaker, "host")
    assert.strictEqual(said(3)?.speaker, "guest")
    assert.strictEqual(
      said(3, "de")?.text,
      "Hier ist Ben, mit Ada und Clara: alle Computerstimmen."
    )
  })

  it("is in English where there are no words in the language", () => {
    assert.match(disclosed(opening, "story", "xx", hostsOf(2))[1]?.text ?? "", /computer voice/)
  })

  it("takes the pause at the end when the opening has one line", () => {
    const only = new Line({ ...line("Welcome."), pauseMillis: 800 })
    assert.deepStrictEqual(
      disclosed([only], "story", "en", hostsOf(2)).map(({ pauseMillis }) => pauseMillis),
      [350, 800]
    )
  })

  it("is said when the opening has no lines", () => {
    assert.lengthOf(disclosed([], "briefing", "en", hostsOf(2)), 1)
  })
})
