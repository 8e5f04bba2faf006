import { toCardinal, toOrdinal } from "n2words/en-US"
import type { Amount, Fraction, Numeral } from "./Reading.ts"

/** A whole number in words, without hyphens: `one hundred twenty one`. */
export const integer = (digits: string): string =>
  digits.length > 36 ? digitByDigit(digits) : toCardinal(BigInt(digits)).replaceAll("-", " ")

export const ordinal = (digits: string): string =>
  Number(digits) === 0 ? "zeroth" : toOrdinal(BigInt(digits)).replaceAll("-", " ")

export const digitByDigit = (digits: string): string =>
  Array.from(digits, (digit) => (/\d/.test(digit) ? toCardinal(Number(digit)) : digit)).join(" ")

export const number = ({ decimals, integer: whole, isNegative }: Numeral): string =>
  [
    ...(isNegative ? ["minus"] : []),
    integer(whole),
    ...(decimals === "" ? [] : ["point", digitByDigit(decimals)])
  ].join(" ")

export const amount = (value: Amount): string =>
  value._tag === "Fraction"
    ? fraction(value)
    : value.scale === undefined
      ? number(value.number)
      : `${number(value.number)} ${value.scale}`

/** Whether the noun after an amount is in the singular. */
export const isOne = (value: Amount): boolean =>
  value._tag === "Fraction"
    ? value.whole === undefined && Number(value.upper) <= Number(value.lower)
    : value.number.integer === "1" && value.number.decimals === "" && value.scale === undefined

const fraction = ({ lower, upper, whole }: Fraction): string => {
  const isSingle = upper === "1"
  const name =
    lower === "2" ? (isSingle ? "half" : "halves") : lower === "4" ? "quarter" : ordinal(lower)
  const part = `${integer(upper)} ${isSingle || lower === "2" ? name : `${name}s`}`
  if (whole === undefined) return part
  return `${integer(whole)} and ${isSingle && Number(lower) <= 4 && lower !== "3" ? `a ${name}` : part}`
}

/** A year: 1066 is `ten sixty six`, 1905 `nineteen oh five`, 2009 `two thousand nine`. */
export const year = (text: string): string => {
  if (text.length === 2) return text.startsWith("0") ? `oh ${integer(text)}` : integer(text)
  const [century, rest] = [text.slice(0, 2), text.slice(2)]
  if (text.length !== 4 || /^(?:20|10)0/.test(text)) return integer(text)
  if (rest === "00") return `${integer(century)} hundred`
  return `${integer(century)} ${rest.startsWith("0") ? `oh ${integer(rest)}` : integer(rest)}`
}

/** The plural of a number or year: `seventies`, `eighteen hundreds`. */
export const plural = (text: string): string => {
  const words = text.length === 4 ? year(text) : integer(text)
  return words.endsWith("y")
    ? `${words.slice(0, -1)}ies`
    : words.endsWith("x")
      ? `${words}es`
      : `${words}s`
}

/** The number of a model as people say it: 320 is `three twenty`, 747 `seven forty seven`. */
export const model = (digits: string): string => {
  if (digits.startsWith("0") || digits.length > 4) return digitByDigit(digits)
  const rest = digits.slice(-2)
  if (digits.length <= 2 || digits.endsWith("00")) return integer(digits)
  return `${integer(digits.slice(0, -2))} ${rest.startsWith("0") ? `oh ${integer(rest)}` : integer(rest)}`
}
