import type { Abbreviation } from "./LanguagePack.ts"
import type { Currency, DayHalf, Noun } from "./Reading.ts"
import { metric, metricSymbols } from "./UnitTable.ts"

const list = (words: string): ReadonlySet<string> => new Set(words.split(" "))
const noun = (one: string, many = one): Noun => ({ one, many })
const coin = (one: string, many: string, part: string): Currency => ({
  one,
  many,
  part: noun(part)
})

export const monthNames =
  "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(" ")
export const weekdayNames = "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split(" ")

const named = (names: ReadonlyArray<string>, length: number): ReadonlyMap<string, number> =>
  new Map(
    names.flatMap((name, index): ReadonlyArray<readonly [string, number]> => [
      [name.toLowerCase(), index + 1],
      [name.toLowerCase().slice(0, length), index + 1]
    ])
  )

export const months = named(monthNames, 3)
export const weekdays = named(weekdayNames, 2)

export const dayHalves: ReadonlyMap<string, DayHalf> = new Map()

export const scales: ReadonlyMap<string, string> = new Map([
  ["Tsd", "tausend"],
  ["Million", "Million"],
  ["Millionen", "Million"],
  ["Mio", "Million"],
  ["Milliarde", "Milliarde"],
  ["Milliarden", "Milliarde"],
  ["Mrd", "Milliarde"],
  ["Billion", "Billion"],
  ["Billionen", "Billion"]
])

export const yearCues = list(
  "in im am vom zum jahr jahre seit ab bis vor nach um von zwischen und der die das des anno sommer winter herbst frühling januar februar märz april mai juni juli august september oktober november dezember"
)

export const countCues = list(
  "etwa rund über fast knapp mindestens höchstens mehr alle diese nr seite"
)

/** German nouns have a capital; one after a round number is counted by it. */
export const isPlural = (word: string): boolean => /^\p{Lu}\p{Ll}+(?:en|er|e|n|s)$/u.test(word)

export const books = list(
  "Mose Josua Richter Samuel Könige Chronik Esra Nehemia Hiob Psalm Psalmen Sprüche Jesaja Jeremia Hesekiel Daniel Hosea Joel Amos Jona Micha Matthäus Markus Lukas Johannes Apostelgeschichte Römer " +
    "Korinther Galater Epheser Philipper Kolosser Thessalonicher Timotheus Hebräer Jakobus Petrus Judas Offenbarung Mt Mk Lk Joh Sure"
)

export const numberedNouns = list(
  "Weltkrieg Kapitel Teil Band Akt Szene Typ Phase Buch Artikel Abschnitt Stufe Klasse Abbildung Tabelle Apollo"
)

export const rulers = list(
  "Heinrich Ludwig Elisabeth Karl Friedrich Wilhelm Otto Georg Eduard Jakob Richard Paul Johannes Pius Leo Gregor Benedikt Clemens Alexander Nikolaus Peter Iwan Napoleon Philipp Ferdinand Franz Joseph Katharina Maria Ramses Ptolemäus Konrad Rudolf Maximilian Leopold August"
)

export const pronounced = list("AM AN DA DER DIE DAS ER ES IN IST JA NEIN SO UND WIR ZU NUR UFO")
export const spelled = list("ADAC IAEA OECD")

export const sentenceStarters = list(
  "Der Die Das Ein Eine Er Sie Es Wir Ich Ihr In Im Am An Auf Aber Und Oder So Dann Dies Diese Dieser Wenn Als Nach Vor Mit Ohne Von Zu Nicht Jetzt Hier Da Was Warum Wie Wer Wo Doch Denn Auch Nur Noch"
)

const bases: Readonly<Record<string, Noun>> = {
  m: noun("Meter"),
  g: noun("Gramm"),
  l: noun("Liter"),
  L: noun("Liter"),
  s: noun("Sekunde", "Sekunden"),
  W: noun("Watt"),
  Wh: noun("Wattstunde", "Wattstunden"),
  V: noun("Volt"),
  A: noun("Ampere"),
  Ah: noun("Amperestunde", "Amperestunden"),
  F: noun("Farad"),
  H: noun("Henry"),
  M: noun("molar"),
  Da: noun("Dalton"),
  J: noun("Joule"),
  Pa: noun("Pascal"),
  eV: noun("Elektronenvolt"),
  Hz: noun("Hertz"),
  B: noun("Byte"),
  bit: noun("Bit"),
  cal: noun("Kalorie", "Kalorien"),
  N: noun("Newton"),
  mol: noun("Mol"),
  t: noun("Tonne", "Tonnen"),
  bar: noun("Bar"),
  Ω: noun("Ohm")
}

