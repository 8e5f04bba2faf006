import { toCardinal, toOrdinal } from "n2words/de-DE"
import type { Amount, Fraction, Numeral } from "./Reading.ts"

/** A whole number in words: `einundzwanzig`. */
export const integer = (digits: string): string =>
  digits.length > 30 ? digitByDigit(digits) : toCardinal(BigInt(digits))

/** A number before a noun: `ein`, where it would be `eins` alone. */
export const counting = (digits: string): string => integer(digits).replace(/eins$/, "ein")

/** An ordinal that is declined after an article or a preposition: `dritten`. */
export const ordinal = (digits: string): string =>
  Number(digits) === 0 ? "nullten" : `${toOrdinal(BigInt(digits))}n`

export const digitByDigit = (digits: string): string =>
  Array.from(digits, (digit) => (/\d/.test(digit) ? toCardinal(Number(digit)) : digit)).join(" ")

export const number = ({ decimals, integer: whole, isNegative }: Numeral): string =>
  [
    ...(isNegative ? ["minus"] : []),
    integer(whole),
    ...(decimals === "" ? [] : ["Komma", digitByDigit(decimals)])
  ].join(" ")

/** An amount before a noun. */
export const amount = (value: Amount): string => {
  if (value._tag === "Fraction") return fraction(value)
  const { number: written, scale } = value
  const words = written.decimals === "" ? number(written).replace(/eins$/, "ein") : number(written)
  if (scale === undefined) return words
  const isSingle = written.integer === "1" && written.decimals === ""
  if (scale === "tausend") return `${words}tausend`
  return isSingle ? `eine ${scale}` : `${words} ${scale}${scale.endsWith("n") ? "en" : "n"}`
}

export const isOne = (value: Amount): boolean =>
  value._tag === "Cardinal" &&
  value.number.integer === "1" &&
  value.number.decimals === "" &&
  value.scale === undefined

const fraction = ({ lower, upper, whole }: Fraction): string => {
  if (lower === "2" && upper === "1")
    return whole === undefined ? "ein halb" : `${wholeAndHalf(whole)}`
  const part = `${counting(upper)} ${lower === "2" ? "halbe" : `${toOrdinal(BigInt(lower)).replace(/te$/, "tel")}`}`
  return whole === undefined ? part : `${integer(whole)} ${part}`
}

const wholeAndHalf = (whole: string): string =>
  whole === "1" ? "eineinhalb" : `${integer(whole)}einhalb`

/** A year: 1848 is `achtzehnhundertachtundvierzig`, 2009 `zweitausendneun`. */
export const year = (text: string): string => {
  if (text.length !== 4 || !/^1[1-9]/.test(text)) return integer(text)
  const rest = text.slice(2)
  return `${integer(text.slice(0, 2))}hundert${rest === "00" ? "" : integer(rest)}`
}
