import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { spokenText } from "@aethercast/agents/voice/SpokenText"
import { valueOf } from "./SpokenValue.ts"

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
  [
    "months of a year, but years that may be months as they are",
    "Due 2020-12, 2021-03–2021-06, 1999-00 or 1905–07, not 2009-10.",
    "Due December twenty twenty, March twenty twenty one to June twenty twenty one, nineteen ninety nine to two thousand or nineteen oh five to oh seven, not two thousand nine to ten."
  ],
  [
    "exponents of several parts",
    "So 2^(n+1), e^{-x^2}, 2^-0.5 and 2^3^2 hold.",
    "So two to the power of (n plus one), e to the power of minus x squared, two to the power of minus zero point five and two to the power of three squared hold."
  ],
  [
    "numbers in a base of programmers",
    "It is 0xFF, 0x1f or 0b101, not 4x4.",
    "It is zero x F F, zero x one F or zero b one zero one, not four by four."
  ],
  [
    "minutes and seconds with primes, but not inches",
    `It took 1'30" or 2′05″ at 45°30'15.5" north, and 5'11" fit.`,
    "It took one minute, thirty seconds or two minutes, five seconds at forty five degrees thirty minutes fifteen point five seconds north, and five feet eleven inches fit."
  ],
  [
    "quotients of an equation, but not dates",
    "So 12/4 = 3 and x = 9/4, but 24/7 since 9/11.",
    "So twelve divided by four equals three and x equals nine divided by four, but twenty four seven since nine eleven."
  ],
  [
    "exponents that have lost their format",
    "It is 1.6 x 10-19 m, not 3 x 10-15 squats.",
    "It is one point six times ten to the minus nineteen meters, not three by ten to fifteen squats."
  ],
  [
    "a day with a slash, but a part of something as a fraction",
    "It was on 12/25, and 12/25 of it and 3/4 cup.",
    "It was on twelve twenty five, and twelve twenty fifths of it and three quarters cup."
  ],
  [
    "hours and minutes in one word, and no acres in a standard",
    "It took 1h23m over 802.11ac on 5 ac.",
    "It took one hour twenty three minutes over eight hundred two point one one ac on five acres."
  ],
  [
    "round numbers with a hyphen as a range",
    "It has 100-1000 or 500–2000 rows; call 555-1234.",
    "It has one hundred to one thousand or five hundred to two thousand rows; call five five five, one two three four."
  ],
  [
    "a minus after an exponent, after a sign, and with its own character",
    "So 2^n - 1, x = - 1, 5 − 3 and a − b, but 5 - 7 km.",
    "So two to the n minus one, x equals minus one, five minus three and a minus b, but five to seven kilometers."
  ],
  [
    "thousands with a space after a currency or before decimals",
    "It cost $1 234.50, €1 234,50 or £1 234 for 1 234.5 kg.",
    "It cost one thousand two hundred thirty four dollars and fifty cents, one thousand two hundred thirty four euros and fifty cents or one thousand two hundred thirty four pounds for one thousand two hundred thirty four point five kilograms."
  ],
  [
    "a fraction of a million in money",
    "It cost $½ million or $1½m.",
    "It cost one half million dollars or one and a half million dollars."
  ],
  [
    "the number of a card",
    "The card 4111 1111 1111 1234 is void.",
    "The card four one one one, one one one one, one one one one, one two three four is void."
  ],
  [
    "dollars with three decimals, but thousands of euros and reais",
    "At $3.459 per gallon, not €3.459 or R$3.459 or $1,234.",
    "At three point four five nine dollars per gallon, not three thousand four hundred fifty nine euros or three thousand four hundred fifty nine reais or one thousand two hundred thirty four dollars."
  ],
  [
    "a range of money whose scale looks like a unit",
    "It cost £5–6m, €5-6m or $5m-6m and ran 5–6 m.",
    "It cost five to six million pounds, five to six million euros or five to six million dollars and ran five to six meters."
  ],
  [
    "a comparison that looks like a tag",
    "If x<y then y>x, and a <b and c> d.",
    "If x less than y then y more than x, and a less than b and c more than d."
  ],
  [
    "signs that are typed with several characters",
    "So x -> y, x!=y, x == 5 and a +/- 5.",
    "So x to y, x is not y, x equals five and a plus or minus five."
  ],
  [
    "two years with a slash, and a season with a hyphen",
    "In 1999/2000, 2007/8 and 2007-08, but 1/2 of it.",
    "In nineteen ninety nine two thousand, two thousand seven eight and two thousand seven to oh eight, but one half of it."
  ],
  [
    "years in a list",
    "In 1905, 1900, 1800 and 1700 (b. 1900).",
    "In nineteen oh five, nineteen hundred, eighteen hundred and seventeen hundred (born nineteen hundred)."
  ],
  [
    "quotients of a formula, but not alternatives",
    "So k = √(m/g), a/b = c, (a+b) / 2, 4r³/3, x^1/2 and x^½, but and/or, km/h and v in m/s.",
    "So k equals the square root of (m divided by g), a divided by b equals c, (a plus b) divided by two, four r cubed divided by three, x to the first divided by two and x to the power of one half, but and or, kilometers per hour and v in meters per second."
  ],
  [
    "differences after an exponent or of a variable",
    "So n²-1, 2^n-1, x²-y² and y = 2-3x hold, from 10³–10⁵ up.",
    "So n squared minus one, two to the n minus one, x squared minus y squared and y equals two minus three x hold, from ten cubed to ten to the fifth up."
  ],
  [
    "a range of factors",
    "It is 2-3x faster, or 5x–10x.",
    "It is two to three times faster, or five times to ten times."
  ],
  [
    "raised letters",
    "It is 2ⁿ or xⁿ on the 4ᵗʰ.",
    "It is two to the n or x to the n on the fourth."
  ],
  [
    "signs that look like a degree",
    "It is 25ºC, 25 ⁰C or 25º at n°5, N° 6 and 10⁰.",
    "It is twenty five degrees Celsius, twenty five degrees Celsius or twenty five degrees at number five, number six and ten to the zeroth."
  ],
  [
    "the letter of a house, and streets with a number",
    "At 221B Baker St. and W. 42nd St. a 7B model has 5B users.",
    "At two hundred twenty one B Baker street and W forty second street a seven billion model has five billion users."
  ],
  [
    "chapters and verses, but not times",
    "See Gen. 2:4, Mark 4:3 and John 3:16-18 at 4:30.",
    "See Gen two four, Mark four three and John three sixteen to eighteen at four thirty."
  ],
  [
    "products of units, and units of electricity",
    "It is 9.8 m·s⁻², 5 kW·h, 5 lb/in², 100 mAh and 10 µF.",
    "It is nine point eight meters per second squared, five kilowatt hours, five pounds per square inch, one hundred milliampere hours and ten microfarads."
  ],
  [
    "the variant of an aircraft, and a time with an h",
    "A Boeing 747-8 left at 14h30, and a half-1 cup or 1/2-1 cup.",
    "A Boeing seven hundred forty seven-eight left at fourteen thirty, and a half-one cup or one half to one cup."
  ],
  [
    "offsets of time zones",
    "The train leaves at 14:00 UTC+2, GMT-5, UTC−05:00 or UTC+5:30.",
    "The train leaves at fourteen hundred U T C plus two, G M T minus five, U T C minus five or U T C plus five thirty."
  ],
  [
    "the height of a person, but an area",
    "He is 6ft2 or 5ft11 on 500ft2.",
    "He is six feet two inches or five feet eleven inches on five hundred square feet."
  ],
  [
    "decimals with a comma before a unit or with a currency",
    "It is 1,5 km, 3,5 %, 1,5 €, $1,50 or €1,5 Mrd, or items 1,5 and 2.",
    "It is one point five kilometers, three point five percent, one point five euros, one dollar and fifty cents or one point five billion euros, or items one, five and two."
  ],
  [
    "exponents in brackets, isotopes and prices of a month",
    "So e^(2x) or 4^(0.5) of ¹⁴C at $1.99/mo.",
    "So e to the power of (two x) or four to the power of (zero point five) of C fourteen at one dollar and ninety nine cents per month."
  ],
  [
    "the letter of a model, and units of laboratories",
    "An i9-13900K made 5 mM and 3 µM of 100 kDa at 40° 26.767' for 3 pts, and 5-10k more.",
    "An i nine-thirteen thousand nine hundred K made five millimolar and three micromolar of one hundred kilodaltons at forty degrees twenty six point seven six seven minutes for three points, and five to ten thousand more."
  ],
  ["a half below zero", "It is −½ or (-1/2).", "It is minus one half or (minus one half)."],
  [
    "a time with a point",
    "At 7.30 pm, not 7.30.",
    "At seven thirty P M, not seven point three zero."
  ],
  ["a decimal after a sign", "With p=.001 here.", "With p equals zero point zero zero one here."],
  [
    "currencies before a minus, but not before a hyphen",
    "USD -5, -5 USD and the USD-5 fund.",
    "Minus five dollars, minus five dollars and the U S D five fund."
  ],
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
