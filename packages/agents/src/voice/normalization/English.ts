import type { LanguagePack } from "./LanguagePack.ts"
import { englishCurrencies } from "./EnglishMoney.ts"
import {
  amount,
  digitByDigit,
  integer,
  isOne,
  model,
  number,
  ordinal,
  plural,
  year
} from "./EnglishNumbers.ts"
import { englishUnits, per, raisedUnit } from "./EnglishUnits.ts"
import * as Words from "./EnglishWords.ts"
import * as Pronunciations from "./Pronunciations.ts"
import type { Currency, Amount, Noun, Reading, SignName } from "./Reading.ts"

const verbalize = (reading: Reading): string => {
  switch (reading._tag) {
    case "Word":
    case "Mark":
      return reading.text
    case "Letters":
      return `${Array.from(reading.letters).join(" ")}${reading.isPlural ? "'s" : ""}`
    case "Cardinal":
    case "Fraction":
      return amount(reading)
    case "Ordinal":
      return `${reading.isRegnal ? "the " : ""}${ordinal(reading.digits)}${reading.suffix ?? ""}`
    case "Digits":
      return reading.groups.map(digitByDigit).join(", ").replace("+,", "plus")
    case "Series":
      return reading.numbers.map(integer).join(separators[reading.separator])
    case "Model":
      return model(reading.digits)
    case "Power":
      return power(reading)
    case "Year":
      return year(reading.year)
    case "Decade":
      return plural(reading.year)
    case "Money":
      return reading.isAttributive
        ? `${amount(reading.amount)} ${reading.currency.one}`
        : money(reading.amount, reading.currency)
    case "Measure":
      return `${amount(reading.amount)} ${reading.isAttributive || isOne(reading.amount) ? reading.unit.one : reading.unit.many}`
    case "Clock":
      return clock(reading)
    case "Duration":
      return duration(reading)
    case "Date":
      return date(reading)
    case "Weekday":
      return Words.weekdayNames[reading.day - 1] ?? ""
    case "Ratio":
      return reading.parts.map(number).join(" to ")
    case "Sign":
      return signs[reading.name]
    case "Sequence":
      return reading.readings.map(verbalize).join(" ")
    case "Range":
      return `${verbalize(reading.from)} to ${verbalize(reading.to)}`
  }
}

export const english: LanguagePack = {
  language: "en",
  decimalMark: ".",
  abbreviations: Words.abbreviations,
  ambiguousAbbreviations: Words.ambiguousAbbreviations,
  units: englishUnits,
  powers: new Map([
    ["sq", 2],
    ["square", 2],
    ["cu", 3],
    ["cubic", 3]
  ]),
  raisedUnit,
  per,
  currencies: englishCurrencies,
  scales: Words.scales,
  moneyScales: Words.moneyScales,
  months: Words.months,
  weekdays: Words.weekdays,
  dayHalves: Words.dayHalves,
  clockWords: new Set(["o'clock"]),
  ordinalSuffixes: new Set(["st", "nd", "rd", "th"]),
  decadeSuffix: "s",
  yearCues: Words.yearCues,
  streets: Words.streets,
  books: Words.books,
  eras: new Set(["BC", "BCE", "AD", "CE", "B.C", "A.D"]),
  digitCues: Words.digitCues,
  modelCues: Words.modelCues,
  countCues: Words.countCues,
  isPlural: Words.isPlural,
  numberedNouns: Words.numberedNouns,
  pagedNouns: Words.pagedNouns,
  rulers: Words.rulers,
  ordinalNouns: new Set(["century", "centuries", "Century", "Olympiad", "Olympics"]),
  pronounced: Words.pronounced,
  spelled: Words.spelled,
  sentenceStarters: Words.sentenceStarters,
  shorthands: Pronunciations.make(Words.shorthands),
  verbalize
}

type Of<Tag extends Reading["_tag"]> = Extract<Reading, { readonly _tag: Tag }>

