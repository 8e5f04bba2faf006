import * as Pronunciations from "@aethercast/agents/voice/normalization/Pronunciations"
import { spokenWords } from "@aethercast/agents/voice/SpokenText"
import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"

const cases: ReadonlyArray<readonly [what: string, text: string, spoken: string]> = [
  [
    "dates, times and money",
    "Am 3. Oktober 1990 um 14:30 Uhr kostete es 1.234,56 € oder 2,5 Mio. €.",
    "Am dritten Oktober neunzehnhundertneunzig um vierzehn Uhr dreißig kostete es eintausendzweihundertvierunddreißig Euro und sechsundfünfzig Cent oder zwei Komma fünf Millionen Euro."
  ],
  [
    "years",
    "Im Jahr 1848 und 1066, 2009 und 2026; die 1990er, 1980–1986.",
    "Im Jahr achtzehnhundertachtundvierzig und eintausendsechsundsechzig, zweitausendneun und zweitausendsechsundzwanzig; die neunzehnhundertneunziger, neunzehnhundertachtzig bis neunzehnhundertsechsundachtzig."
  ],
  [
    "powers, ranges and measures",
    "Es sind 10⁹ Sterne, 5–10 km/h, 3,5 %, 5 m² und 20 °C.",
    "Es sind zehn hoch neun Sterne, fünf bis zehn Kilometer pro Stunde, drei Komma fünf Prozent, fünf Quadratmeter und zwanzig Grad Celsius."
  ],
  [
    "ordinals, Roman numerals and abbreviations",
    "Ludwig XIV. war da. Im 19. Jahrhundert z. B. und Dr. Meier, Nr. 5 usw.",
    "Ludwig der vierzehnte war da. Im neunzehnten Jahrhundert zum Beispiel und Doktor Meier, Nummer fünf und so weiter."
  ],
  [
    "fractions, durations and signs",
    "1½ Stunden, 2:00:35, Mo–Fr um 9 Uhr; 5+3=8 für die CDU.",
    "Eineinhalb Stunden, zwei Stunden, fünfunddreißig Sekunden, Montag bis Freitag um neun Uhr; fünf plus drei gleich acht für die C D U."
  ],
  [
    "exponents with letters, and cents below zero",
    "Es sind x^-n und 2^(n+1) und -0,50 €.",
    "Es sind x hoch minus n und zwei hoch (n plus eins) und minus fünfzig Cent."
  ],
  [
    "times with a point, and telephone numbers with their prefix",
    "Um 7.30 Uhr unter 0171-1234567, für 100-1000 Leute.",
    "Um sieben Uhr dreißig unter null eins sieben eins, eins zwei drei vier fünf sechs sieben, für einhundert bis eintausend Leute."
  ],
  [
    "prices without cents, and currencies with a hyphen",
    "Es kostet 5,- €, 1.000,– Euro, US-$ 5 oder $1.5 Mio. im Jahr.",
    "Es kostet fünf Euro, eintausend Euro, fünf US-Dollar oder eins Komma fünf Millionen Dollar im Jahr."
  ],
  [
    "ranges of thousands",
    "Es sind 1.000-2.000 Menschen mit 1.000-5.000 €.",
    "Es sind eintausend bis zweitausend Menschen mit eintausend bis fünftausend Euro."
  ],
  [
    "days without a year, and ranges of them",
    "Am 3.10. war es, vom 3.10. bis 5.11. und 3.–5. Mai 2020 in Version 3.10. Dann nicht.",
    "Am dritten Oktober war es, vom dritten Oktober bis fünften November und dritten bis fünften Mai zweitausendzwanzig in Version drei Punkt zehn. Dann nicht."
  ],
  [
    "years with a slash and in a list",
    "Im Jahr 1999/2000, 1900, 1800 und 1700.",
    "Im Jahr neunzehnhundertneunundneunzig zweitausend, neunzehnhundert, achtzehnhundert und siebzehnhundert."
  ],
  [
    "abbreviations of law, of people and of time",
    "Hr. Meier und Fr. Otto, Abs. 2, Art. 5, i. d. R. 1 Std., 5 Min. und 3 Sek. lang.",
    "Herr Meier und Frau Otto, Absatz zwei, Artikel fünf, in der Regel eine Stunde, fünf Minuten und drei Sekunden lang."
  ],
  [
    "decimals with a point before a unit",
    "Es sind 1.80 m, 3.5 % und 1.500 m um 14:00 UTC-3.",
    "Es sind eins Komma acht null Meter, drei Komma fünf Prozent und eintausendfünfhundert Meter um vierzehn Uhr U T C minus drei."
  ],
  ["an ordinal of zero", "Im 0. Stock war es.", "Im nullten Stock war es."],
  [
    "comparisons and verses",
    "Wenn x < 5 und y > 3, siehe Markus 4:3-5.",
    "Wenn x kleiner als fünf und y größer als drei, siehe Markus vier drei bis fünf."
  ]
]

describe("German", () => {
  for (const [what, text, spoken] of cases) {
    it(`says ${what}`, () => {
      assert.deepStrictEqual(spokenWords(text, "de", Pronunciations.make([])), Option.some(spoken))
    })
  }
})
