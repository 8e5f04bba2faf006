import {
  afterStop,
  gluedAt,
  isFree,
  isNumber,
  isWord,
  type Parsed,
  parsed,
  type Rule,
  type Source,
  textAt
} from "./Grammar.ts"
import { moneyNumeral, numeral } from "./NumeralSyntax.ts"
import { type Amount, cardinal, type Fraction } from "./Reading.ts"

/** A number with an optional minus, fraction and scale: `-5`, `2 1/2`, `2½`, `3/4`, `1.5 million`. */
export const amount: Rule<Amount> = (source, at) => amountIn(source, at, false)

/** An amount of money, whose scale may be a letter and whose cents may be a dash: `2m`, `5,-`. */
export const moneyAmount: Rule<Amount> = (source, at) => {
  const found = amountIn(source, at, true)
  if (found === undefined) return undefined
  const hasDash =
    /^[.,]$/.test(gluedAt(source, found.end)) &&
    /^[-–—]$/.test(gluedAt(source, found.end + 1)) &&
    !/^[\p{L}\d]/u.test(gluedAt(source, found.end + 2))
  return hasDash ? parsed(found.reading, found.end + 2) : found
}

const amountIn = (source: Source, at: number, isMoney: boolean): Parsed<Amount> | undefined => {
  if (textAt(source, at) === "-" && isFree(source, at) && isNumber(source, at + 1)) {
    const found = gluedAt(source, at + 1) === "" ? undefined : amountIn(source, at + 1, isMoney)
    return found?.reading._tag === "Cardinal"
      ? parsed(
          { ...found.reading, number: { ...found.reading.number, isNegative: true } },
          found.end
        )
      : undefined
  }
  return fraction(source, at) ?? scaled(source, at, isMoney)
}

const scaled = (source: Source, at: number, isMoney: boolean): Parsed<Amount> | undefined => {
  const { pack } = source
  if (!isNumber(source, at)) return undefined
  const next = textAt(source, at + 1)
  const after = next === "-" && gluedAt(source, at + 2) !== "" ? at + 2 : at + 1
  const scale = scaleAt(source, after, isMoney)
  const read = isMoney && scale === undefined && !hasPoint(source, at) ? moneyNumeral : numeral
  const otherMark = pack.decimalMark === "." ? "," : "."
  const number =
    read(textAt(source, at), pack.decimalMark) ??
    (scale !== undefined
      ? numeral(textAt(source, at), otherMark)
      : isMoney
        ? moneyNumeral(textAt(source, at), otherMark)
        : undefined)
  if (number === undefined) return undefined
  if (scale === undefined) return parsed(cardinal(number), at + 1)
  const isAbbreviated = /^\p{L}{2,3}$/u.test(textAt(source, after))
  return parsed(cardinal(number, scale), isAbbreviated ? afterStop(source, after + 1) : after + 1)
}

/** Fuel costs $3.459: dollars and pounds have a decimal point in English, but reais and euros may not. */
const hasPoint = (source: Source, at: number): boolean =>
  source.pack.decimalMark === "." &&
  /^[$£]$/.test(textAt(source, at - 1)) &&
  textAt(source, at - 2) !== "R"

const scaleAt = (source: Source, at: number, isMoney: boolean): string | undefined => {
  const { pack } = source
  const text = textAt(source, at)
  const isGlued = gluedAt(source, at) !== "" && textAt(source, at - 1) !== "-"
  if (gluedAt(source, at + 1).startsWith("'") || isDigitAfter(source, at)) return undefined
  if (text === "B" && pack.streets.has(textAt(source, at + 2))) return undefined
  if (isMoney) return pack.moneyScales.get(text) ?? pack.scales.get(text)
  if (text.length === 1 && (!isGlued || isModel(source, at - 1))) return undefined
  return pack.scales.get(text)
}

/** Whether the number at an index is part of a name: i9-13900K. */
const isModel = (source: Source, at: number): boolean =>
  gluedAt(source, at - 1) === "-" &&
  gluedAt(source, at - 2) !== "" &&
  isNumber(source, at - 2) &&
  isWord(source, at - 3)

const isDigitAfter = (source: Source, at: number): boolean =>
  isNumber(source, at + 1) && gluedAt(source, at + 1) !== ""

const fraction = (source: Source, at: number): Parsed<Fraction> | undefined => {
  const alone = simpleFraction(source, at)
  if (alone !== undefined) return parsed({ _tag: "Fraction", ...alone.reading }, alone.end)
  const whole = textAt(source, at)
  if (!isNumber(source, at) || !/^\d{1,4}$/.test(whole)) return undefined
  const next = at + (textAt(source, at + 1) === "-" && gluedAt(source, at + 1) !== "" ? 2 : 1)
  const rest = simpleFraction(source, next)
  return rest && Number(rest.reading.upper) < Number(rest.reading.lower)
    ? parsed({ _tag: "Fraction", whole, ...rest.reading }, rest.end)
    : undefined
}

interface Quotient {
  readonly upper: string
  readonly lower: string
}

const simpleFraction = (source: Source, at: number): Parsed<Quotient> | undefined => {
  const sign = /^[¼-¾⅐-⅞]$/.test(textAt(source, at)) ? textAt(source, at).normalize("NFKC") : ""
  const [above, below] = sign.split("\u2044")
  if (above !== undefined && below !== undefined) {
    return parsed({ upper: above, lower: below }, at + 1)
  }
  const upper = textAt(source, at)
  const lower = gluedAt(source, at + 2)
  const isWritten =
    isNumber(source, at) && /^[/⁄]$/.test(gluedAt(source, at + 1)) && isNumber(source, at + 2)
  const isLonger = /^[/⁄]$/.test(gluedAt(source, at + 3))
  // 12/25 is a day, unless it is 12/25 of something.
  const isDay = /^(?:[2-9]|1[0-2])$/.test(upper) && /^(?:2[045]|30)$/.test(lower)
  const isDate = isDay && textAt(source, at + 3) !== "of"
  return isWritten &&
    !isLonger &&
    !isDate &&
    textAt(source, at - 1) !== "/" &&
    isPlausible(upper, lower)
    ? parsed({ upper, lower }, /^(?:ths?|rds?)$/.test(gluedAt(source, at + 3)) ? at + 4 : at + 3)
    : undefined
}

/** What is no fraction is read as two numbers: 24/7, 9/11, 50/50. */
const isPlausible = (upper: string, lower: string): boolean =>
  /^[1-9]\d{0,3}$/.test(upper) &&
  (denominators.has(lower) || /^[1-9]0{1,5}$/.test(lower)) &&
  (Number(upper) < Number(lower) || (Number(lower) < 4 && Number(upper) < 20 && upper !== lower))

const denominators = new Set([
  "2",
  "3",
  "4",
  "5",
  "6",
  "7",
  "8",
  "9",
  "12",
  "15",
  "16",
  "24",
  "25",
  "32",
  "36",
  "64"
])
