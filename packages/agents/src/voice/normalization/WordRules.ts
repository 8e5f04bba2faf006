import {
  endsSentence,
  gluedAt,
  isNumber,
  isOrdinalSuffix,
  isWord,
  parsed,
  type Rule,
  type Source,
  textAt
} from "./Grammar.ts"
import type { Pronunciations } from "./Pronunciations.ts"
import { cardinal, type Reading, sign, wholeNumber, word } from "./Reading.ts"
import { romanValue } from "./RomanNumeral.ts"

/** A word that has a pronunciation. */
export const pronunciation =
  ({ entries }: Pronunciations): Rule =>
  ({ tokens }, at) => {
    const entry = entries
      .get(tokens[at]?.text ?? "")
      ?.find((candidate) =>
        candidate.tokens.every((text, index) => tokens[at + index]?.text === text)
      )
    return entry && parsed(word(entry.spoken), at + entry.tokens.length)
  }

/** An abbreviation with its full stop, unless that ends the sentence as well. */
export const abbreviation: Rule = (source, at) => {
  const text = textAt(source, at)
  const entry = source.pack.abbreviations.get(text)
  const hasStop = gluedAt(source, at + 1) === "."
  if (hasStop && source.pack.books.has(text) && textAt(source, at + 3) === ":") {
    return parsed(word(text), at + 2)
  }
  if (entry === undefined || !isWord(source, at) || (entry.needsStop && !hasStop)) return undefined
  if (source.pack.ambiguousAbbreviations.has(text) && !isInsideSentence(source, at + 1)) {
    return undefined
  }
  const end = at + (hasStop ? 2 : 1)
  const isNumbered =
    isNumber(source, end) || romanValue(textAt(source, end)) !== undefined || isPaged(source, end)
  if (entry.place === "beforeNumber" && !isNumbered) {
    return entry.needsStop ? undefined : parsed(word(entry.words), end)
  }
  const isNumberedStreet =
    isNumber(source, at - 2) && source.pack.ordinalSuffixes.has(gluedAt(source, at - 1))
  const isAfterName = (isName(source, at - 1) || isNumberedStreet) && !isName(source, end)
  const words = isAfterName ? (entry.afterName ?? entry.words) : entry.words
  const isTitle = entry.place === "title" && !(isAfterName && entry.afterName !== undefined)
  return parsed(word(words), hasStop && !isTitle && endsSentence(source, at + 1) ? at + 1 : end)
}

/** Whether a sentence goes on after its full stop at `at`. */
const isInsideSentence = (source: Source, at: number): boolean =>
  /^(?:[\p{Ll}\d]|[,;:)]$)/u.test(textAt(source, at + 1))

/** Letters with dots between them: `U.S.`, or an initial before a name. */
export const dottedLetters: Rule = (source, at) => {
  const text = textAt(source, at)
  const hasStop = gluedAt(source, at + 1) === "."
  if (/^\p{L}{1,2}(?:\.\p{L}{1,2})+$/u.test(text)) {
    const capitals = /^\p{Lu}/u.test(text) ? text.toUpperCase() : text
    const letters: Reading = {
      _tag: "Letters",
      letters: capitals.replaceAll(".", ""),
      isPlural: false
    }
    return parsed(letters, at + (hasStop && !endsSentence(source, at + 1) ? 2 : 1))
  }
  const isDirection =
    /^[NSEW]$/.test(text) &&
    hasStop &&
    isNumber(source, at + 2) &&
    source.pack.ordinalSuffixes.has(gluedAt(source, at + 3))
  if (isDirection) return parsed({ _tag: "Letters", letters: text, isPlural: false }, at + 2)
  const isInitial = /^\p{Lu}$/u.test(text) && hasStop && /^\p{Lu}/u.test(textAt(source, at + 2))
  const isMiddle =
    at === 0 ||
    isName(source, at - 1) ||
    textAt(source, at - 1) === "." ||
    (textAt(source, at + 3) === "." && /^\p{Lu}$/u.test(textAt(source, at + 2)))
  return isInitial &&
    isMiddle &&
    source.tokens[at + 2]?.spaced === true &&
    !endsSentence(source, at + 1)
    ? parsed({ _tag: "Letters", letters: text, isPlural: false }, at + 2)
    : undefined
}

