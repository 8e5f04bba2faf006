import type { Passage } from "@aethercast/domain/Source"
import { terms, wordCount } from "../Terms.ts"
import { comparable, namesIn, numbersIn, quotationsIn } from "./Facts.ts"

/** What lines are checked against. */
export interface Evidence {
  /** By the number that the model knows them by. */
  readonly passages: ReadonlyMap<number, Passage>
  /** What may be named besides: the title, the sources, the speakers. */
  readonly known: string
}

/**
 * What a line says that the passages do not, in words for the model; empty when it may be spoken.
 *
 * The check is lexical: quotations must be verbatim, numbers and names must occur, and enough of the
 * words that carry meaning must be those of the passages that the line names. It does not see a
 * negation that was left out or two facts that were exchanged.
 */
export const objections = (
  text: string,
  cited: ReadonlyArray<number>,
  { known, passages }: Evidence
): ReadonlyArray<string> => {
  const named = cited.flatMap((number) => passages.get(number)?.text ?? [])
  const unknown = cited.filter((number) => !passages.has(number))
  const all = [...passages.values()].map(({ text }) => text)
  // A remark without passages may pick up what was said before.
  const basis = named.length > 0 ? named : all
  const basisText = basis.join(" ")
  const vocabulary = comparable([...all, known].join(" "))
  const numbers = new Set([...numbersIn(basisText), ...numbersIn(known)])
  return [
    ...unknown.map((number) => `there is no passage ${number}`),
    ...quotationsIn(text)
      .filter(
        (words) =>
          ![...basis, known].some((source) => comparable(source).includes(comparable(words)))
      )
      .map((words) => `“${words}” is in quotation marks, but not in those words in the passages`),
    ...[...new Set(numbersIn(text))]
      .filter((number) => !numbers.has(number))
      .map((number) => `the number ${number} is not in the passages`),
    ...[...new Set(namesIn(text))]
      .filter(
        (name) =>
          !comparable(name)
            .trim()
            .split(" ")
            .every((part) => vocabulary.includes(` ${part}`))
      )
      .map((name) => `the name ${name} is not in the passages`),
    ...claims(text, named)
  ]
}

const claims = (text: string, named: ReadonlyArray<string>): ReadonlyArray<string> => {
  if (named.length === 0) {
    const isRemark = wordCount(text) <= maxRemark || text.trim().endsWith("?")
    return isRemark ? [] : ["it states something, and names no passage"]
  }
  const meant = [...new Set(terms(text))]
  const supported = new Set(terms(named.join(" ")))
  const shared = meant.filter((term) => supported.has(term)).length
  return meant.length < 4 || shared >= minShare * meant.length
    ? []
    : ["it says something else than the passages that it names"]
}

/** Words: a longer line without a passage is not just a reaction. */
const maxRemark = 14

/**
 * Of a line's terms, those that the named passages have. Paraphrases of the library's passages share
 * more than half; a sentence about something else shares less than a fifth.
 */
const minShare = 0.3
