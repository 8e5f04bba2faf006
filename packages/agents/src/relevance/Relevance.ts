import { Effect } from "effect"
import { sumAll } from "effect/Number"
import { stem } from "./Stems.ts"
import { match, type TopicQuery, type TopicTerm } from "./TopicQuery.ts"

/** A text in sentences, by their stems. */
export interface StemmedText {
  readonly title: ReadonlySet<string>
  /** The names in it, by the stems of a part of the name and of its last part: "charl darwin". */
  readonly names: ReadonlySet<string>
  readonly sentences: ReadonlyArray<StemmedSentence>
}

export interface StemmedSentence {
  readonly heading: string
  readonly headingStems: ReadonlySet<string>
  readonly stems: ReadonlySet<string>
}

export interface Relevance {
  /** How much each sentence is about the topic, from 0 to 1. */
  readonly sentences: ReadonlyArray<number>
  /** Whether the text as a whole is about a part of the topic. */
  readonly isNear: boolean
}

/**
 * How a text is judged. `lenient` is for topics of which a strict judgement leaves hardly anything: the
 * floor is lower, and a text about the subject need not say a verb or an adjective, nor say together
 * what it says apart.
 */
export type Standard = "strict" | "lenient"

/** Below this a sentence is not about the topic. */
export const relevanceFloor: Readonly<Record<Standard, number>> = { strict: 0.66, lenient: 0.65 }

/**
 * Judges a text against a topic. For each term of the topic a sentence counts by the best evidence that
 * it is about it: the term is in the sentence itself, in the one before, in its heading, in many
 * sentences around it, or in the title and many sentences of the text. Its relevance is the weighted
 * geometric mean over the terms, so that none can stand in for another.
 *
 * A text that mentions the topic here and there is not about it: then no sentence is relevant. Nor is
 * a text about a part of the topic that names the rest elsewhere: one sentence has to mention it all.
 *
 * A long text takes some milliseconds for each term: others get their turn after each.
 */
export const judge = Effect.fnUntraced(function* (
  { terms }: TopicQuery,
  text: StemmedText,
  standard: Standard
) {
  const floor = relevanceFloor[standard]
  const places = sectionsOf(text)
  const evidence = yield* Effect.forEach(terms, (term) =>
    Effect.as(Effect.yieldNow, { term, ...evidenceOf(term, terms, text, places) })
  )
  const total = sumAll(terms.map(({ weight }) => weight))
  const least = evidence.map((one) =>
    standard === "lenient" && isReplaceable(one, evidence) ? replaced : missing
  )
  const mean = (of: (evidence: Evidence) => number): number =>
    Math.exp(
      sumAll(
        evidence.map((one, at) => {
          const value = least[at] ?? missing
          return one.term.weight * Math.log(value + (1 - value) * of(one))
        })
      ) / total
    )
  const positions = text.sentences.map((_, at) => at)
  const mentioned = (at: number) => mean(({ mentions }) => mentions[at] ?? 0)
  const isAbout =
    terms.length > 0 &&
    positions.some((at) => mean(({ sections }) => sections[at] ?? 0) >= floor) &&
    positions.some((at) => mentioned(at) >= floor)
  return {
    sentences: positions.map((at) =>
      isAbout && mentioned(at) >= mentionFloor ? mean(({ sentences }) => sentences[at] ?? 0) : 0
    ),
    isNear: evidence.some(({ term, whole }) => !term.isGeneric && whole >= nearEvidence)
  } satisfies Relevance
})

/**
 * Whether a text need not say a term where it is about the topic: a verb, an adjective, or what it
 * says elsewhere, when the text as a whole is about other, specific terms.
 */
const isReplaceable = (
  { sayings, term }: TermEvidence,
  evidence: ReadonlyArray<TermEvidence>
): boolean =>
  !term.isGeneric &&
  (term.isSecondary || sayings >= 2) &&
  sumAll(
    evidence
      .filter((other) => other.term !== term && !other.term.isGeneric)
      .map((other) => (other.whole >= nearEvidence ? other.term.weight : 0))
  ) >= subjectWeight

/** By heading, the positions of its sentences. */
const sectionsOf = ({ sentences }: StemmedText): ReadonlyMap<string, ReadonlyArray<number>> =>
  Map.groupBy(sentences.keys(), (at) => sentences[at]?.heading ?? "")

