import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { flitePronunciations } from "@aethercast/agents/voice/FlitePronunciation"
import { spokenText } from "@aethercast/agents/voice/SpokenText"

const speakable: ReadonlyArray<readonly [what: string, text: string, spoken: string]> = [
  [
    "amounts of money",
    "It cost $2m, or €3.5bn; £1.50, $0.99, US$3 trillion and $1.",
    "It cost two million dollars, or three point five billion euros; one pound and fifty pence, ninety nine cents, three trillion dollars and one dollar."
  ],
  [
    "money after its number and in ranges",
    "5€, 20 EUR, $5–10bn, then $1,000, please.",
    "Five euros, twenty euros, five to ten billion dollars, then one thousand dollars, please."
  ],
  [
    "prices",
    "It is 5 €/kg, −$5, $1.2 trillion–$1.5 trillion or ₮5.",
    "It is five euros per kilogram, minus five dollars, one point two to one point five trillion dollars or five tugriks."
  ],
  [
    "measures",
    "3.5 cm, 1 km, 5km/h, 20°C, 5%, 3 m², 1 ft and 5 µm.",
    "Three point five centimeters, one kilometer, five kilometers per hour, twenty degrees Celsius, five percent, three square meters, one foot and five micrometers."
  ],
  [
    "measures before a noun, and those that are divided",
    "A 5-km run, a 5 km walk, 9.81 m/s², 300 kWh/day in km/h.",
    "A five kilometer run, a five kilometer walk, nine point eight one meters per second squared, three hundred kilowatt hours per day in kilometers per hour."
  ],
  [
    "customary measures",
    `He is 5'10" and swam 6 in. deep for 10 min. or 2 hrs.`,
    "He is five feet ten inches and swam six inches deep for ten minutes or two hours."
  ],
  [
    "what only looks like a measure",
    "5G, 4K, the 5 W's and a 10-year plan.",
    "Five G, four K, the five W's and a ten-year plan."
  ],
  [
    "large numbers",
    "1.5M users, 2 bn people, 1\u202f000\u202f000 euros, 1 000 000 and 10 000.",
    "One point five million users, two billion people, one million euros, one million and ten thousand."
  ],
  [
    "numbers that are no quantities",
    "Agent 007 has v2.1.3 and 192.168.1.1.",
    "Agent zero zero seven has v two point one point three and one hundred ninety two point one hundred sixty eight point one point one."
  ],
  [
    "telephone numbers",
    "Call +1 (555) 123-4567, 1-800-555-0199 or 555-1234.",
    "Call plus one, five five five, one two three, four five six seven, one, eight zero zero, five five five, zero one nine nine or five five five, one two three four."
  ],
  [
    "dates",
    "On 2026-11-22 and Jan. 5, 12 March 1845, May 5, 1912 and 22/11/2026, the 4th.",
    "On November twenty second, twenty twenty six and January fifth, March twelfth, eighteen forty five, May fifth, nineteen twelve and November twenty second, twenty twenty six, the fourth."
  ],
  [
    "hours",
    "At 10 a.m. today. By 7:00 p.m. Then home at 14:30, 9:05 or 12:00.",
    "At ten A M today. By seven P M. Then home at fourteen thirty, nine oh five or twelve o'clock."
  ],
  [
    "durations",
    "A mile in 3:43.13.",
    "A mile in three minutes, forty three point one three seconds."
  ],
  [
    "ranges and comparisons",
    "2019–2021, 2-3 km, ~5, >90% and 1.5x, but p < 0.05 and 20 - 25 m.",
    "Twenty nineteen to twenty twenty one, two to three kilometers, about five, more than ninety percent and one point five times, but p less than zero point zero five and twenty to twenty five meters."
  ],
  [
    "years, and numbers that are none",
    "The 2008 crisis, a 1998 study, 1914–18, c. 1850, 2008/09, '68, 1500 people and about 1200 homes.",
    "The two thousand eight crisis, a nineteen ninety eight study, nineteen fourteen to eighteen, around eighteen fifty, two thousand eight oh nine, sixty eight, one thousand five hundred people and about one thousand two hundred homes."
  ],
  [
    "decades",
    "The '90s, the 1960s–70s and the 1990's in his 20s.",
    "The nineties, the nineteen sixties to seventies and the nineteen nineties in his twenties."
  ],
  [
    "fractions",
    "½ of 2½, 3/4, 1/100, 24/7 and 9/11.",
    "One half of two and a half, three quarters, one one hundredth, twenty four seven and nine eleven."
  ],
  [
    "money before a noun",
    "A $20 bill, a $5-a-day wage and a $5 million deal.",
    "A twenty dollar bill, a five dollar-a-day wage and a five million dollar deal."
  ],
  [
    "numbers that name something",
    "Call 911, room 101, flight 370, zip 90210 or (020) 7946 0958; a Boeing 747-400; .5 of it.",
    "Call nine one one, room one oh one, flight three seventy, zip nine zero two one zero or zero two zero, seven nine four six, zero nine five eight; a Boeing seven hundred forty seven-four hundred; zero point five of it."
  ],
  [
    "ranges of other things",
    "10⁶–10⁷ cells, Jan-Mar, noon–5pm, 5 to 10 °C, 1:50,000, 4:05.7 and 2h 30m.",
    "Ten to the sixth to ten to the seventh cells, January to March, noon to five P M, five to ten degrees Celsius, one to fifty thousand, four minutes, five point seven seconds and two hours thirty minutes."
  ],
  [
    "inverse units, angles and further signs",
    "5 m s⁻¹, 3x10⁸ m/s in cm² at 51°30' or 40° N; C#, B-, 10**6 and 120 mmHg.",
    "Five meters per second, three times ten to the eighth meters per second in square centimeters at fifty one degrees thirty minutes or forty degrees north; C sharp, B minus, ten to the sixth and one hundred twenty millimeters of mercury."
  ],
  ["scores", "They won 3-1 and lost 2–0.", "They won three to one and lost two to zero."],
  [
    "formulas",
    "E = mc², x² + y² = 10^-6, 5 - 3 = 2, 3 × 4 m and 1e-5.",
    "E equals m c squared, x squared plus y squared equals ten to the minus six, five minus three equals two, three by four meters and one times ten to the minus five."
  ],
  [
    "chemical formulas and models",
    "Water is H₂O, not CO2 or a Ca²⁺ ion in an A320 of COVID-19.",
    "Water is H two O, not C O two or a Ca two plus ion in an A three twenty of COVID nineteen."
  ],
  ["what is raised after a word as a reference", "It is known³ to all.", "It is known to all."],
  [
    "Roman numerals",
    "World War II, Henry VIII, Louis XIV, Chapter IV, the XIX century and Elizabeth II; I did it.",
    "World War two, Henry the eighth, Louis the fourteenth, Chapter four, the nineteenth century and Elizabeth the second; I did it."
  ],
  [
    "ordinals",
    "The 21st century and the 1,000th.",
    "The twenty first century and the one thousandth."
  ],
  [
    "titles and abbreviations",
    "Dr. Lee of St. Andrews vs. Prof. J. K. Kim of Wall St. fell, e.g. No. 5 etc.",
    "Doctor Lee of saint Andrews versus professor J K Kim of Wall street fell, for example, number five et cetera."
  ],
  [
    "abbreviations at the end of a sentence",
    "It is Acme Inc. The firm left the U.S. Then Acme Corp. of Ohio came.",
    "It is Acme incorporated. The firm left the U S. Then Acme corporation of Ohio came."
  ],
  [
    "acronyms, and words that only shout",
    "AI, the US, CEOs, AT&T and NASA do NOT say OpenAI.",
    "A I, the U S, C E O's, A T and T and NASA do NOT say Open A I."
  ],
  ["a headline in capitals", "STORM HITS THE COAST", "storm hits the coast"],
  ["dashes", "It came—late – but 3 - and no more.", "It came, late, but three, and no more."],
  [
    "addresses",
    "See https://www.example.com/a?b=1, bbc.co.uk or mail a.b@example.org.",
    "See example dot com, bbc dot co dot U K or mail a b at example dot org."
  ],
  [
    "Markdown",
    "# Tides\n\n**Bold**, _it_, `code` and [a link](https://x.org/y).[12]\n\n- one\n- two",
    "Tides. Bold, it, code and a link. one. two"
  ],
  [
    "HTML",
    "<p>Salt &amp; <b>mud</b>, it&#8217;s</p><script>alert(1)</script>",
    "Salt and mud, it's"
  ],
  [
    "typographic signs",
    "“Naïve” — Søren’s café… §5 × c",
    '"Naive", Soren\'s cafe... Section five times c'
  ],
  ["emoji", "Hello 👋🏽 world 🇩🇪 1️⃣ 👨‍👩‍👧!", "Hello world one!"],
  ["Greek letters that stand alone", "α-decay, π≈3", "alpha decay, pi about three"],
  ["other forms of Latin letters", "Ｗｉｄｅ 𝐁𝐨𝐥𝐝 ﬁne", "Wide Bold fine"],
  ["a few foreign words", "I love Tokyo (東京) in May.", "I love Tokyo in May."],
  ["a hash", `Key ${"0123456789abcdef".repeat(3)} is out`, "Key is out"],
  ["the name of the show", "Welcome to Aethercast.", "Welcome to Ether cast."]
]

