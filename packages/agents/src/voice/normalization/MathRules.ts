import {
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
import { numeral } from "./NumeralSyntax.ts"
import { type Reading, sign, type SignName, word } from "./Reading.ts"

/** A number or a variable with an exponent: `10⁹`, `2^n`, `10^-6`, `x²`. After a word it is a reference mark. */
export const power: Rule = (source, at) => {
  const text = textAt(source, at)
  const found = exponent(source, at + 1) ?? plainExponent(source, at)
  if (found === undefined) return undefined
  if (isNumber(source, at)) {
    const base = numeral(text, source.pack.decimalMark)
    return base && parsed({ _tag: "Power", base, exponent: found.reading }, found.end)
  }
  if (isWord(source, at) && text.length > 3) return parsed(word(text), found.end)
  return isWord(source, at)
    ? parsed({ _tag: "Power", base: text, exponent: found.reading }, found.end)
    : text === ")"
      ? parsed({ _tag: "Power", base: ")", exponent: found.reading }, found.end)
      : undefined
}

const exponent = (source: Source, at: number): Parsed<string> | undefined => {
  const token = source.tokens[at]
  if (token === undefined || token.spaced) return undefined
  if (token.kind === "raised") return parsed(token.text, at + 1)
  const isStars = token.text === "*" && gluedAt(source, at + 1) === "*"
  if (token.text !== "^" && !isStars) return undefined
  const start = at + (isStars ? 2 : 1)
  const open = /^[({]$/.test(gluedAt(source, start)) ? 1 : 0
  const minus = gluedAt(source, start + open) === "-" ? "-" : ""
  const end = start + open + minus.length
  const value = gluedAt(source, end)
  if (!/^(?:\d{1,9}|\p{L})$/u.test(value)) return undefined
  if (open === 1 && !/^[)}]$/.test(gluedAt(source, end + 1))) return undefined
  const after = end + 1 + open
  return gluedAt(source, after) === "^" ? undefined : parsed(minus + value, after)
}

/** The exponent of `1.6 x 10-19`, which was raised before the text lost its format; `3 x 10-15` may be exercises. */
const plainExponent = (source: Source, at: number): Parsed<string> | undefined => {
  const digits = gluedAt(source, at + 2)
  const isPower =
    textAt(source, at) === "10" &&
    /^[x×*·⋅]$/.test(textAt(source, at - 1)) &&
    /^\d[.,]\d+$/.test(textAt(source, at - 2)) &&
    gluedAt(source, at + 1) === "-"
  return isPower && /^\d{1,3}$/.test(digits) ? parsed(`-${digits}`, at + 3) : undefined
}

/** `1.5e6`: a number in scientific notation, of which this reads the part after the first digits. */
export const scientific: Rule = (source, at) => {
  if (!isNumber(source, at - 1) || !/^[eE]$/.test(gluedAt(source, at))) return undefined
  const minus = /^[-+]$/.test(gluedAt(source, at + 1)) ? gluedAt(source, at + 1) : ""
  const digits = gluedAt(source, at + 1 + minus.length)
  if (!/^\d{1,3}$/.test(digits)) return undefined
  const exponent = (minus === "-" ? "-" : "") + String(Number(digits))
  const times: Reading = { _tag: "Power", base: "times ten", exponent }
  return parsed(times, at + 2 + minus.length)
}

/** A sign between numbers, before a number or after a word, said as a person would. */
export const operator: Rule = (source, at) => {
  const text = textAt(source, at)
  if (/^[x×*·⋅]$/.test(text)) return multiplication(source, at)
  if (text === "/") return division(source, at)
  if (text === "^") return toThePower(source, at)
  const name = signs.get(text)
  if (name === undefined) return undefined
  const found = comparisonAt(source, at) ?? name
  const isDouble = text === "§" && gluedAt(source, at + 1) === "§"
  const isWithEquals = /^[<>]$/.test(text) && gluedAt(source, at + 1) === "="
  const next = isDouble || isWithEquals ? at + 2 : at + 1
  return parsed(sign(isWithEquals ? (text === "<" ? "atMost" : "atLeast") : found), next)
}

/** Before a quantity that nothing is compared with, `<` and `>` mean fewer and more. */
const comparisonAt = (source: Source, at: number): SignName | undefined =>
  textAt(source, at) === "~" && !isDigit(source, at + 1) ? "about" : undefined

/** A slash in a formula; a usual name of a variable over a number, since c/4 may be anything: π/2, 12/4 = 3, r³/3, (a + b)/2. */
const division: Rule = (source, at) => {
  const isOfVariable =
    /^(?:[knrtxyz]|\p{Script=Greek})$/u.test(textAt(source, at - 1)) &&
    gluedAt(source, at) !== "" &&
    /^\d/.test(gluedAt(source, at + 1))
  const isOfNumbers = isNumber(source, at - 1) && isNumber(source, at + 1)
  const isInEquation =
    /^[=≈]$/.test(textAt(source, at + 2)) ||
    (textAt(source, at - 2) === "=" && /^\p{L}$/u.test(textAt(source, at - 3)))
  const isOfTerm =
    isAfterTerm(source, at) &&
    (isNumber(source, at + 1) || (isOperand(source, at + 1) && hasEquation(source, at)))
  const isOfLetters =
    /^\p{L}$/u.test(textAt(source, at - 1)) &&
    /^\p{L}$/u.test(textAt(source, at + 1)) &&
    isFormula(source, at)
  return isOfVariable || isOfTerm || isOfLetters || (isOfNumbers && isInEquation)
    ? parsed(sign("dividedBy"), at + 1)
    : undefined
}

/** Before an exponent of several parts: `2^(n+1)`, `x^0.5`. */
/** Whether what comes before is in brackets or has an exponent. */
const isAfterTerm = (source: Source, at: number): boolean =>
  source.tokens[at - 1]?.kind === "raised" ||
  textAt(source, at - 2) === "^" ||
  (textAt(source, at - 1) === ")" && isOperand(source, at - 2))

/** Whether an equation or a root stands near. */
export const isFormula = (source: Source, at: number): boolean =>
  hasEquation(source, at) || [2, 3].some((back) => textAt(source, at - back) === "√")

const toThePower: Rule = (source, at) => {
  const isAfterBase = /^(?:[\d.,]+|\p{L}{1,3}|[)\]}])$/u.test(textAt(source, at - 1))
  const isGlued = gluedAt(source, at) !== ""
  return isAfterBase && isGlued && /^(?:\d|\p{L}|[-({¼-¾⅐-⅞])/u.test(gluedAt(source, at + 1))
    ? parsed(sign("toThePower"), at + 1)
    : undefined
}

const multiplication: Rule = (source, at) => {
  const isAfter = isNumber(source, at - 1)
  if (/^[·⋅]$/.test(textAt(source, at))) {
    return isAfter && isDigit(source, at + 1) ? parsed(sign("times"), at + 1) : undefined
  }
  if (isAfter && isDigit(source, at + 1)) {
    const isPower = (exponent(source, at + 2) ?? plainExponent(source, at + 1)) !== undefined
    const isTimes = isPower || hasEquation(source, at)
    return parsed(sign(isTimes ? "times" : "by"), at + 1)
  }
  if (textAt(source, at) === "x" && isAfter) {
    // In `2-3x faster` the hyphen joins a range.
    const isRange = /^[-–]$/.test(textAt(source, at - 2)) && !hasEquation(source, at)
    const isVariable =
      gluedAt(source, at) !== "" &&
      !isRange &&
      (isEquationSign(textAt(source, at + 1)) ||
        isEquationSign(textAt(source, at - 2)) ||
        textAt(source, at - 3) === "^")
    return parsed(isVariable ? word("x") : sign("times"), at + 1)
  }
  return textAt(source, at) === "×" ? parsed(sign("times"), at + 1) : undefined
}

/** A hyphen between numbers or variables of an equation. */
export const subtraction: Rule = (source, at) => {
  if (textAt(source, at) !== "-") return undefined
  const isBefore = isFree(source, at) && /^[\d¼-¾⅐-⅞]/.test(gluedAt(source, at + 1))
  const isOfExponent =
    textAt(source, at - 1) === "^" ||
    (/^[({]$/.test(textAt(source, at - 1)) && textAt(source, at - 2) === "^")
  const isBinary =
    isOperand(source, at - 1) &&
    isOperand(source, at + 1) &&
    (hasEquation(source, at) || isAfterExponent(source, at))
  const isOfSide =
    /^[=<>≤≥≈]$/.test(textAt(source, at - 1)) && /^(?:\d.*|\p{L})$/u.test(textAt(source, at + 1))
  const isGrade =
    /^\p{Lu}$/u.test(textAt(source, at - 1)) &&
    gluedAt(source, at) !== "" &&
    gluedAt(source, at + 1) !== "-" &&
    !/^[\p{L}\d]/u.test(gluedAt(source, at + 1))
  const isFirst = at === 0 || source.tokens[at]?.spaced === true || opensTerm(source, at - 1)
  return isBinary || isGrade || isOfExponent || isOfSide || (isBefore && isFirst)
    ? parsed(sign("minus"), at + 1)
    : undefined
}

/** `2^n - 1`, `x²-1`. */
const isAfterExponent = (source: Source, at: number): boolean =>
  source.tokens[at]?.spaced === source.tokens[at + 1]?.spaced &&
  (source.tokens[at - 1]?.kind === "raised" || textAt(source, at - 2) === "^")

const opensTerm = (source: Source, at: number): boolean =>
  /^[([{=<>≤≥≈±×*√,]$/.test(textAt(source, at))

const isEquationSign = (text: string): boolean => /^[-+=<>≤≥]$/.test(text)

const isOperand = (source: Source, at: number): boolean =>
  isNumber(source, at) ||
  source.tokens[at]?.kind === "raised" ||
  /^(?:\p{L}|[()√])$/u.test(textAt(source, at))

const isDigit = (source: Source, at: number): boolean => isNumber(source, at)

/** Whether a sign of an equation stands near, without punctuation between. */
const hasEquation = (source: Source, at: number): boolean =>
  [-1, 1].some((step) => {
    for (let near = 1; near <= 6; near++) {
      const text = textAt(source, at + step * near)
      if (/^[=<>≤≥≈]$/.test(text)) return true
      if (/^[,;.:?!]?$/.test(text)) return false
    }
    return false
  })

const signs: ReadonlyMap<string, SignName> = new Map<string, SignName>([
  ["+", "plus"],
  ["\u2212", "minus"],
  ["=", "equals"],
  ["≠", "notEqual"],
  ["<", "less"],
  [">", "greater"],
  ["≤", "atMost"],
  ["≥", "atLeast"],
  ["~", "about"],
  ["≈", "about"],
  ["±", "plusMinus"],
  ["÷", "dividedBy"],
  ["&", "and"],
  ["@", "at"],
  ["→", "to"],
  ["⇒", "to"],
  ["%", "percent"],
  ["°", "degrees"],
  ["§", "section"],
  ["№", "number"],
  ["∞", "infinity"],
  ["√", "squareRoot"]
])