/** Evidence for one term, from 0 to 1; `sentences` and `sections` have an element for each sentence. */
interface Evidence {
  readonly sentences: ReadonlyArray<number>
  /** The same, without what is only concluded from other sentences of the text. */
  readonly mentions: ReadonlyArray<number>
  /** That its section is about the term. */
  readonly sections: ReadonlyArray<number>
  /** That the text as a whole is. */
  readonly whole: number
  /** How many sentences say it. */
  readonly sayings: number
}

interface TermEvidence extends Evidence {
  readonly term: TopicTerm
}

const evidenceOf = (
  term: TopicTerm,
  terms: ReadonlyArray<TopicTerm>,
  { names, sentences, title }: StemmedText,
  places: ReadonlyMap<string, ReadonlyArray<number>>
): Evidence => {
  // "Fleming" alone means Alexander Fleming in a text that names him so.
  const surnames = terms
    .map(({ word }) => stem(word))
    .filter((surname) => names.has(`${stem(term.word)} ${surname}`))
  const hits = sentences.map(({ stems }) =>
    surnames.some((surname) => stems.has(surname))
      ? Math.max(surnameEvidence, match(stems, term))
      : match(stems, term)
  )
  const strength = Math.max(0, ...hits)
  const inTitle = match(title, term)
  const share = shareOf(hits)
  const whole =
    inTitle > 0
      ? inTitle * (0.5 + 0.5 * Math.min(1, share / titleShare))
      : 0.75 * strength * Math.min(1, share / textShare)
  /** Evidence from how many of these sentences say the term. */
  const density = (some: ReadonlyArray<number>) =>
    0.9 * strength * Math.min(1, shareOf(some) / sectionShare) ** 1.5
  const named = sentences.map(({ headingStems }) => headingEvidence * match(headingStems, term))
  const isSameSection = (at: number, other: number) =>
    sentences[at]?.heading === sentences[other]?.heading

  const sections = new Map(
    [...places].map(([heading, positions]) => {
      const inside = positions.map((at) => hits[at] ?? 0)
      const isRepeated = inside.filter((hit) => hit > 0).length >= 2
      const [first = 0] = positions
      return [
        heading,
        Math.max(named[first] ?? 0, density(inside), isRepeated ? 0.75 * strength : 0)
      ]
    })
  )
  const mentions = hits.map((hit, at) => {
    const before = isSameSection(at, at - 1) ? previousEvidence * (hits[at - 1] ?? 0) : 0
    return Math.max(hit, before, named[at] ?? 0, inTitle > 0 ? whole : 0)
  })
  return {
    whole,
    sayings: hits.filter((hit) => hit >= sameMeaning).length,
    mentions,
    sections: sentences.map(({ heading }) => Math.max(whole, sections.get(heading) ?? 0)),
    sentences: mentions.map((mention, at) => {
      const first = Math.max(0, at - nearbySentences)
      const near = hits
        .slice(first, at + nearbySentences + 1)
        .filter((_, index) => isSameSection(at, first + index))
      return Math.max(mention, whole, density(near))
    })
  }
}

/*
 * Tuned on the topics of bench/relevance/topics.json that are not held back. None but `replaced` is critical: 20 %
 * more or less changes the share of relevant lines by less than one percent.
 */

/** What a term counts for that is nowhere in a text. */
const missing = 0.1
/** What it counts when a text need not say it. */
const replaced = 0.3
/** How specific the other terms have to be, in the sum of their weights. */
const subjectWeight = 0.4
/** From this strength on a word has the meaning of a term. */
const sameMeaning = 0.9
/** When the title names a term, the share of sentences from which on the text is about nothing else. */
const titleShare = 0.12
/** The same when the title does not name it. */
const textShare = 0.25
/** The share of a section's sentences from which on the section is about a term. */
const sectionShare = 0.4
/** A sentence is about what many of so many sentences before and after it say. */
const nearbySentences = 3
/** Below this the sentence, the one before, the heading and the title mention too few of the terms. */
const mentionFloor = 0.4
const headingEvidence = 0.85
const previousEvidence = 0.7
const surnameEvidence = 0.95
/** From here on a text as a whole is about a term. */
const nearEvidence = 0.75

const shareOf = (hits: ReadonlyArray<number>): number =>
  hits.filter((hit) => hit > 0).length / Math.max(1, hits.length)
