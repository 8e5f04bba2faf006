import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { spokenText } from "@aethercast/agents/voice/SpokenText"

const table: ReadonlyArray<readonly [what: string, text: string, spoken: string]> = [
  [
    "abbreviations that are words, too, inside of a sentence only",
    "Open Sat. and Sun. only. The way was long. Rain fell on the Sun. Priests sang at Mass. Then they left.",
    "Open Saturday and Sunday only. The way was long. Rain fell on the Sun. Priests sang at Mass. Then they left."
  ],
  [
    "a minus that is typed as a dash",
    "It was –5 °C, from −10 to –2.",
    "It was minus five degrees Celsius, from minus ten to minus two."
  ],
  [
    "digits in groups",
    "It has 1 234,56 or 1_000_000 or 1'000'000 rows.",
    "It has one thousand two hundred thirty four point five six or one million or one million rows."
  ],
  ["numbers of India", "₹5 crore and 3 lakh people.", "Five crore rupees and three lakh people."],
  ["a currency in lower case", "It cost kr 200.", "It cost two hundred kroner."],
  ["prices with cents", "It is $3.50/lb.", "It is three dollars and fifty cents per pound."],
  [
    "ranges of days",
    "From May 3–7, 2021 and from 3-7 May 2021.",
    "From May third to seventh, twenty twenty one and from May third to May seventh, twenty twenty one."
  ],
  [
    "roots",
    "It is √9, and 3√2.",
    "It is the square root of nine, and three the square root of two."
  ],
  [
    "a difference after a square",
    "f(x) = 2x² − 3 holds.",
    "f(x) equals two x squared minus three holds."
  ],
  ["powers with a unit", "It is 10⁻⁹ m long.", "It is ten to the minus nine meters long."],
  ["races", "They ran 4x100 m.", "They ran four by one hundred meters."],
  [
    "feet and inches with their symbols",
    "He is 6 ft 2 in tall.",
    "He is six feet two inches tall."
  ],
  [
    "chemical formulas, ions and isotopes",
    "H2SO4, NaCl, Fe2O3, SO₄²⁻ and ¹⁴C.",
    "H two S O four, N A C L, F E two O three, S O four two minus and C fourteen."
  ],
  [
    "bases and fractions with small digits",
    "It is 101₂, log₁₀ 5 or 2³⁄₄ cups.",
    "It is one hundred one base two, log base ten five or two and three quarters cups."
  ],
  [
    "a telephone number with spaces",
    "Call +1 555 123 4567 now.",
    "Call plus one, five five five, one two three, four five six seven now."
  ],
  [
    "telephone numbers with a zero in brackets or in front",
    "Call +49 (0)30 123 456, +44 020 7946 0958 or 020 123 456 now.",
    "Call plus four nine, zero, three zero, one two three, four five six, plus four four, zero two zero, seven nine four six, zero nine five eight or zero two zero, one two three, four five six now."
  ],
  [
    "thousands with spaces and a comma",
    "It has 12 345 678,9 or 1 050,25 or 1 000 rows, 3 100 m races.",
    "It has twelve million three hundred forty five thousand six hundred seventy eight point nine or one thousand fifty point two five or one thousand rows, three one hundred meters races."
  ],
  ["a decimal below zero without its zero", "It is -.5 now.", "It is minus zero point five now."],
  ["products with a dot", "It is 1.5·10⁶ now.", "It is one point five times ten to the sixth now."],
  ["a variable over a number", "It is π/2 now.", "It is pi divided by two now."],
  [
    "minutes of arc and inches after a space",
    "At 45° 30′ north he was 5′ 10″ tall.",
    "At forty five degrees thirty minutes north he was five feet ten inches tall."
  ],
  [
    "a difference without spaces",
    "So 3-4=-1 holds.",
    "So three minus four equals minus one holds."
  ],
  ["fractions with an ending", "It is 3/4ths full.", "It is three quarters full."],
  ["money below zero after its sign", "It is €-5 million.", "It is minus five million euros."],
  [
    "pages in lower case",
    "See pp. iv–xii and scene ii.",
    "See pages four to twelve and scene two."
  ],
  ["degrees of a university", "A Ph.D. student.", "A P H D student."],
  ["a Greek letter without other letters", "π ≈ 3.14", "pi about three point one four"],
  ["a name that is no numeral", "Malcolm X spoke.", "Malcolm X spoke."],
  ["a raised number after a space", "It is known ³ to all.", "It is known to all."]
]

