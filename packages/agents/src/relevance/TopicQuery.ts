import type { LexiconEntry, Lexicon } from "./Lexicon.ts"
import { contentWords, stem } from "./Stems.ts"

/** A word of a topic. */
export interface TopicTerm {
  readonly word: string
  /** How much it says about the subject, from 0 to 1: "longitude" much, "history" nearly nothing. */
  readonly weight: number
  /** Whether it names the treatment of a subject rather than a subject: "history", "discovery", "best". */
  readonly isGeneric: boolean
  /** Whether it is a verb or an adjective, which a text about the subject may replace by other words. */
  readonly isSecondary: boolean
  /** The stems that mean it, with how well they do, from 0 to 1. */
  readonly matches: ReadonlyMap<string, number>
}

/** A topic in words, as texts are matched against it. */
export interface TopicQuery {
  readonly terms: ReadonlyArray<TopicTerm>
}

export const make = ({ find }: Lexicon["Service"], words: string): TopicQuery => {
  const all = [...new Set(contentWords(words.slice(0, 400)))].slice(0, 32)
  const isAllGeneric = all.every((word) => generic.has(stem(word)))
  const isTwoWords = /^(?:(?:the|an?) )?\p{L}+ \p{L}+$/iu.test(words.trim())
  const terms = all.map((word, at) => {
    const entry = find(word)
    const isModifier = isTwoWords && at === 0 && modifiers.has(word)
    const isGeneric = generic.has(stem(word)) && !isAllGeneric && !isModifier
    // "Coffee houses" are also written "coffeehouses".
    const compounds = [`${all[at - 1] ?? ""}${word}`, `${word}${all[at + 1] ?? ""}`]
    return {
      word,
      weight: isGeneric ? genericWeight : /^\d+$/.test(word) ? numberWeight : specificity(entry),
      isGeneric,
      isSecondary: !isGeneric && entry.nounShare < 0.25 && !isName(word, words),
      matches: new Map([
        ...entry.related
          .map(({ strength, word: other }) => [stem(other), strength] as const)
          .filter(([other]) => !generic.has(other)),
        ...compounds.map((other) => [stem(other), 1] as const),
        [stem(word), 1] as const
      ])
    }
  })
  const strongest = Math.max(...terms.flatMap((term) => (term.isGeneric ? [] : [term.weight])), 0)
  return {
    terms: distinct(terms).map((term) =>
      term.isGeneric && strongest > 0 ? { ...term, weight: genericWeight * strongest } : term
    )
  }
}

/** The words that name the subject, for a search engine: "how do ships find longitude" gives "ships longitude". */
export const subjectWords = ({ terms }: TopicQuery): string =>
  terms
    .filter(({ isGeneric }) => !isGeneric)
    .map(({ word }) => word)
    .join(" ")

/** How well a text says a term. */
export const match = (stems: ReadonlySet<string>, { matches }: TopicTerm): number => {
  let best = 0
  for (const one of stems) best = Math.max(best, matches.get(one) ?? 0)
  return best
}

/** Relative to the most specific term. */
const genericWeight = 0.1
/** A year or a count is a detail. */
const numberWeight = 0.2

/** Frequent words are less specific, and verbs and adjectives less than nouns. */
const specificity = ({ frequency, nounShare }: LexiconEntry): number =>
  Math.max(0.25, 1 - Math.log10(1 + frequency) / 4) * (nounShare < 0.5 ? 0.5 : 1)

/** Whether a word of a topic is written with a capital letter inside the topic. */
const isName = (word: string, words: string): boolean =>
  words.toLowerCase().indexOf(word) > 0 && !words.includes(word)

/** "Dance" and "dancing" are one term. */
const distinct = (terms: ReadonlyArray<TopicTerm>): ReadonlyArray<TopicTerm> =>
  [...new Map(terms.toReversed().map((term) => [stem(term.word), term])).values()].toReversed()

/** Nouns that fit any subject, but make another one of the noun after them: news anchors are no anchors. */
const modifiers: ReadonlySet<string> = new Set(
  "age art call country day end guide idea life man name news number part people place question research science story work world year".split(
    " "
  )
)

/** Stems of the words for the treatment of a subject, and of those that fit any subject. */
const generic: ReadonlySet<string> = new Set(
  (
    "age ancient answer art bad become begin beginner beginning best big build call cause century change come country " +
    "day different discover discovery done early effect end example experience experiment explain explanation fact famous find first found " +
    "future give good great guide happen hear history idea important interesting introduction invent invention keep " +
    "kind know last late learn life long look man mean modern move mystery name need new news next number old origin overview part " +
    "past people person place put question real reason research researcher safe science scientist secret see short show small start story strange study take " +
    "tale teach thing think today understand want way woman work world year"
  )
    .split(" ")
    .map(stem)
)
