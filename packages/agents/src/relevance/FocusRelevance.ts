import { Passage } from "@aethercast/domain/Source"
import { Effect } from "effect"
import { sumAll } from "effect/Number"
import { stemmed } from "./ArticleRelevance.ts"
import type { FocusQuery, Years } from "./FocusQuery.ts"
import type { Lexicon } from "./Lexicon.ts"
import type { StemmedSentence } from "./Relevance.ts"
import * as TopicQuery from "./TopicQuery.ts"

/**
 * The passages of an episode, each with how much it is about a focus. A focus prefers some of them and adds
 * none: it does not make a passage count that is not about the topic itself.
 */
export const withFocus = Effect.fn("FocusRelevance.withFocus")(function* (
  lexicon: Lexicon["Service"],
  query: FocusQuery,
  passages: ReadonlyArray<Passage>
) {
  const scores = focusScores(lexicon, query, passages, yield* stemmed(passages))
  return passages.map((passage, at) =>
    passage.relevance === 0 ? passage : new Passage({ ...passage, focus: scores[at] ?? 0 })
  )
})

/** Whether a passage is about the focus that it was weighed by. */
export const isOnFocus = ({ focus = 0 }: Passage): boolean => focus >= focusFloor

/** More than one of two words that say the same amount. */
const focusFloor = 0.55

/**
 * From 1 for a passage with all that is asked for to -1 for one with what is to be left out: the mean of
 * the words (the alternative of which it says most), the period and the figures, as far as they are asked
 * for. A word that most passages say tells little. The words of the heading count, too, and a passage
 * without a year is of the time of the one before.
 */
const focusScores = (
  lexicon: Lexicon["Service"],
  { figures, unwanted, wanted, years }: FocusQuery,
  passages: ReadonlyArray<Passage>,
  sentences: ReadonlyArray<StemmedSentence>
): ReadonlyArray<number> => {
  const alternatives = wanted.map((words) => sayings(lexicon, words, sentences))
  const excluded = sayings(lexicon, unwanted, sentences)
  const parts = [
    alternatives.length === 0
      ? []
      : sentences.map((_, at) => Math.max(...alternatives.map((words) => shareSaid(words, at)))),
    years === undefined ? [] : timeScores(years, passages),
    figures === "wanted" ? passages.map(figureScore) : []
  ].filter(({ length }) => length > 0)
  return passages.map((passage, at) => {
    const liked = sumAll(parts.map((part) => part[at] ?? 0)) / Math.max(1, parts.length)
    const disliked = Math.max(
      figures === "unwanted" ? figureScore(passage) : 0,
      ...excluded.map(({ said }) => said[at] ?? 0)
    )
    return Math.round(Math.max(-1, liked - disliked) * 100) / 100
  })
}

interface Saying {
  /** How well each sentence says the word, from 0 to 1. */
  readonly said: ReadonlyArray<number>
  readonly weight: number
}

const sayings = (
  lexicon: Lexicon["Service"],
  words: ReadonlyArray<string>,
  sentences: ReadonlyArray<StemmedSentence>
): ReadonlyArray<Saying> =>
  TopicQuery.make(lexicon, words.join(" "))
    .terms.filter(({ isGeneric }) => !isGeneric)
    .map((term) => {
      const said = sentences.map(({ headingStems, stems }) =>
        Math.max(
          TopicQuery.match(stems, term),
          headingEvidence * TopicQuery.match(headingStems, term)
        )
      )
      const share = said.filter((one) => one > 0).length / Math.max(1, said.length)
      return { said, weight: term.weight * (1 - share) }
    })

/** How much of the words a sentence says, by their weights. */
const shareSaid = (words: ReadonlyArray<Saying>, at: number): number => {
  const total = sumAll(words.map(({ weight }) => weight))
  const said = sumAll(words.map(({ said, weight }) => weight * (said[at] ?? 0)))
  return total === 0 ? 0 : said / total
}

const headingEvidence = 0.85

/** 1 for a passage of the period, -1 for one of another time, 0 where no year is given. */
const timeScores = (years: Years, passages: ReadonlyArray<Passage>): ReadonlyArray<number> => {
  const scores: Array<number> = []
  for (const [at, { heading, source, text }] of passages.entries()) {
    const before = passages[at - 1]
    const isSameSection = before?.source === source && before.heading === heading
    const named = (text.match(yearInText) ?? []).map(Number)
    const isWithin = named.some((year) => year >= years.first && year <= years.last)
    if (named.length > 0) scores.push(isWithin ? 1 : -1)
    else scores.push(isSameSection ? previousEvidence * (scores[at - 1] ?? 0) : 0)
  }
  return scores
}

const previousEvidence = 0.7
const yearInText = /\b(?:1\d{3}|20\d{2})(?=s?\b)/g

const figureScore = ({ text }: Passage): number => (hasFigure.test(text) ? 1 : 0)

/** A number that is no year. */
const hasFigure =
  /\d[,.]\d|%|\b(?!(?:1\d|20)\d\d(?:s?\b))\d+|\b(?:percent|hundreds?|thousands?|millions?|billions?)\b/i
