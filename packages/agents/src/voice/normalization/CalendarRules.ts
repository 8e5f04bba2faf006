import {
  afterStop,
  firstOf,
  gluedAt,
  isFree,
  isNumber,
  isWord,
  parsed,
  type Rule,
  type Source,
  textAt
} from "./Grammar.ts"
import type { Reading } from "./Reading.ts"

/** `May 5, 2020`, `5 May 2020`, `May 2020`, `2020-05-05`, `2020-12`, `5/13/2020`, `3. Oktober 1990`, `3.10.1990`. */
export const date: Rule = (source, at) =>
  firstOf(isoDate, isoMonth, slashDate, monthFirst, dayFirst, dottedDate, dottedDay)(source, at)

const isoDate: Rule = (source, at) => {
  const [year, month, day] = [textAt(source, at), gluedAt(source, at + 2), gluedAt(source, at + 4)]
  const isDate =
    /^\d{4}$/.test(year) && gluedAt(source, at + 1) === "-" && gluedAt(source, at + 3) === "-"
  if (!isDate || !/^\d\d$/.test(month) || !/^\d\d/.test(day)) return undefined
  const time = gluedAt(source, at + 5) === "T" ? timeEnd(source, at + 6) : at + 5
  return whole(day, month, year, time)
}

/** `2020-12`: a month that cannot be a year, as in 2009-10, since it would be an earlier one. */
const isoMonth: Rule = (source, at) => {
  const [year, month] = [textAt(source, at), gluedAt(source, at + 2)]
  const isMonth =
    /^(?:1[89]|20)\d\d$/.test(year) &&
    gluedAt(source, at + 1) === "-" &&
    /^(?:0[1-9]|1[0-2])$/.test(month) &&
    month <= year.slice(2)
  const isWhole = isFree(source, at) && !/^[-/]$/.test(textAt(source, at - 1))
  return isMonth && isWhole && !/^[-/\p{L}\d]/u.test(gluedAt(source, at + 3))
    ? monthYear(Number(month), year, at + 3)
    : undefined
}

/** The end of the time in `2026-11-22T10:00:00Z`, which is not spoken. */
const timeEnd = (source: Source, at: number): number => {
  let end = at
  while (end < at + 8 && /^[\d:.Z]+$/.test(gluedAt(source, end))) end++
  return end
}

const slashDate: Rule = (source, at) => {
  const [first, second, year] = [
    textAt(source, at),
    gluedAt(source, at + 2),
    gluedAt(source, at + 4)
  ]
  const hasSlashes = gluedAt(source, at + 1) === "/" && gluedAt(source, at + 3) === "/"
  const isDate =
    hasSlashes && /^\d{1,2}$/.test(first) && /^\d{1,2}$/.test(second) && /^\d{4}$/.test(year)
  const isYearFirst =
    hasSlashes && /^\d{4}$/.test(first) && /^\d\d$/.test(second) && /^\d\d$/.test(year)
  if (isDate) return whole(second, first, year, at + 5) ?? whole(first, second, year, at + 5)
  return isYearFirst ? whole(year, second, first, at + 5) : undefined
}

const dottedDate: Rule = (source, at) => {
  const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(textAt(source, at)) ?? []
  return day && month && year ? whole(day, month, year, at + 1) : undefined
}

/** `3.10.`: a day and a month, where a point is no decimal mark. */
const dottedDay: Rule = (source, at) => {
  const [, day = "", month = ""] = /^(\d{1,2})\.(\d{1,2})$/.exec(textAt(source, at)) ?? []
  if (source.pack.decimalMark === "." || gluedAt(source, at + 1) !== ".") return undefined
  const isCued = source.pack.yearCues.has(textAt(source, at - 1).toLowerCase())
  const end = afterStop(source, at + 1)
  return isDay(day) && isMonthNumber(month) && (end === at + 2 || isCued)
    ? parsed({ _tag: "Date", day: String(Number(day)), month: Number(month) }, end)
    : undefined
}

/** `3.–5. Mai`: the first day is said without its month. */
export const dayRange: Rule = (source, at) => {
  const digits = textAt(source, at)
  const isFirst =
    isDay(digits) &&
    source.pack.ordinalSuffixes.has(".") &&
    gluedAt(source, at + 1) === "." &&
    /^[-–]$/.test(gluedAt(source, at + 2))
  const to = isFirst ? date(source, at + 3) : undefined
  return to?.reading._tag === "Date" && to.reading.day !== undefined
    ? parsed(
        {
          _tag: "Range",
          from: { _tag: "Ordinal", digits, isRegnal: false },
          to: to.reading
        },
        to.end
      )
    : undefined
}

const whole = (day: string, month: string, year: string, end: number) =>
  isDay(day) && isMonthNumber(month)
    ? parsed<Reading>({ _tag: "Date", day: String(Number(day)), month: Number(month), year }, end)
    : undefined

