import {
  amount,
  counting,
  digitByDigit,
  integer,
  isOne,
  number,
  ordinal,
  year
} from "./GermanNumbers.ts"
import * as Words from "./GermanWords.ts"
import type { LanguagePack } from "./LanguagePack.ts"
import * as Pronunciations from "./Pronunciations.ts"
import type { Amount, Currency, Noun, Reading, SignName } from "./Reading.ts"

const verbalize = (reading: Reading): string => {
  switch (reading._tag) {
    case "Word":
    case "Mark":
      return reading.text
    case "Letters":
      return `${Array.from(reading.letters).join(" ")}${reading.isPlural ? "s" : ""}`
    case "Cardinal":
      return reading.scale === undefined ? number(reading.number) : amount(reading)
    case "Fraction":
      return amount(reading)
    case "Ordinal":
      return `${reading.isRegnal ? "der " : ""}${reading.isRegnal ? ordinal(reading.digits).replace(/n$/, "") : ordinal(reading.digits)}`
    case "Digits":
      return reading.groups.map(digitByDigit).join(", ").replace("+,", "plus")
    case "Series":
      return reading.numbers.map(integer).join(separators[reading.separator])
    case "Model":
      return integer(reading.digits)
    case "Power":
      return power(reading)
    case "Year":
      return year(reading.year)
    case "Decade":
      return `${year(reading.year)}er`
    case "Money":
      return money(reading.amount, reading.currency)
    case "Measure":
      return counted(reading.amount, reading.unit)
    case "Clock":
      return clock(reading)
    case "Duration":
      return duration(reading)
    case "Date":
      return date(reading)
    case "Weekday":
      return Words.weekdayNames[reading.day - 1] ?? ""
    case "Ratio":
      return reading.parts.map(number).join(" zu ")
    case "Sign":
      return signs[reading.name]
    case "Range":
      return `${verbalize(reading.from)} bis ${verbalize(reading.to)}`
    case "Sequence":
      return reading.readings.map(verbalize).join(" ")
  }
}

export const german: LanguagePack = {
  language: "de",
  decimalMark: ",",
  abbreviations: Words.abbreviations,
  ambiguousAbbreviations: new Set(),
  units: Words.units,
  powers: new Map(),
  raisedUnit: ({ many, one }, exponent) => {
    const prefix = exponent === 2 ? "Quadrat" : "Kubik"
    return { one: prefix + one.toLowerCase(), many: prefix + many.toLowerCase() }
  },
  per: (unit, divisor) => ({
    one: `${unit.one} pro ${divisor.one}`,
    many: `${unit.many} pro ${divisor.one}`
  }),
  currencies: Words.currencies,
  scales: Words.scales,
  moneyScales: new Map(),
  months: Words.months,
  weekdays: Words.weekdays,
  dayHalves: Words.dayHalves,
  clockWords: new Set(["Uhr"]),
  ordinalSuffixes: new Set(["."]),
  decadeSuffix: "er",
  yearCues: Words.yearCues,
  streets: new Set(),
  books: Words.books,
  eras: new Set(["v", "n"]),
  digitCues: new Set(["Telefon", "Notruf"]),
  modelCues: new Set(["Zimmer", "Flug"]),
  countCues: Words.countCues,
  isPlural: Words.isPlural,
  numberedNouns: Words.numberedNouns,
  pagedNouns: new Set(["seite", "seiten", "kapitel", "teil"]),
  rulers: Words.rulers,
  ordinalNouns: new Set(["Jahrhundert", "Jahrhunderts", "Weltkrieg", "Olympiade"]),
  pronounced: Words.pronounced,
  spelled: Words.spelled,
  sentenceStarters: Words.sentenceStarters,
  shorthands: Pronunciations.make(Words.shorthands),
  verbalize
}

type Of<Tag extends Reading["_tag"]> = Extract<Reading, { readonly _tag: Tag }>

const counted = (value: Amount, { many, one }: Noun): string => {
  if (!isOne(value)) return `${amount(value)} ${many}`
  // Of the nouns that are counted, those in -e are feminine.
  return `${one.endsWith("e") ? "eine" : "ein"} ${one}`
}

const money = (value: Amount, currency: Currency): string => {
  const { part } = currency
  if (value._tag === "Fraction" || part === undefined || value.number.decimals.length !== 2) {
    return counted(value, currency)
  }
  const whole: Amount = { _tag: "Cardinal", number: { ...value.number, decimals: "" } }
  const cents = value.number.decimals
  const parts = `${counting(cents)} ${part.many}`
  if (value.scale !== undefined) return counted(value, currency)
  if (cents === "00") return counted(whole, currency)
  const small = value.number.isNegative ? `minus ${parts}` : parts
  return value.number.integer === "0" ? small : `${counted(whole, currency)} und ${parts}`
}

const power = ({ base, exponent }: Of<"Power">): string => {
  const what = typeof base === "string" ? base : number(base)
  if (exponent === "2") return `${what} zum Quadrat`
  const [, before, value = "", charge] = /^(-?)(.*?)([+-]?)$/.exec(exponent) ?? []
  const words = /^\d+$/.test(value) ? integer(value) : value
  if (charge) return `${what} ${words} ${charge === "+" ? "plus" : "minus"}`
  return `${what} hoch ${before && "minus "}${words}`
}

const clock = ({ hour, minute }: Of<"Clock">): string => {
  if (minute === "") return integer(hour)
  return `${counting(hour)} Uhr${minute === "00" ? "" : ` ${integer(minute)}`}`
}

const count = (digits: string, one: string): ReadonlyArray<string> =>
  Number(digits) === 0 ? [] : [Number(digits) === 1 ? `eine ${one}` : `${integer(digits)} ${one}n`]

const duration = ({ hours, minutes, seconds }: Of<"Duration">): string => {
  const last =
    seconds.integer === "0" && seconds.decimals === "" ? [] : [`${number(seconds)} Sekunden`]
  return [...count(hours ?? "0", "Stunde"), ...count(minutes, "Minute"), ...last].join(", ")
}

const date = ({ day, month, year: written }: Of<"Date">): string => {
  const name = Words.monthNames[month - 1] ?? ""
  const start = day === undefined ? name : `${ordinal(day)} ${name}`
  return written === undefined ? start : `${start} ${year(written)}`
}

const separators = { point: " Punkt ", comma: ", ", none: " " }

const signs: Readonly<Record<SignName, string>> = {
  plus: "plus",
  minus: "minus",
  times: "mal",
  toThePower: "hoch",
  by: "mal",
  dividedBy: "geteilt durch",
  equals: "gleich",
  notEqual: "ungleich",
  less: "kleiner als",
  greater: "größer als",
  atMost: "höchstens",
  atLeast: "mindestens",
  about: "etwa",
  plusMinus: "plus minus",
  number: "Nummer",
  percent: "Prozent",
  and: "und",
  at: "ät",
  to: "nach",
  through: "bis",
  per: "pro",
  degrees: "Grad",
  section: "Paragraf",
  infinity: "unendlich",
  squareRoot: "Wurzel aus",
  base: "zur Basis"
}