/** A word in capitals that is spelled: AI, CEOs, HTML. Others are read as words: NASA. */
export const initialism: Rule = (source, at) => {
  const { pronounced, spelled } = source.pack
  const [, letters, plural] = /^(\p{Lu}{2,6})('?s)?$/u.exec(textAt(source, at)) ?? []
  if (letters === undefined || pronounced.has(letters)) return undefined
  const isSpelled = letters.length <= 3 || spelled.has(letters) || !/[AEIOUYÄÖÜ]/.test(letters)
  return isSpelled
    ? parsed({ _tag: "Letters", letters, isPlural: plural !== undefined }, at + 1)
    : undefined
}

/** A Roman numeral after a name or a noun that is numbered, or before `century`. */
export const romanNumeral: Rule = (source, at) => {
  const { numberedNouns, ordinalNouns, rulers } = source.pack
  if (isPaged(source, at)) {
    const paged = romanValue(textAt(source, at).toUpperCase())
    return paged === undefined ? undefined : parsed(cardinal(wholeNumber(String(paged))), at + 1)
  }
  const [, text = "", suffix] = /^([MDCLXVI]+)('s|st|nd|rd|th)?$/.exec(textAt(source, at)) ?? []
  const value = romanValue(text)
  if (value === undefined) return undefined
  const before = nounBefore(source, at)
  const digits = String(value)
  const end = textAt(source, at + 1) === "." && isOrdinalSuffix(source, at + 1) ? at + 2 : at + 1
  const genitive = suffix === "'s" ? { suffix } : {}
  const regnal = parsed<Reading>({ _tag: "Ordinal", digits, isRegnal: true, ...genitive }, end)
  if (ordinalNouns.has(textAt(source, end)) || (suffix !== undefined && suffix !== "'s")) {
    return parsed({ _tag: "Ordinal", digits, isRegnal: false }, end)
  }
  if (rulers.has(before)) return text === "I" && isVerb(source, end) ? undefined : regnal
  const isNumbered = numberedNouns.has(before)
  const isUnmistakable = text.length > 1 && value < 40 && isName(source, at - 1)
  return suffix === undefined && (isNumbered || isUnmistakable)
    ? parsed(cardinal(wholeNumber(digits)), at + 1)
    : undefined
}

/** Whether a numeral in lower case follows a noun that is numbered, or the first one of a range: pages iv–xii. */
const isPaged = (source: Source, at: number): boolean => {
  if (!isSmallNumeral(source, at)) return false
  const isSecond = /^[-–]$/.test(gluedAt(source, at - 1)) && gluedAt(source, at) !== ""
  return isSecond
    ? isSmallNumeral(source, at - 2) && followsPagedNoun(source, at - 2)
    : followsPagedNoun(source, at)
}

const isSmallNumeral = (source: Source, at: number): boolean => /^[ivxl]+$/.test(textAt(source, at))

const followsPagedNoun = (source: Source, at: number): boolean => {
  const before = nounBefore(source, at)
  // After other nouns it may be the pronoun.
  return textAt(source, at) === "i"
    ? /^p(?:ages?|p)?$/i.test(before)
    : source.pack.pagedNouns.has(before.toLowerCase())
}

/** The word before an index, without the full stop of an abbreviation: `p.` */
const nounBefore = (source: Source, at: number): string =>
  textAt(source, textAt(source, at - 1) === "." ? at - 2 : at - 1)

/** `#1` is number one; a hash before a word is not spoken. */
export const hash: Rule = (source, at) =>
  textAt(source, at) === "#" && isNumber(source, at + 1)
    ? parsed(sign("number"), at + 1)
    : undefined

/** A currency that stands alone. */
export const currencySign: Rule = (source, at) => {
  const currency = /^\p{Sc}$/u.test(textAt(source, at))
    ? source.pack.currencies.get(textAt(source, at))
    : undefined
  return currency && parsed(word(currency.many), at + 1)
}

const isName = (source: Source, at: number): boolean =>
  isWord(source, at) &&
  /^\p{Lu}/u.test(textAt(source, at)) &&
  !source.pack.sentenceStarters.has(textAt(source, at))

/** After `Elizabeth I` comes what she did; after `Elizabeth, I` what I do. */
const isVerb = (source: Source, at: number): boolean =>
  /^(?:am|have|think|know|'m|do)$/.test(textAt(source, at))