const unspeakable: ReadonlyArray<readonly [what: string, text: string]> = [
  ["Japanese", "日本語のテキスト"],
  ["Japanese with a Latin word", "日本語 AI のテキスト"],
  ["Russian", "Привет мир"],
  ["emoji", "🎉🎉 👨‍👩‍👧"],
  ["punctuation", "... ?! —"],
  ["nothing but markup", "<br/>**__**"]
]

describe("SpokenText", () => {
  for (const [what, text, spoken] of speakable) {
    it(`normalizes ${what}`, () => {
      assert.deepStrictEqual(spokenText(text), Option.some(spoken))
    })
  }

  for (const [what, text] of unspeakable) {
    it(`refuses ${what}`, () => {
      assert.deepStrictEqual(spokenText(text), Option.none())
    })
  }

  it("says a name as its pronunciation", () => {
    assert.deepStrictEqual(
      spokenText(
        "Siobhan met Aethercast at St Ives.",
        flitePronunciations([
          ["Siobhan", "Shivawn"],
          ["St Ives", "Saint Ives"],
          ["Aethercast", "Air cast"]
        ])
      ),
      Option.some("Shivawn met Air cast at Saint Ives.")
    )
  })

  it("gives ASCII for any input", () => {
    const text = Array.from({ length: 0x3000 }, (_, code) => String.fromCodePoint(code)).join("a ")
    assert.match(Option.getOrThrow(spokenText(text)), /^[\x20-\x7e]+$/)
  })

  it("takes linear time for any input", () => {
    const hostile = [
      "1-",
      "(",
      "a.",
      "1.",
      "<script>",
      "[",
      "__a ",
      "<!--",
      "a-",
      "$1",
      "²",
      "x@",
      "1 000 ",
      "'",
      "A.",
      "I",
      "&",
      "/"
    ]
    for (const text of hostile) spokenText(text.repeat(100_000 / text.length))
  })
})
