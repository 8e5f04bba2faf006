import { follows, type Sentence } from "./Sentence.ts"
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
 * section, name the subject or give a figure. Quadratic in the sentences.
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

/**
 * The order in which to pick sentences when not all of them fit: maximal marginal relevance
 * (Carbonell and Goldstein 1998), with a bonus for continuing a picked sentence. A sentence that
 * depends on the one before it is picked after that one, or not at all.
 */
export const pickOrder = (
  sentences: ReadonlyArray<Sentence>,
  ranking: SentenceRanking
): ReadonlyArray<number> => {
  const predecessors = sentences.map((sentence) =>
    sentences.findIndex((earlier) => follows(earlier, sentence))
  )
  /** Similarity of each sentence to the most similar one that was picked. */
  const redundancy = sentences.map(() => 0)
  const picked = new Set<number>()
  for (let round = 0; round < sentences.length; round++) {
    let best = -1
    let bestScore = -Infinity
    for (let i = 0; i < sentences.length; i++) {
      const predecessor = predecessors[i] ?? -1
      const isContinuation = picked.has(predecessor)
      if (picked.has(i) || (sentences[i]?.dependsOnPrevious === true && !isContinuation)) continue
      const isCutOff = predecessor >= 0 && likelyContinuation.test(sentences[i]?.text ?? "")
      const score =
        0.75 * (ranking.scores[i] ?? 0) -
        0.7 * (redundancy[i] ?? 0) +
        (isContinuation ? 0.45 : isCutOff ? -0.2 : 0)
      if (score > bestScore) [best, bestScore] = [i, score]
    }
    if (best < 0) break
    picked.add(best)
    for (let i = 0; i < redundancy.length; i++) {
      redundancy[i] = Math.max(redundancy[i] ?? 0, ranking.similarity(i, best))
    }
  }
  return [...picked]
}

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