const units = new Map(
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    .split(" ")
    .map((word, value) => [word, value])
)
const tens = new Map(
  "twenty thirty forty fifty sixty seventy eighty ninety"
    .split(" ")
    .map((word, index) => [word, 10 * index + 20])
)
const scales = new Map([
  ["thousand", 1e3],
  ["million", 1e6],
  ["billion", 1e9],
  ["trillion", 1e12]
])

/** What a cardinal in words is worth, computed without the grammar: `minus two point five`. */
const valueOf = (words: string): number => {
  const [whole = "", decimals] = words.toLowerCase().replace("minus ", "").split(" point ")
  let [total, group] = [0, 0]
  for (const word of whole.split(" ")) {
    const scale = scales.get(word)
    if (scale !== undefined) [total, group] = [total + group * scale, 0]
    else if (word === "hundred") group *= 100
    else group += units.get(word) ?? tens.get(word) ?? assert.fail(`${word} in "${words}"`)
  }
  const digits =
    decimals
      ?.split(" ")
      .map((word) => units.get(word))
      .join("") ?? ""
  const value = Number(`${total + group}${digits === "" ? "" : `.${digits}`}`)
  return /^minus /i.test(words) ? -value : value
}

const said = (text: string): string => Option.getOrElse(spokenText(text), () => "")

/** What comes before a number, what comes after it, and the words that these are. */
const contexts: ReadonlyArray<readonly [before: string, after: string, words: RegExp]> = [
  ["It has about ", " stones.", /^It has about (.+) stones\.$/],
  ["It rose by ", "% then.", /^It rose by (.+) percent then\.$/],
  ["It fell by ", " kg.", /^It fell by (.+) kilograms?\.$/],
  ["It cost €", " million.", /^It cost (.+) million euros\.$/],
  ["It is ", " °C now.", /^It is (.+) degrees? Celsius now\.$/],
  ["(some ", " miles)", /^\(some (.+) miles\)$/],
  ["There were nearly ", "\u00a0km left", /^There were nearly (.+) kilometers? left$/]
]

const grouped = (whole: number, mark: string): string =>
  String(whole).replace(/\B(?=(?:\d{3})+$)/g, mark)

describe("Normalization", () => {
  for (const [what, text, spoken] of table) {
    it(`says ${what}`, () => {
      assert.deepStrictEqual(spokenText(text), Option.some(spoken))
    })
  }

  it.prop(
    "says every number with its own value",
    [
      Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 999_999_999_999 })),
      Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 12 })),
      Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 999 })),
      Schema.Literals(["", ",", "\u202f", "'"]),
      Schema.Boolean,
      Schema.Boolean
    ],
    ([large, digits, decimals, mark, isNegative, isDecimal]) => {
      const whole = large % 10 ** digits
      for (const [before, after, words] of contexts) {
        const written = `${isNegative ? "-" : ""}${grouped(whole, mark)}${isDecimal ? `.${decimals}` : ""}`
        const text = `${before}${written}${after}`
        const spoken = said(text)
        assert.notMatch(spoken, /\d/, text)
        const [, number] = words.exec(spoken) ?? assert.fail(`${text}: ${spoken}`)
        assert.strictEqual(
          valueOf(number ?? ""),
          Number(`${isNegative ? "-" : ""}${whole}${isDecimal ? `.${decimals}` : ""}`),
          `${text}: ${spoken}`
        )
      }
    }
  )
})