const monthFirst: Rule = (source, at) => {
  const name = month(source, at)
  if (name === undefined) return undefined
  const day = textAt(source, name.end)
  if (!isNumber(source, name.end) || gluedAt(source, name.end) !== "") return undefined
  if (/^\d{4}$/.test(day)) return monthYear(name.reading, day, name.end + 1)
  if (!isDay(day) || gluedAt(source, name.end + 1) === ":") return undefined
  const suffix = source.pack.ordinalSuffixes.has(gluedAt(source, name.end + 1)) ? 1 : 0
  const after = name.end + 1 + suffix
  const comma = textAt(source, after) === "," ? 1 : 0
  const year = textAt(source, after + comma)
  return /^[12]\d{3}$/.test(year) && isYearLike(source, after + comma)
    ? parsed({ _tag: "Date", day, month: name.reading, year }, after + comma + 1)
    : parsed({ _tag: "Date", day, month: name.reading }, after)
}

const monthYear = (month: number, year: string, end: number) =>
  parsed<Reading>({ _tag: "Date", month, year }, end)

const dayFirst: Rule = (source, at) => {
  const day = textAt(source, at)
  if (!isDay(day)) return undefined
  const stop = source.pack.ordinalSuffixes.has(gluedAt(source, at + 1)) ? 1 : 0
  const name = month(source, at + 1 + stop)
  if (name === undefined) return undefined
  const year = textAt(source, name.end)
  return /^[12]\d{3}$/.test(year) && isYearLike(source, name.end)
    ? parsed({ _tag: "Date", day, month: name.reading, year }, name.end + 1)
    : parsed({ _tag: "Date", day, month: name.reading }, name.end)
}

const month: Rule<number> = (source, at) => {
  const name = textAt(source, at)
  const found =
    isWord(source, at) && /^\p{Lu}/u.test(name)
      ? source.pack.months.get(name.toLowerCase())
      : undefined
  if (found === undefined) return undefined
  return parsed(found, afterStop(source, at + 1))
}

const isMonthNumber = (text: string): boolean => /^(?:0?[1-9]|1[0-2])$/.test(text)

const isDay = (text: string): boolean => /^(?:0?[1-9]|[12]\d|3[01])$/.test(text)

const isYearLike = (source: Source, at: number): boolean =>
  !/^[\d:%]/.test(gluedAt(source, at + 1)) && !source.pack.isPlural(textAt(source, at + 1))

/** `1770s`, `1990's`, `'90s`. */
export const decade: Rule = (source, at) => {
  const start = textAt(source, at) === "'" && isNumber(source, at + 1) ? at + 1 : at
  const year = textAt(source, start)
  if (!/^\d{1,4}$/.test(year)) return undefined
  const end = gluedAt(source, start + 1) === "'" ? start + 2 : start + 1
  return gluedAt(source, end) === source.pack.decadeSuffix
    ? parsed({ _tag: "Decade", year }, end + 1)
    : undefined
}

/** A season across two years: 2008/09, 2008/9, 1999/2000. */
export const season: Rule = (source, at) => {
  const [first, second] = [textAt(source, at), gluedAt(source, at + 2)]
  return /^(?:1\d|20)\d\d$/.test(first) &&
    gluedAt(source, at + 1) === "/" &&
    /^(?:\d\d?|\d{4})$/.test(second) &&
    String(Number(first) + 1).endsWith(second)
    ? parsed(
        {
          _tag: "Sequence",
          readings: [
            { _tag: "Year", year: first },
            { _tag: "Year", year: second }
          ]
        },
        at + 3
      )
    : undefined
}

/** A number of four digits that is a year, by the words around it. */
export const year: Rule = (source, at) => {
  const { pack } = source
  const text = textAt(source, at)
  if (textAt(source, at) === "'" && /^\d\d$/.test(gluedAt(source, at + 1))) {
    return parsed({ _tag: "Year", year: gluedAt(source, at + 1) }, at + 2)
  }
  if (!/^(?:1\d{3}|20\d\d)$/.test(text)) return undefined
  const before = textAt(source, textAt(source, at - 1) === "." ? at - 2 : at - 1).toLowerCase()
  const next = isWord(source, at + 1) ? textAt(source, at + 1) : ""
  if (pack.eras.has(next)) return parsed({ _tag: "Year", year: text }, at + 1)
  const counts = pack.countCues.has(before) || pack.isPlural(next)
  const isListed = before === "," && /^(?:1\d|20)\d\d$/.test(textAt(source, at - 2))
  const isCued =
    (pack.yearCues.has(before) || isListed) && !(pack.isPlural(next) && text.endsWith("00"))
  const isUnlikely = counts || /^10|00$/.test(text)
  return isCued || !isUnlikely ? parsed({ _tag: "Year", year: text }, at + 1) : undefined
}

/** A weekday or month that is abbreviated; only between such names, or with its full stop. */
export const weekday: Rule = (source, at) => {
  const day = isWord(source, at)
    ? source.pack.weekdays.get(textAt(source, at).toLowerCase())
    : undefined
  return day !== undefined && /^\p{Lu}/u.test(textAt(source, at))
    ? parsed({ _tag: "Weekday", day }, afterStop(source, at + 1))
    : undefined
}

export const monthName: Rule = (source, at) => {
  const found = month(source, at)
  return found && parsed({ _tag: "Date", month: found.reading }, found.end)
}
