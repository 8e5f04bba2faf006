import {
  afterStop,
  firstOf,
  gluedAt,
  isNumber,
  isWord,
  parsed,
  type Rule,
  textAt
} from "./Grammar.ts"
import { numeral } from "./NumeralSyntax.ts"
import {
  cardinal,
  type DayHalf,
  type Numeral,
  type Reading,
  sign,
  type SignName,
  wholeNumber
} from "./Reading.ts"

/** `7:00 p.m.`, `7.30 pm`, `7.30 Uhr`, `9am`, `14:30`, `14h30`; `2:00:35` and `3:43.13` are durations. */
export const clock: Rule = (source, at) => {
  const hour = textAt(source, at)
  const [, pointHour = "", pointMinute = ""] = /^([01]?\d|2[0-4])\.([0-5]\d)$/.exec(hour) ?? []
  if (pointHour !== "" && source.pack.clockWords.has(textAt(source, at + 1))) {
    return parsed(time(pointHour, pointMinute), at + 2)
  }
  const pointHalf = pointHour === "" ? undefined : dayHalf(source, at + 1)
  if (pointHalf !== undefined && Number(pointHour) <= 12) {
    return parsed(time(pointHour, pointMinute, pointHalf.reading), pointHalf.end)
  }
  if (!isNumber(source, at) || !/^\d{1,2}$/.test(hour)) return undefined
  const isMarked = gluedAt(source, at + 1) === "h" && !/^\p{L}/u.test(gluedAt(source, at + 3))
  if (isMarked && /^[0-5]\d$/.test(gluedAt(source, at + 2)) && Number(hour) <= 24) {
    return parsed(time(hour, textAt(source, at + 2)), at + 3)
  }
  const minute = gluedAt(source, at + 1) === ":" ? gluedAt(source, at + 2) : ""
  const half = dayHalf(source, minute === "" ? at + 1 : at + 3)
  if (half !== undefined && Number(hour) <= 12 && /^(?:[0-5]\d)?$/.test(minute)) {
    return parsed(time(hour, minute, half.reading), half.end)
  }
  const isTime = /^[0-5]\d$/.test(minute) && Number(hour) <= 24 && verse(source, at) === undefined
  if (
    !isTime ||
    [1, 2].some((back) => ratioCues.has(textAt(source, at - back))) ||
    gluedAt(source, at + 3) === ":"
  ) {
    return undefined
  }
  return parsed(time(hour, minute), clockWord(source, at + 3))
}

/** `14 Uhr 30`: an hour that is named as such. */
export const namedHour: Rule = (source, at) => {
  const hour = textAt(source, at)
  if (!/^\d{1,2}$/.test(hour) || !source.pack.clockWords.has(textAt(source, at + 1)))
    return undefined
  const minute = textAt(source, at + 2)
  return isNumber(source, at + 2) && /^[0-5]\d$/.test(minute)
    ? parsed(time(hour, minute), at + 3)
    : parsed(time(hour, "00"), at + 2)
}

const duration: Rule = (source, at) => {
  if (!/^\d{1,3}$/.test(textAt(source, at)) || gluedAt(source, at + 1) !== ":") return undefined
  const second = gluedAt(source, at + 2)
  const third = gluedAt(source, at + 3) === ":" ? gluedAt(source, at + 4) : ""
  const { decimalMark } = source.pack
  const seconds = numeral((third === "" ? second : third).replace(/^0(?=\d)/, ""), decimalMark)
  if (seconds === undefined) return undefined
  if (third !== "") {
    return /^[0-5]\d$/.test(second) && /^[0-5]\d(?:[.,]\d+)?$/.test(third)
      ? parsed({ _tag: "Duration", hours: textAt(source, at), minutes: second, seconds }, at + 5)
      : undefined
  }
  return /^[0-5]\d[.,]\d+$/.test(second) && second[2] === decimalMark
    ? parsed({ _tag: "Duration", minutes: textAt(source, at), seconds }, at + 3)
    : undefined
}

const ratio: Rule = (source, at) => {
  const parts: Array<Numeral> = []
  let end = at
  while (parts.length < 4 && isNumber(source, end)) {
    const part = numeral(textAt(source, end).replace(/^0+(?=\d)/, ""), source.pack.decimalMark)
    if (part === undefined) return undefined
    parts.push(part)
    if (gluedAt(source, end + 1) !== ":" || !/^\d/.test(gluedAt(source, end + 2))) break
    end += 2
  }
  return parts.length > 1 ? parsed({ _tag: "Ratio", parts }, end + 1) : undefined
}

/** The offset of a time zone, after its name: the `−05:00` of UTC−05:00. */
export const zoneOffset: Rule = (source, at) => {
  const name = offsetSigns.get(textAt(source, at))
  const hours = gluedAt(source, at + 1)
  const isOffset =
    name !== undefined &&
    gluedAt(source, at) !== "" &&
    /^(?:UTC|GMT)$/i.test(textAt(source, at - 1)) &&
    /^(?:0?\d|1[0-4])$/.test(hours)
  if (!isOffset) return undefined
  const minutes = gluedAt(source, at + 2) === ":" ? gluedAt(source, at + 3) : ""
  const hasMinutes = /^[0-5]\d$/.test(minutes)
  const rest = hasMinutes && minutes !== "00" ? [cardinal(wholeNumber(minutes))] : []
  const readings = [sign(name), cardinal(wholeNumber(hours)), ...rest]
  return parsed({ _tag: "Sequence", readings }, hasMinutes ? at + 4 : at + 2)
}

const offsetSigns: ReadonlyMap<string, SignName> = new Map<string, SignName>([
  ["+", "plus"],
  ["-", "minus"],
  ["\u2212", "minus"]
])

/** A chapter and a verse, or several: `Mark 4:3`, `verse 3:16-18`. */
const verse: Rule = (source, at) => {
  const name = textAt(source, textAt(source, at - 1) === "." ? at - 2 : at - 1)
  const numbers = [textAt(source, at), gluedAt(source, at + 2)]
  const isVerse =
    source.pack.books.has(name) &&
    gluedAt(source, at + 1) === ":" &&
    numbers.every((digits) => /^[1-9]\d{0,2}$/.test(digits))
  if (!isVerse) return undefined
  const from: Reading = { _tag: "Series", numbers, separator: "none" }
  const last = /^[-–]$/.test(gluedAt(source, at + 3)) ? gluedAt(source, at + 4) : ""
  return /^[1-9]\d{0,2}$/.test(last)
    ? parsed({ _tag: "Range", from, to: cardinal(wholeNumber(last)) }, at + 5)
    : parsed(from, at + 3)
}

/** Numbers with colons between them that are no time of day. */
export const colons: Rule = firstOf(verse, duration, ratio)

const time = (hour: string, minute: string, half?: DayHalf): Reading =>
  half === undefined ? { _tag: "Clock", hour, minute } : { _tag: "Clock", hour, minute, half }

const dayHalf: Rule<DayHalf> = (source, at) => {
  const half = isWord(source, at) ? source.pack.dayHalves.get(textAt(source, at)) : undefined
  if (half === undefined) return undefined
  return parsed(half, textAt(source, at).includes(".") ? afterStop(source, at + 1) : at + 1)
}

const clockWord = (source: Parameters<Rule>[0], at: number): number =>
  source.pack.clockWords.has(textAt(source, at)) ? at + 1 : at

const ratioCues = new Set(
  "ratio odds scale score scored aspect won win wins beat lost Verhältnis Maßstab".split(" ")
)
