import { date, dayRange } from "./CalendarRules.ts"
import { clock, colons, namedHour, zoneOffset } from "./ClockRules.ts"
import { firstOf, gluedAt, type Rule, type Source, textAt } from "./Grammar.ts"
import type { LanguagePack } from "./LanguagePack.ts"
import { operator, power, scientific, subtraction } from "./MathRules.ts"
import { chemicalFormula, isotope } from "./ChemistryRules.ts"
import {
  basedNumber,
  model,
  namingNumber,
  otherNumber,
  subscript,
  telephone
} from "./NumberRules.ts"
import type { Pronunciations } from "./Pronunciations.ts"
import {
  degreesAndMinutes,
  feetAndInches,
  hoursAndMinutes,
  minutesAndSeconds
} from "./PrimeRules.ts"
import { range } from "./RangeRules.ts"
import { mark, type Reading, sign, word } from "./Reading.ts"
import { tokenize } from "./Token.ts"
import { unitAlone } from "./UnitRules.ts"
import {
  abbreviation,
  currencySign,
  dottedLetters,
  hash,
  initialism,
  pronunciation,
  romanNumeral
} from "./WordRules.ts"

/**
 * Writes a text of one language as a person says it: splits it into tokens, finds what each stretch
 * stands for, and has the language say that in words. Takes linear time, since every rule looks at a
 * bounded number of tokens.
 */
export const normalize = (text: string, pack: LanguagePack, names: Pronunciations): string => {
  const source: Source = { tokens: tokenize(text), pack }
  const named = firstOf(pronunciation(names), pronunciation(pack.shorthands))
  const parts: Array<Part> = []
  let isSpaced = false
  for (let at = 0; at < source.tokens.length;) {
    const token = source.tokens[at]
    const found =
      named(source, at) ?? (isOrdinaryWord(source, at) ? undefined : grammar(source, at))
    const reading = found === undefined ? asWritten(source, at) : found.reading
    isSpaced = isSpaced || token?.spaced === true
    if (reading !== undefined) {
      parts.push({
        text: pack.verbalize(reading),
        isMark: reading._tag === "Mark",
        isSpaced,
        isVerbatim: found === undefined
      })
      isSpaced = false
    }
    at = found?.end ?? at + 1
  }
  return joined(parts)
}

/** All rules; of several that apply, the first one reads the text. */
export const grammar: Rule = firstOf(
  dateOrRange,
  zoneOffset,
  dayRange,
  basedNumber,
  telephone,
  hoursAndMinutes,
  minutesAndSeconds,
  feetAndInches,
  degreesAndMinutes,
  namingNumber,
  unitAlone,
  scientific,
  namedHour,
  colonsBeforeClock(),
  chemicalFormula,
  isotope,
  model,
  range,
  power,
  abbreviation,
  dottedLetters,
  romanNumeral,
  initialism,
  hash,
  subscript,
  otherNumber,
  subtraction,
  operator,
  currencySign
)

/** A date before a telephone number; it may begin a range of dates. */
function dateOrRange(source: Source, at: number): ReturnType<Rule> {
  return date(source, at) && range(source, at)
}

/** A time of day before a duration or a ratio, except that `2:00:35` is no time. */
function colonsBeforeClock(): Rule {
  return (source, at) => (clock(source, at) === undefined ? colons(source, at) : undefined)
}

/** Most words are in lower case and mean nothing else: no rule needs to be tried. */
const isOrdinaryWord = ({ pack, tokens }: Source, at: number): boolean => {
  const token = tokens[at]
  const next = tokens[at + 1]
  return (
    token?.kind === "word" &&
    /^[a-zà-öø-ÿ]{2,}$/.test(token.text) &&
    (next === undefined || next.spaced || /^[,.;:?!)"'-]$/.test(next.text)) &&
    !pack.abbreviations.has(token.text) &&
    !pack.units.has(token.text) &&
    !pack.currencies.has(token.text) &&
    !/^[ivxl]+$/.test(token.text)
  )
}

/** A word, punctuation, or nothing for a sign that is not spoken. */
const asWritten = (source: Source, at: number): Reading | undefined => {
  const token = source.tokens[at]
  if (token === undefined) return undefined
  // It is raised above nothing: a reference mark.
  if (token.kind === "raised") return undefined
  if (token.kind !== "sign") return word(token.text)
  if (token.text === "–" && joinsWords(source, at)) return sign("through")
  if (/^[—–]$/.test(token.text) || (token.text === "-" && token.spaced)) return mark(", ")
  if (/^[•·‣◦]$/.test(token.text)) return mark(", ")
  return /^[.,;:!?()"'…-]$/.test(token.text) || isLetterLike(token.text)
    ? mark(token.text)
    : textAt(source, at) === "\n"
      ? mark(".")
      : undefined
}

/** A dash between words without spaces, as in noon–5pm. */
const joinsWords = (source: Source, at: number): boolean =>
  gluedAt(source, at) !== "" && /^[\p{L}\d]/u.test(gluedAt(source, at + 1))

const isLetterLike = (text: string): boolean => /^[\p{L}\p{N}]$/u.test(text)

interface Part {
  readonly text: string
  readonly isMark: boolean
  readonly isSpaced: boolean
  readonly isVerbatim: boolean
}

/** The parts with a space between words, and where the text has one. */
const joined = (parts: ReadonlyArray<Part>): string => {
  let result = ""
  let startsSentence = true
  let [afterWord, afterReading] = [false, false]
  for (const { isMark, isSpaced, isVerbatim, text } of parts) {
    const isApart = (afterWord && !isMark) || (afterReading && text === "(")
    if (result !== "" && ((isSpaced && text !== ", ") || isApart)) result += " "
    result += startsSentence && !isVerbatim ? text.charAt(0).toUpperCase() + text.slice(1) : text
    startsSentence = isMark ? /[.!?…]/.test(text) || (startsSentence && /["'(]/.test(text)) : false
    afterWord = !isMark
    afterReading = afterWord && !isVerbatim
  }
  return result
}
