import { clock, namedHour } from "./ClockRules.ts"
import { date, decade, monthName, season, weekday, year } from "./CalendarRules.ts"
import { firstOf, gluedAt, parsed, type Rule, type Source, textAt } from "./Grammar.ts"
import { moneyAmount } from "./AmountRules.ts"
import { measure, money, powerMeasure } from "./QuantityRules.ts"
import type { Reading } from "./Reading.ts"
import { isLocalNumber, ordinal } from "./NumberRules.ts"

/** A quantity, date or time; two of a kind with a dash between them are a range. */
export const range: Rule = (source, at) => {
  const from = endpoint(source, at)
  if (from === undefined) return undefined
  const next = dashEnd(source, from.end)
  const to =
    next === undefined
      ? undefined
      : ((from.reading._tag === "Money" ? scaledMoney(source, next) : undefined) ??
        endpoint(source, next))
  const joined =
    to && !isTelephone(source, at, to.end) && !isVariant(source, at, to.end)
      ? join(from.reading, to.reading)
      : undefined
  return joined && to && gluedAt(source, to.end) !== "-"
    ? parsed(joined, to.end)
    : from.reading._tag === "Weekday" || isMonthAlone(from.reading)
      ? undefined
      : from
}

/** The second amount of `£5–6m`, whose letter is no unit after a currency. */
const scaledMoney: Rule = (source, at) => {
  const found = moneyAmount(source, at)
  return found?.reading._tag === "Cardinal" && found.reading.scale !== undefined
    ? (money(source, at) ?? found)
    : undefined
}

const endpoint: Rule = firstOf(
  powerMeasure,
  date,
  namedHour,
  clock,
  money,
  decade,
  ordinal,
  season,
  (source, at) => {
    const measured = measure(source, at)
    return measured?.reading._tag === "Cardinal" && measured.reading.scale === undefined
      ? (yearOfRange(source, at) ?? year(source, at) ?? measured)
      : measured
  },
  year,
  shortYear,
  weekday,
  monthName
)

/** Two years with a dash between them, whatever the words around them: 1980-1986, 1980-86. */
const yearOfRange: Rule = (source, at) => {
  const text = textAt(source, at)
  if (!isYear(text)) return undefined
  const after = dashEnd(source, at + 1)
  const later = after === undefined ? "" : textAt(source, after)
  const isFirst =
    after !== undefined &&
    (/^\d\d$/.test(later)
      ? later > text.slice(2) || (later === "00" && text.endsWith("99"))
      : isYear(later) && later > text) &&
    !/^[\p{L}%]/u.test(gluedAt(source, after + 1))
  return isFirst || isLaterYear(source, at)
    ? parsed<Reading>({ _tag: "Year", year: text }, at + 1)
    : undefined
}

const isLaterYear = (source: Source, at: number): boolean =>
  isDash(source, at - 1) &&
  isYear(textAt(source, at - 2)) &&
  textAt(source, at - 2) < textAt(source, at)

/** The second of two years without its century: 1999-00, 1905–07, 2007-08; but 2005-07 may be a month. */
function shortYear(source: Source, at: number): ReturnType<Rule> {
  const [first, dash, text] = [textAt(source, at - 2), textAt(source, at - 1), textAt(source, at)]
  if (!isYear(first) || !isDash(source, at - 1) || !/^0\d$/.test(text)) return undefined
  if (text === "00") {
    return first.endsWith("99")
      ? parsed<Reading>({ _tag: "Year", year: String(Number(first) + 1) }, at + 1)
      : undefined
  }
  const isNext = Number(text) === Number(first.slice(2)) + 1
  return (dash === "–" || isNext) && text > first.slice(2)
    ? parsed<Reading>({ _tag: "Year", year: text }, at + 1)
    : undefined
}

const isYear = (text: string): boolean => /^(?:1[0-9]|20)\d\d$/.test(text)

const isDash = ({ tokens }: Source, at: number): boolean => /^[-–~]$/.test(tokens[at]?.text ?? "")

/** The index after a dash that joins two things: it has spaces on both sides, or on none. */
const dashEnd = (source: Source, at: number): number | undefined => {
  const { tokens } = source
  if (!isDash(source, at)) return undefined
  const isSpaced = tokens[at]?.spaced === true
  const isMinus = isDifference(source, at) || (isSpaced && isSum(source, at))
  return isSpaced === (tokens[at + 1]?.spaced === true) && !isMinus ? at + 1 : undefined
}

