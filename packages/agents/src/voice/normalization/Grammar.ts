import type { LanguagePack } from "./LanguagePack.ts"
import type { Reading } from "./Reading.ts"
import type { Token } from "./Token.ts"

/** A text in a language, as the rules read it. */
export interface Source {
  readonly tokens: ReadonlyArray<Token>
  readonly pack: LanguagePack
}

/** What the tokens from some index up to `end` stand for. */
export interface Parsed<A = Reading> {
  readonly reading: A
  readonly end: number
}

/** Reads what starts at a token; undefined when that is something else. It looks at a bounded number of tokens. */
export type Rule<A = Reading> = (source: Source, at: number) => Parsed<A> | undefined

export const parsed = <A>(reading: A, end: number): Parsed<A> => ({ reading, end })

/** The first rule that applies. */
export const firstOf =
  <A>(...rules: ReadonlyArray<Rule<A>>): Rule<A> =>
  (source, at) => {
    for (const rule of rules) {
      const found = rule(source, at)
      if (found !== undefined) return found
    }
    return undefined
  }

/** The text of the token at an index; empty outside of the text. */
export const textAt = ({ tokens }: Source, at: number): string => tokens[at]?.text ?? ""

/** The text of the token at an index when it follows the one before it without white space. */
export const gluedAt = ({ tokens }: Source, at: number): string => {
  const token = tokens[at]
  return token === undefined || token.spaced ? "" : token.text
}

export const isWord = ({ tokens }: Source, at: number): boolean => tokens[at]?.kind === "word"

export const isNumber = ({ tokens }: Source, at: number): boolean => tokens[at]?.kind === "number"

/** Whether the full stop of an abbreviation is also that of its sentence. */
export const endsSentence = (source: Source, at: number): boolean => {
  const next = source.tokens[at + 1]
  if (next === undefined) return true
  if (/^["')\]]$/.test(next.text)) return source.tokens[at + 2]?.spaced !== false
  const isNumbered = source.pack.abbreviations.get(next.text)?.place === "beforeNumber"
  return (
    next.spaced &&
    source.pack.sentenceStarters.has(next.text) &&
    !(isNumbered && isNumber(source, at + 3))
  )
}

/** The index after a full stop at `at`, unless that ends the sentence. */
export const afterStop = (source: Source, at: number): number =>
  gluedAt(source, at) === "." && !endsSentence(source, at) ? at + 1 : at

/** Whether a suffix makes an ordinal of the number before it; in some languages a full stop does. */
export const isOrdinalSuffix = (source: Source, at: number): boolean =>
  source.pack.ordinalSuffixes.has(gluedAt(source, at)) &&
  (textAt(source, at) !== "." ||
    (/^\p{L}/u.test(textAt(source, at + 1)) &&
      !source.pack.sentenceStarters.has(textAt(source, at + 1))))

/** Whether the token at an index begins a new word: it follows white space or a sign. */
export const isFree = (source: Source, at: number): boolean =>
  at === 0 || source.tokens[at]?.spaced === true || source.tokens[at - 1]?.kind === "sign"