const prefixes: Readonly<Record<string, string>> = {
  k: "Kilo",
  K: "Kilo",
  h: "Hekto",
  d: "Dezi",
  c: "Zenti",
  m: "Milli",
  µ: "Mikro",
  n: "Nano",
  p: "Piko",
  M: "Mega",
  G: "Giga",
  T: "Tera",
  P: "Peta",
  Ki: "Kibi",
  Mi: "Mebi",
  Gi: "Gibi",
  Ti: "Tebi"
}

export const units: ReadonlyMap<string, Noun> = new Map<string, Noun>([
  ...metric(
    metricSymbols.flatMap(([symbol, allowed]) => {
      const base = bases[symbol]
      return base === undefined ? [] : [{ symbol, noun: base, prefixes: allowed }]
    }),
    prefixes
  ),
  ["%", noun("Prozent")],
  ["‰", noun("Promille")],
  ["°", noun("Grad")],
  ["°C", noun("Grad Celsius")],
  ["ha", noun("Hektar")],
  ["h", noun("Stunde", "Stunden")],
  ["Std", noun("Stunde", "Stunden")],
  ["Min", noun("Minute", "Minuten")],
  ["min", noun("Minute", "Minuten")],
  ["Sek", noun("Sekunde", "Sekunden")],
  ["dB", noun("Dezibel")],
  ["PS", noun("P S")]
])

const euro = coin("Euro", "Euro", "Cent")
const dollar = coin("Dollar", "Dollar", "Cent")

export const currencies: ReadonlyMap<string, Currency> = new Map<string, Currency>([
  ["€", euro],
  ["EUR", euro],
  ["Euro", euro],
  ["$", dollar],
  ["Dollar", dollar],
  ["US$", coin("US-Dollar", "US-Dollar", "Cent")],
  ["¢", noun("Cent")],
  ["ct", noun("Cent")],
  ["Ct", noun("Cent")],
  ["USD", coin("US-Dollar", "US-Dollar", "Cent")],
  ["£", coin("Pfund", "Pfund", "Pence")],
  ["¥", noun("Yen")],
  ["CHF", coin("Franken", "Franken", "Rappen")],
  ["₹", coin("Rupie", "Rupien", "Paise")],
  ["₩", noun("Won")],
  ["₽", coin("Rubel", "Rubel", "Kopeken")],
  ["₿", noun("Bitcoin")],
  ["DM", coin("Mark", "Mark", "Pfennig")],
  ["₺", noun("Lira")],
  ["₴", noun("Hrywnja")],
  ["₪", noun("Schekel")]
])

const inFull: ReadonlyArray<readonly [string, string, Abbreviation["place"]]> = [
  ["z.B", "zum Beispiel", "title"],
  ["d.h", "das heißt", "title"],
  ["u.a", "unter anderem", "title"],
  ["bzw", "beziehungsweise", "title"],
  ["ca", "circa", "title"],
  ["vgl", "vergleiche", "title"],
  ["Dr", "Doktor", "title"],
  ["Prof", "Professor", "title"],
  ["St", "Sankt", "title"],
  ["Hr", "Herr", "title"],
  ["Hrn", "Herrn", "title"],
  ["Fr", "Frau", "title"],
  ["o.Ä", "oder Ähnliches", "anywhere"],
  ["i.d.R", "in der Regel", "title"],
  ["u.U", "unter Umständen", "title"],
  ["s.o", "siehe oben", "anywhere"],
  ["Tel", "Telefon", "beforeNumber"],
  ["Abs", "Absatz", "beforeNumber"],
  ["Art", "Artikel", "beforeNumber"],
  ["Kap", "Kapitel", "beforeNumber"],
  ["Bd", "Band", "beforeNumber"],
  ["Nr", "Nummer", "beforeNumber"],
  ["S", "Seite", "beforeNumber"],
  ["Abb", "Abbildung", "beforeNumber"],
  ["usw", "und so weiter", "anywhere"],
  ["Str", "Straße", "anywhere"],
  ["Jh", "Jahrhundert", "anywhere"],
  ["Jhd", "Jahrhundert", "anywhere"],
  ["v.Chr", "vor Christus", "anywhere"],
  ["n.Chr", "nach Christus", "anywhere"]
]

export const abbreviations: ReadonlyMap<string, Abbreviation> = new Map(
  inFull.map(([text, words, place]): readonly [string, Abbreviation] => [
    text,
    { words, place, needsStop: !text.includes(".") && place !== "anywhere" }
  ])
)

/** Abbreviations that are also written with spaces. */
export const shorthands: ReadonlyArray<readonly [string, string]> = [
  ["z. B.", "zum Beispiel"],
  ["d. h.", "das heißt"],
  ["u. a.", "unter anderem"],
  ["i. d. R.", "in der Regel"],
  ["u. U.", "unter Umständen"],
  ["o. Ä.", "oder Ähnliches"],
  ["v. Chr.", "vor Christus"],
  ["n. Chr.", "nach Christus"]
]
