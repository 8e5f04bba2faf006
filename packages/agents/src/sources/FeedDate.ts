import { DateTime, Option } from "effect"

/**
 * A date of a feed: RFC 822 and its successors with any name of a zone that is in use, RFC 850, the
 * format of C, or ISO 8601 down to a year. A date without a zone, or with an unknown one, is in UTC.
 */
export const parseFeedDate = (text: string): Option.Option<DateTime.Utc> => {
  const plain = text
    .replace(/\([^()]{0,40}\)/g, " ")
    .trim()
    .slice(0, 100)
  const parts = isoDate(plain) ?? namedDate(plain)
  if (parts === undefined) return Option.none()
  const [year, month, day, hours, minutes, seconds, offset] = parts
  const isDay = day >= 1 && Date.UTC(year, month, day) < Date.UTC(year, month + 1, 1)
  const isDate = month < 12 && isDay && hours <= 24 && minutes < 60 && seconds <= 60
  return isDate
    ? DateTime.make(Date.UTC(year, month, day, hours, minutes, seconds) - offset * 60_000)
    : Option.none()
}

/** Month from 0, and the offset of the zone in minutes. */
type Parts = readonly [
  year: number,
  month: number,
  day: number,
  hours: number,
  minutes: number,
  seconds: number,
  offset: number
]

const isoDate = (text: string): Parts | undefined => {
  const match =
    /^(\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?(?:[T\s]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s*(\S*))?$/i.exec(
      text
    )
  if (match === null) return undefined
  const [, year, month = "1", day = "1", hours = "0", minutes = "0", seconds = "0", zone = ""] =
    match
  return [
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hours),
    Number(minutes),
    Number(seconds),
    offsetOf(zone)
  ]
}

const namedDate = (text: string): Parts | undefined => {
  const [, clock = "", half = "", zone = ""] =
    /\b(\d{1,2}:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(?:([AP])M\b\s*)?((?:[A-Za-z]+\s*)?(?:[+-][\d:]{1,5})?)/i.exec(
      text
    ) ?? []
  const [written = 0, minutes = 0, seconds = 0] = clock.split(":").map(Number)
  const hours = half === "" ? written : (written % 12) + (/p/i.test(half) ? 12 : 0)
  // In `08:00:00 EDT 2026` the seconds are no day.
  const [, day, name = "", year] =
    /(?<!:)\b(\d{1,2})(?:st|nd|rd|th)?[\s-]+([A-Za-z]{3,9})\.?,?[\s-]+(\d{4}|\d\d)\b/.exec(text) ??
    reordered(
      /\b([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(?:\d{1,2}:\d\d(?::\d\d)?\s+)?(?:[A-Z]{3,4}\s+)?(\d{4})\b/.exec(
        text
      )
    )
  const month = months.indexOf(name.slice(0, 3).toLowerCase())
  if (day === undefined || year === undefined || month === -1) return undefined
  return [fullYear(year), month, Number(day), hours, minutes, seconds, offsetOf(zone)]
}

const reordered = (match: RegExpExecArray | null): ReadonlyArray<string | undefined> =>
  match === null ? [] : [match[0], match[2], match[1], match[3]]

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ")

/** Years of two digits, by RFC 5322 4.3. */
const fullYear = (digits: string): number => {
  const year = Number(digits)
  return digits.length > 2 ? year : year + (year < 50 ? 2000 : 1900)
}

const offsetOf = (zone: string): number => {
  const [, name = "", sign, hours = "0", minutes = "0"] =
    /^([A-Za-z]*)\s*(?:([+-])(\d{1,2}):?(\d\d)?)?$/.exec(zone.trim()) ?? []
  const numeric = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1)
  return sign === undefined ? (zones.get(name.toUpperCase()) ?? 0) * 60 : numeric
}

/** Offsets in hours: those of RFC 822, and others that feeds use without a second meaning. */
const zones: ReadonlyMap<string, number> = new Map([
  ["EST", -5],
  ["EDT", -4],
  ["CST", -6],
  ["CDT", -5],
  ["MST", -7],
  ["MDT", -6],
  ["PST", -8],
  ["PDT", -7],
  ["AST", -4],
  ["ADT", -3],
  ["NST", -3.5],
  ["NDT", -2.5],
  ["AKST", -9],
  ["AKDT", -8],
  ["HST", -10],
  ["BRT", -3],
  ["WET", 0],
  ["WEST", 1],
  ["BST", 1],
  ["CET", 1],
  ["CEST", 2],
  ["MEZ", 1],
  ["MESZ", 2],
  ["EET", 2],
  ["EEST", 3],
  ["SAST", 2],
  ["MSK", 3],
  ["PKT", 5],
  ["IST", 5.5],
  ["WIB", 7],
  ["SGT", 8],
  ["HKT", 8],
  ["AWST", 8],
  ["JST", 9],
  ["KST", 9],
  ["ACST", 9.5],
  ["AEST", 10],
  ["AEDT", 11],
  ["NZST", 12],
  ["NZDT", 13]
])