const power = ({ base, exponent }: Of<"Power">): string => {
  const what = typeof base === "string" ? variable(base) : number(base)
  const [, charge, sign] = /^(\d*)([+-])$/.exec(exponent) ?? []
  if (charge !== undefined) {
    return `${what} ${charge && integer(charge)} ${sign === "+" ? "plus" : "minus"}`
  }
  if (exponent === "2" || exponent === "3") {
    return `${what} ${exponent === "2" ? "squared" : "cubed"}`.trim()
  }
  const digits = exponent.replace(/^-/, "")
  const name =
    /^\d+$/.test(digits) && digits === exponent ? `the ${ordinal(digits)}` : minus(exponent)
  return `${what} to ${name}`.trim()
}

const minus = (exponent: string): string =>
  exponent.startsWith("-")
    ? `the minus ${/\d/.test(exponent) ? integer(exponent.slice(1)) : exponent.slice(1)}`
    : `the ${exponent}`

/** Letters without a vowel are a product of variables. */
const variable = (name: string): string =>
  /^[b-df-hj-np-tv-z]{2,3}$/.test(name) ? name.split("").join(" ") : name

const nameOf = (noun: Noun, isSingle: boolean): string => (isSingle ? noun.one : noun.many)

const money = (value: Amount, { many, one, part }: Currency): string => {
  const cents = value._tag === "Cardinal" && value.scale === undefined ? value.number.decimals : ""
  if (part === undefined || cents.length !== 2 || value._tag !== "Cardinal") {
    return `${amount(value)} ${nameOf({ many, one }, isOne(value))}`
  }
  const { integer: whole, isNegative } = value.number
  const units = `${number({ isNegative, integer: whole, decimals: "" })} ${nameOf({ many, one }, whole === "1")}`
  if (cents === "00") return units
  const parts = `${integer(cents)} ${nameOf(part, cents === "01")}`
  return whole === "0" ? (isNegative ? `minus ${parts}` : parts) : `${units} and ${parts}`
}

const clock = ({ half, hour, minute }: Of<"Clock">): string => {
  const minutes = minute.startsWith("0") ? `oh ${integer(minute)}` : minute && integer(minute)
  const isFull = minute === "" || minute === "00"
  if (half !== undefined) {
    const letters = half === "am" ? "A M" : "P M"
    return `${integer(hour)}${isFull ? "" : ` ${minutes}`} ${letters}`
  }
  if (minute === "") return integer(hour)
  if (isFull)
    return Number(hour) > 12 || hour === "00"
      ? `${integer(hour)} hundred`
      : `${integer(hour)} o'clock`
  return `${integer(hour)} ${minutes}`
}

const count = (digits: string, name: string): ReadonlyArray<string> =>
  Number(digits) === 0 ? [] : [`${integer(digits)} ${name}${Number(digits) === 1 ? "" : "s"}`]

const duration = ({ hours, minutes, seconds }: Of<"Duration">): string => {
  const isNone = seconds.integer === "0" && seconds.decimals === ""
  const last = isNone
    ? []
    : [
        `${number(seconds)} ${seconds.integer === "1" && seconds.decimals === "" ? "second" : "seconds"}`
      ]
  const parts = [...count(hours ?? "0", "hour"), ...count(minutes, "minute"), ...last]
  return parts.length === 0 ? "zero seconds" : parts.join(", ")
}

const date = ({ day, month, year: written }: Of<"Date">): string => {
  const name = Words.monthNames[month - 1] ?? ""
  const start = day === undefined ? name : `${name} ${ordinal(day)}`
  return written === undefined ? start : `${start}${day === undefined ? "" : ","} ${year(written)}`
}

const separators = { point: " point ", comma: ", ", none: " " }

const signs: Readonly<Record<SignName, string>> = {
  plus: "plus",
  minus: "minus",
  times: "times",
  toThePower: "to the power of",
  by: "by",
  dividedBy: "divided by",
  equals: "equals",
  notEqual: "is not",
  less: "less than",
  greater: "more than",
  atMost: "at most",
  atLeast: "at least",
  about: "about",
  plusMinus: "plus or minus",
  number: "number",
  percent: "percent",
  and: "and",
  at: "at",
  to: "to",
  through: "to",
  per: "per",
  degrees: "degrees",
  section: "section",
  infinity: "infinity",
  squareRoot: "the square root of",
  base: "base"
}
