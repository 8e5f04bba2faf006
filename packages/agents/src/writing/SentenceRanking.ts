import { continues, type Sentence } from "./Sentence.ts"
import { terms } from "./Terms.ts"

/** Sentences, by index, as a summary sees them. */
export interface SentenceRanking {
  /** How informative each sentence is; higher is better. */
  readonly scores: ReadonlyArray<number>
  /** Cosine similarity of two sentences, from 0 to 1. */
  readonly similarity: (a: number, b: number) => number
}

/**
 * TextRank over TF-IDF cosines (Mihalcea and Tarau 2004), with bonuses for sentences that open a
 * section, name the subject, give a figure or are about the focus. Quadratic in the sentences.
 */
export const rank = (sentences: ReadonlyArray<Sentence>, subject: string): SentenceRanking => {
  const size = sentences.length
  const similar = similarities(sentences)
  const centrality = textRank(similar, size)
  const maxCentrality = Math.max(...centrality, Number.EPSILON)
  const subjectTerms = new Set(terms(subject))
  const sectionStarts = new Map<string, number>()
  for (const { passage } of sentences) {
    const section = `${passage.source} ${passage.heading}`
    const start = Math.min(sectionStarts.get(section) ?? Infinity, passage.position)
    sectionStarts.set(section, start)
  }
  const scores = sentences.map((sentence, i) => {
    const { passage, text, words } = sentence
    const start = sectionStarts.get(`${passage.source} ${passage.heading}`) ?? 0
    const depth = passage.position - start
    const named = sentence.terms.filter((term) => subjectTerms.has(term)).length
    return (
      (centrality[i] ?? 0) / maxCentrality +
      0.9 * Math.exp(-depth) +
      subjectWeight *
        (passage.relevance + 0.2 * Math.min(1, named / Math.max(1, subjectTerms.size))) +
      focusWeight * (passage.focus ?? 0) +
      (/\d/.test(text) ? 0.1 : 0) -
      (words < 8 || words > 40 ? 0.35 : 0) -
      (/\?["”]?$/.test(text) ? 0.3 : 0) -
      (/\b(?:I|we|our|us|my|you|your)\b/.test(text) ? 0.3 : 0)
    )
  })
  return { scores, similarity: (a, b) => similar[a * size + b] ?? 0 }
}

/** What being about the topic counts; centrality and position count at most 1.9 together. */
const subjectWeight = 4

/** What being about the listener's focus counts, among sentences that are all about the topic. */
const focusWeight = 4

/**
 * The order in which to pick sentences when not all of them fit, in steps that make sense only together:
 * a sentence with the ones that it needs, `introductions`. Maximal marginal relevance (Carbonell and
 * Goldstein 1998), with a bonus for continuing a picked sentence, so that a source is quoted in passages
 * and not in single sentences: one that stands alone mostly introduces something.
 */
export const pickOrder = (
  sentences: ReadonlyArray<Sentence>,
  ranking: SentenceRanking,
  introductions: ReadonlyArray<ReadonlyArray<number> | undefined>
): ReadonlyArray<ReadonlyArray<number>> => {
  const goesOn = sentences.map((_, at) => continues(sentences, at))
  /** Similarity of each sentence to the most similar one that was picked. */
  const redundancy = sentences.map(() => 0)
  const picked = new Set<number>()
  const marginalScore = (at: number): number => {
    const sentence = sentences[at]
    const needed = introductions[at]?.filter((earlier) => !picked.has(earlier))
    if (picked.has(at) || sentence === undefined || needed === undefined) return -Infinity
    const hasPredecessor = goesOn[at] === true
    const isContinuation = hasPredecessor && picked.has(at - 1)
    const isCutOff = hasPredecessor && likelyContinuation.test(sentence.text)
    const standsAlone = !hasPredecessor && goesOn[at + 1] !== true
    return (
      0.75 * (ranking.scores[at] ?? 0) -
      0.7 * (redundancy[at] ?? 0) +
      (isContinuation ? continuationBonus : isCutOff ? -0.2 : standsAlone ? -0.8 : 0) +
      (sentence.dependsOnPrevious ? completionBonus : 0) -
      introductionCost * needed.length
    )
  }
  const steps: Array<ReadonlyArray<number>> = []
  while (picked.size < sentences.length) {
    const scores = sentences.map((_, at) => marginalScore(at))
    const best = scores.indexOf(Math.max(...scores))
    if (scores[best] === -Infinity) break
    const step = [...(introductions[best] ?? []), best].filter((at) => !picked.has(at))
    steps.push(step)
    for (const at of step) {
      picked.add(at)
      redundancy.forEach((known, i) => {
        redundancy[i] = Math.max(known, ranking.similarity(i, at))
      })
    }
  }
  return steps
}

/** What it counts that a sentence goes on where a picked one ends. */
const continuationBonus = 1
/** What it counts more where the picked one leaves a thought unfinished. */
const completionBonus = 0.3
/** What it costs that another sentence has to be picked first. */
const introductionCost = 0.25

/** Beginnings that usually continue the sentence before. */
const likelyContinuation = /^(?:The|Other|More|Less|Few|Only|Much|One|Two|Three)\b|\balso\b/

/** Cosines of the TF-IDF vectors of all pairs, row by row. */
const similarities = (sentences: ReadonlyArray<Sentence>): Float64Array => {
  const size = sentences.length
  const postings = new Map<string, Map<number, number>>()
  sentences.forEach((sentence, i) => {
    for (const term of sentence.terms) {
      const posting = postings.get(term) ?? new Map<number, number>()
      postings.set(term, posting.set(i, (posting.get(i) ?? 0) + 1))
    }
  })
  const norms = new Float64Array(size)
  const dots = new Float64Array(size * size)
  for (const posting of postings.values()) {
    const idf = Math.log(1 + size / posting.size)
    const weights = [...posting].map(([i, count]) => [i, (1 + Math.log(count)) * idf] as const)
    for (const [i, x] of weights) {
      norms[i] = (norms[i] ?? 0) + x * x
      for (const [j, y] of weights)
        if (i !== j) dots[i * size + j] = (dots[i * size + j] ?? 0) + x * y
    }
  }
  return dots.map((dot, at) =>
    dot === 0 ? 0 : dot / Math.sqrt((norms[Math.floor(at / size)] ?? 1) * (norms[at % size] ?? 1))
  )
}

const textRank = (similar: Float64Array, size: number): Float64Array => {
  const degrees = new Float64Array(size)
  for (let at = 0; at < similar.length; at++) {
    const row = Math.floor(at / size)
    degrees[row] = (degrees[row] ?? 0) + (similar[at] ?? 0)
  }
  let weights = new Float64Array(size).fill(1 / size)
  for (let round = 0; round < 20; round++) {
    const next = new Float64Array(size).fill((1 - damping) / size)
    for (let i = 0; i < size; i++) {
      const share = (damping * (weights[i] ?? 0)) / (degrees[i] || 1)
      for (let j = 0; j < size; j++) {
        next[j] = (next[j] ?? 0) + share * (similar[i * size + j] ?? 0)
      }
    }
    weights = next
  }
  return weights
}

const damping = 0.85