/** Whether the result of what a dash joins is near, or a variable: 3-4 = -1, y = 2-3x. */
const isDifference = (source: Source, at: number): boolean =>
  (textAt(source, at + 2) === "=" && /^(?:[-\d]|\p{L}$)/u.test(textAt(source, at + 3))) ||
  (textAt(source, at - 2) === "=" && /^[a-z]$/.test(gluedAt(source, at + 2)))

/** Whether a dash with spaces around it is a minus: an equation is near. */
const isSum = ({ tokens }: Source, at: number): boolean =>
  tokens.slice(Math.max(0, at - 6), at + 7).some(({ text }) => text === "=")

/** A number that becomes smaller after `Boeing` is a variant: 747-8. */
const isVariant = (source: Source, at: number, end: number): boolean =>
  source.pack.modelCues.has(textAt(source, at - 1).toLowerCase()) &&
  end === at + 3 &&
  Number(textAt(source, at)) > Number(textAt(source, at + 2))

const isTelephone = (source: Source, at: number, end: number): boolean =>
  end === at + 3 && isLocalNumber([textAt(source, at), textAt(source, at + 2)])

/** The unit that both ends share is said once. */
const join = (from: Reading, to: Reading): Reading | undefined => {
  if (from._tag === "Money" && to._tag === "Money") {
    return from.currency === to.currency
      ? rangeOf(bare(from.amount, to.amount), to)
      : rangeOf(from, to)
  }
  if (from._tag === "Money" && to._tag === "Cardinal") {
    return rangeOf(bare(from.amount, to), { _tag: "Money", amount: to, currency: from.currency })
  }
  if (from._tag === "Measure" && to._tag === "Measure") {
    return from.unit === to.unit ? rangeOf(bare(from.amount, to.amount), to) : rangeOf(from, to)
  }
  if (from._tag === "Clock" && to._tag === "Clock") {
    const { half, ...time } = from
    return rangeOf(half === to.half ? time : from, to)
  }
  if (from._tag === "Cardinal" && to._tag === "Clock" && from.number.decimals === "") {
    return rangeOf({ _tag: "Clock", hour: from.number.integer, minute: "" }, to)
  }
  if (from._tag === "Year" && to._tag === "Cardinal" && /^\d\d$/.test(to.number.integer)) {
    return rangeOf(from, { _tag: "Year", year: to.number.integer })
  }
  if (
    from._tag === "Date" &&
    to._tag === "Cardinal" &&
    from.day !== undefined &&
    from.year === undefined
  ) {
    return rangeOf(from, { _tag: "Ordinal", digits: to.number.integer, isRegnal: false })
  }
  if (from._tag === "Cardinal" && to._tag === "Date" && to.day !== undefined) {
    return Number(from.number.integer) < Number(to.day)
      ? rangeOf({ _tag: "Date", day: from.number.integer, month: to.month }, to)
      : undefined
  }
  if (from._tag === "Fraction" && to._tag === "Cardinal") return rangeOf(from, to)
  if (from._tag === "Power" && typeof from.base === "string") return undefined
  const isNumeric = from._tag === "Cardinal" || from._tag === "Fraction"
  if (isNumeric && (to._tag === "Money" || to._tag === "Measure" || to._tag === "Fraction")) {
    return rangeOf(from, to)
  }
  if (from._tag === "Cardinal" && to._tag === "Cardinal") {
    const [first, second] = [from.number.integer, to.number.integer]
    const isModel = first.length >= 3 && second.length >= 3 && Number(first) > Number(second)
    return isModel ? undefined : rangeOf(bare(from, to), to)
  }
  return from._tag === to._tag && from._tag !== "Cardinal" ? rangeOf(from, to) : undefined
}

const rangeOf = (from: Reading, to: Reading): Reading => ({ _tag: "Range", from, to })

/** The first amount without the scale that the second one has, too. */
const bare = (
  from: Extract<Reading, { _tag: "Cardinal" | "Fraction" }>,
  to: Extract<Reading, { _tag: "Cardinal" | "Fraction" }>
): Reading => {
  if (from._tag === "Fraction" || to._tag === "Fraction" || from.scale !== to.scale) return from
  const { scale: _scale, ...number } = from
  return number
}

const isMonthAlone = (reading: Reading): boolean =>
  reading._tag === "Date" && reading.day === undefined && reading.year === undefined
