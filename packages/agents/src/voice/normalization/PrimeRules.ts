import { gluedAt, parsed, type Rule, type Source, textAt } from "./Grammar.ts"
import { numeral } from "./NumeralSyntax.ts"
import { cardinal, type Noun, type Numeral, type Reading, wholeNumber } from "./Reading.ts"

/** `5'10"`, `5 ft 10 in`, `5ft10`: five feet ten inches; but `500ft2` is an area. */
export const feetAndInches: Rule = (source, at) => {
  const [foot, inch] = [source.pack.units.get("'"), source.pack.units.get("in.")]
  if (foot === undefined || inch === undefined) return undefined
  const isSpelled = textAt(source, at + 1) === "ft" && /^(?:\d|1[01])$/.test(textAt(source, at + 2))
  const hasInches = isSpelled && textAt(source, at + 3) === "in"
  const isShort =
    isSpelled && gluedAt(source, at + 1) + gluedAt(source, at + 2) === `ft${textAt(source, at + 2)}`
  if (/^\d{1,3}$/.test(textAt(source, at)) && (hasInches || (isShort && isFeet(source, at)))) {
    const readings = [count(textAt(source, at), foot), count(textAt(source, at + 2), inch)]
    return parsed({ _tag: "Sequence", readings }, hasInches ? at + 4 : at + 3)
  }
  const [feet, inches] = [textAt(source, at), primed(source, at + 2, '"')]
  const isHeight =
    /^\d{1,2}$/.test(feet) && gluedAt(source, at + 1) === "'" && /^(?:\d|1[01])$/.test(inches)
  if (!isHeight) return undefined
  return parsed(
    { _tag: "Sequence", readings: [count(feet, foot), count(inches, inch)] },
    gluedAt(source, at + 3) === '"' ? at + 4 : at + 3
  )
}

/** Whether a number may be the feet of a person. */
const isFeet = (source: Source, at: number): boolean => /^[3-7]$/.test(textAt(source, at))

/** `1'30"`, `2'05"`: minutes and seconds, when a foot does not have as many inches. */
export const minutesAndSeconds: Rule = (source, at) => {
  const [minutes, seconds] = [textAt(source, at), gluedAt(source, at + 2)]
  const isTime =
    /^\d{1,3}$/.test(minutes) &&
    gluedAt(source, at + 1) === "'" &&
    /^(?:0\d|1[2-9]|[2-5]\d)$/.test(seconds) &&
    gluedAt(source, at + 3) === '"'
  return isTime && !/^[\p{L}\d]/u.test(gluedAt(source, at + 4))
    ? parsed({ _tag: "Duration", minutes, seconds: wholeNumber(seconds) }, at + 4)
    : undefined
}

/** `1h23m`, `1h23min`: hours and minutes in one word. */
export const hoursAndMinutes: Rule = (source, at) => {
  const [hours, minutes] = [textAt(source, at), gluedAt(source, at + 2)]
  const [hour, minute] = [source.pack.units.get("h"), source.pack.units.get("min")]
  const isTime =
    /^\d{1,3}$/.test(hours) &&
    gluedAt(source, at + 1) === "h" &&
    /^[0-5]?\d$/.test(minutes) &&
    /^(?:m|min)$/.test(gluedAt(source, at + 3)) &&
    !/^[\p{L}\d]/u.test(gluedAt(source, at + 4))
  return isTime && hour && minute
    ? parsed({ _tag: "Sequence", readings: [count(hours, hour), count(minutes, minute)] }, at + 4)
    : undefined
}

/** The number at an index that stands right after the one before it, or after a space and has its own sign. */
const primed = (source: Source, at: number, sign: string): string =>
  gluedAt(source, at + 1) === sign ? textAt(source, at) : gluedAt(source, at)

/** `51°30'`, `51°30'15"`: degrees, minutes and seconds of arc. */
export const degreesAndMinutes: Rule = (source, at) => {
  const { units } = source.pack
  const [degrees, minutes] = [textAt(source, at), primed(source, at + 2, "'")]
  const [degree, minute, second] = [units.get("°"), units.get("min"), units.get("s")]
  const isAngle =
    /^\d{1,3}$/.test(degrees) &&
    gluedAt(source, at + 1) === "°" &&
    /^[0-5]?\d(?:[.,]\d+)?$/.test(minutes) &&
    gluedAt(source, at + 3) === "'"
  const arc = numeral(minutes.replace(/^0(?=\d)/, ""), source.pack.decimalMark)
  if (!isAngle || arc === undefined || !degree || !minute || !second) return undefined
  const readings = [count(degrees, degree), measured(arc, minute)]
  const seconds = numeral(
    primed(source, at + 4, '"').replace(/^0(?=\d)/, ""),
    source.pack.decimalMark
  )
  return seconds === undefined || gluedAt(source, at + 5) !== '"'
    ? parsed({ _tag: "Sequence", readings }, at + 4)
    : parsed({ _tag: "Sequence", readings: [...readings, measured(seconds, second)] }, at + 6)
}

const count = (digits: string, unit: Noun): Reading => measured(wholeNumber(digits), unit)

const measured = (number: Numeral, unit: Noun): Reading => ({
  _tag: "Measure",
  amount: cardinal(number),
  unit,
  isAttributive: false
})
