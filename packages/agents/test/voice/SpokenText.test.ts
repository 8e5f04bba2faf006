import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { spokenText } from "@aethercast/agents/voice/SpokenText"

const speakable: ReadonlyArray<readonly [what: string, text: string, spoken: string]> = [
  [
    "amounts of money",
    "It cost $2m, or €3.5bn; £1.50, $0.99, US$3 trillion and $1.",
    "It cost 2 million dollars, or 3.5 billion euros; 1 pound and 50 pence, 99 cents, 3 trillion dollars and 1 dollar."
  ],
  [
    "money after its number and in ranges",
    "5€, 20 EUR, $5–10bn, then $1,000, please.",
    "5 euros, 20 euros, 5 to 10 billion dollars, then 1,000 dollars, please."
  ],
  [
    "measures",
    "3.5 cm, 1 km, 5km/h, 20°C, 5%, 3 m², 1 ft and 5 µm.",
    "3.5 centimeters, 1 kilometer, 5 kilometers per hour, 20 degrees Celsius, 5 percent, 3 square meters, 1 foot and 5 micrometers."
  ],
  [
    "what only looks like a measure",
    "5G, 4K, the 5 W's and a 10-year plan.",
    "5G, 4K, the 5 W's and a 10-year plan."
  ],
  [
    "large numbers",
    "1.5M users, 2 bn people and 1\u202f000\u202f000 euros.",
    "1.5 million users, 2 billion people and 1,000,000 euros."
  ],
  ["dates", "On 2026-11-22 and Jan. 5.", "On November 22, 2026 and January 5."],
  ["hours", "At 10 a.m. today. By 7:00 p.m. Then home.", "At 10 am today. By 7:00 pm. Then home."],
  [
    "ranges and comparisons",
    "2019–2021, 2-3 km, ~5, >90% and 1.5x, but 555-1234.",
    "2019 to 2021, 2 to 3 kilometers, about 5, more than 90 percent and 1.5 times, but 555-1234."
  ],
  ["fractions", "½ of 2½, 3/4, 24/7 and 9/11.", "1/2 of 2 and 1/2, 3/4, 24 7 and 9 11."],
  [
    "titles and abbreviations",
    "Dr. Lee of St. Andrews vs. Prof. J. K. Kim, e.g. No. 5 etc.",
    "Dr Lee of Saint Andrews versus Professor J K Kim, for example, number 5 et cetera."
  ],
  [
    "acronyms, and words that only shout",
    "AI, the US, CEOs, AT&T and NASA do NOT say OpenAI.",
    "A I, the U S, C E O's, A T and T and NASA do NOT say Open A I."
  ],
  ["a headline in capitals", "STORM HITS THE COAST", "storm hits the coast"],
  [
    "addresses",
    "See https://www.example.com/a?b=1, bbc.co.uk or mail a.b@example.org.",
    "See example dot com, bbc dot co dot U K or mail a.b at example dot org."
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
    '"Naive", Soren\'s cafe... section 5 times c'
  ],
  ["emoji", "Hello 👋🏽 world 🇩🇪 1️⃣ 👨‍👩‍👧!", "Hello world 1!"],
  ["Greek letters that stand alone", "α-decay, π≈3", "alpha decay, pi about 3"],
  ["other forms of Latin letters", "Ｗｉｄｅ 𝐁𝐨𝐥𝐝 ﬁne", "Wide Bold fine"],
  ["a few foreign words", "I love Tokyo (東京) in May.", "I love Tokyo in May."],
  ["a hash", `Key ${"0123456789abcdef".repeat(3)} is out`, "Key is out"],
  ["the name of the show", "Welcome to Aethercast.", "Welcome to Ethercast."]
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

  it("gives ASCII for any input", () => {
    const text = Array.from({ length: 0x3000 }, (_, code) => String.fromCodePoint(code)).join("a ")
    assert.match(Option.getOrThrow(spokenText(text)), /^[\x20-\x7e]+$/)
  })
})
