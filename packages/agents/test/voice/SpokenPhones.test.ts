import { spokenPieces } from "@aethercast/agents/voice/SpokenPieces"
import { spokenText } from "@aethercast/agents/voice/SpokenText"
import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { phones, words } from "./FlitePhones.ts"

const spoken = (text: string) => Option.getOrThrow(spokenText(text))

/** A text, and the words that flite prints for it. */
const heard: ReadonlyArray<readonly [text: string, words: string]> = [
  // Superscripts
  ["We saw 10⁹ stars and 2³ moons.", "we saw ten to the ninth stars and two cubed moons"],
  ["6.02×10²³ of them.", "six point zero two times ten to the twenty third of them"],
  ["It is 10² or 5³ units.", "it is ten squared or five cubed units"],
  ["2.5x10^6 cells.", "two point five times ten to the sixth cells"],
  // Years
  [
    "In 1066 and 1492 and 1603 it burned.",
    "in ten sixty six and fourteen ninety two and sixteen oh three it burned"
  ],
  ["In the 1770s it began.", "in the seventeen seventies it began"],
  ["In 1832 it rained.", "in eighteen thirty two it rained"],
  ["From 1980-1986.", "from nineteen eighty to nineteen eighty six"],
  ["In 1900 and the mid-1800s.", "in nineteen hundred and the mid eighteen hundreds"],
  // Ranges
  ["Open 9am–5pm, Mon–Fri.", "open nine a m to five p m monday to friday"],
  ["Open 5pm-7pm.", "open five to seven p m"],
  ["Add 2-1/2 cups.", "add two and a half cups"],
  ["It takes 20~30 seconds.", "it takes twenty to thirty seconds"],
  ["It costs $1M-$2M.", "it costs one to two million dollars"],
  ["The record is 2:00:35.", "the record is two hours thirty five seconds"],
  ["The ratio was 3:1.", "the ratio was three to one"],
  // Currencies
  [
    "It costs ₩1,000, ₽100, ₿2 or 10¢.",
    "it costs one thousand won one hundred rubles two bitcoins or ten cents"
  ],
  ["It costs CA$5 or R$10.", "it costs five canadian dollars or ten reais"],
  [
    "It is €1.000,50 or 1.234,56 €.",
    "it is one thousand euros and fifty cents or one thousand two hundred thirty four euros and fifty six cents"
  ],
  ["Rs. 500 and 50p.", "five hundred rupees and fifty pence"],
  // Algebra
  ["Guests came from 50+ countries.", "guests came from fifty plus countries"],
  ["I know C++ and Disney+.", "i know c plus plus and disney plus"],
  ["Two + two = four.", "two plus two equals four"],
  ["f = 2x + 1", "f equals two x plus one"],
  ["5 < x < 10", "five less than x less than ten"],
  // Abbreviations
  ["Martin King Sr. came.", "martin king senior came"],
  ["12 Sunset Blvd. near Elm Rd.", "twelve sunset boulevard near elm road"],
  ["2 tbsp. and 1 tsp. of oil.", "two tablespoons and one teaspoon of oil"],
  ["1,200 sq. ft. of it.", "one thousand two hundred square feet of it"],
  ["Insp. Fox and Cpl. Al came.", "inspector fox and corporal al came"],
  ["The Dept. of Energy; Mon., Tues.", "the department of energy monday tuesday"],
  [
    "It has 100 kcal, 25 Mbit/s, 8 GiB.",
    "it has one hundred kilocalories twenty five megabits per second eight gibibytes"
  ],
  // Names that flite would spell
  ["Rwanda, Gdansk and Mbappé", "ruwanda gudansk and embappe"]
]

describe("The words of flite", () => {
  for (const [text, expected] of heard) {
    it(`are right for ${text}`, () => {
      assert.strictEqual(words(spoken(text)), expected)
    })
  }

  it("follow no pause after the full stop of an abbreviation", () => {
    const text = "Insp. Fox and Cpl. Al of the Dept. of Energy met Dr. Lee at 5 p.m. today."
    assert.strictEqual(
      spokenPieces(spoken(text)).filter(({ gapMillis }) => gapMillis > 0).length,
      1
    )
  })
})

describe("The phones of flite", () => {
  it("are those of the letters, also for A", () => {
    assert.strictEqual(phones(spoken("AI")), "ey ay")
    assert.strictEqual(phones(spoken("9am")), "n ay n ey eh m")
  })

  it("are those of the show's name", () => {
    assert.strictEqual(phones(spoken("Aethercast")), "iy th er k ae s t")
  })

  it("are those of names as people say them", () => {
    assert.strictEqual(phones(spoken("Rwanda")), "r uw w aa n d ax")
    assert.strictEqual(phones(spoken("MeyGen")), "m ey jh eh n")
  })

  it("are those of a year", () => {
    assert.strictEqual(phones(spoken("In 1832")), phones("in eighteen thirty two"))
  })
})
