import { disclosed } from "@aethercast/agents/writing/Disclosure"
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
        const [first, second, ...rest] = disclosed(opening, style, language)
        assert.deepStrictEqual([first, ...rest], opening)
        assert.match(second?.text ?? "", words)
        assert.isAtMost(second?.text.split(" ").length ?? 100, 8)
      }
    })
  }

  it("is in English where there are no words in the language", () => {
    assert.match(disclosed(opening, "story", "xx")[1]?.text ?? "", /computer voice/)
  })

  it("is said when the opening has no lines", () => {
    assert.lengthOf(disclosed([], "briefing", "en"), 1)
  })
})
