import * as Ascii from "@aethercast/agents/voice/Ascii"
import { languagePacks } from "@aethercast/agents/voice/normalization/Languages"
import { grammar } from "@aethercast/agents/voice/normalization/Normalization"
import { type Token, tokenize } from "@aethercast/agents/voice/normalization/Token"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

/** What rules begin with, go on with or end at. */
const pieces = [
  ..."0 1 5 12 30 007 45 555 1990 2020 2026 1,234 1.5 .5 3.14.15 1e5 0xFF 1234567890".split(" "),
  ..."- – + = / . , : ; ( ) ' \" ° % $ € £ ¢ # & @ ^ ** * × · √ ± ~ < > ≤ ½ ² ³ ⁻¹ ₂ ⁄ _ { }".split(
    " "
  ),
  ..."a i x iv X VI XIV kg km m h ft in lb s th st nd ths mph kWh CO NaCl C H2O U.S Ph.D".split(
    " "
  ),
  ..."May Sunday Mon. Dr. St. No. p. pp. page to and am p.m. Uhr million bn per ratio room dial King".split(
    " "
  ),
  " ",
  "\n",
  "word "
]

const phrase = Schema.Array(Schema.Literals(pieces)).check(Schema.isMaxLength(80))

/** More tokens than all rules together read at one place, and fewer than a long text has. */
const bound = 500

/** Tokens that count how often one of them is read. */
const counted = (tokens: ReadonlyArray<Token>) => {
  const count = { reads: 0 }
  const proxy = new Proxy(tokens, {
    get: (target, key, receiver) => {
      if (typeof key === "string" && /^\d+$/.test(key)) count.reads++
      return Reflect.get(target, key, receiver)
    }
  })
  return { count, tokens: proxy }
}

const assertBounded = (text: string): void => {
  for (const pack of languagePacks.values()) {
    const { count, tokens } = counted(tokenize(Ascii.plainPunctuation(text)))
    const { length } = tokens
    for (let at = 0; at < length; at++) {
      // The middle of a repeated phrase is like its ends.
      if (at === 12 && length > 200) at = length - 12
      count.reads = 0
      const found = grammar({ tokens, pack }, at)
      if (found !== undefined) {
        assert.isAbove(found.end, at, text)
        assert.isAtMost(found.end, length, text)
        pack.verbalize(found.reading)
      }
      assert.isAtMost(count.reads, bound, text)
    }
  }
}

describe("Grammar", () => {
  it.prop("goes on after every token, having read a bounded number of them", [phrase], ([parts]) =>
    assertBounded(parts.join(""))
  )

  for (const joint of ["", " ", "-", "–", "/", ":", ","]) {
    it(`reads a bounded number of tokens of a repetition joined by "${joint}"`, () => {
      for (const piece of pieces) assertBounded(`${piece}${joint}`.repeat(600))
    })
  }

  it.prop("reads a bounded number of tokens of any text", [Schema.String], ([text]) =>
    assertBounded(text)
  )
})
