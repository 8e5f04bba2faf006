import { follows, type Sentence } from "./Sentence.ts"
import { terms } from "./Terms.ts"

/** How much each sentence tells, and how much two of them say the same. */
export interface Ranking {
  readonly scores: ReadonlyArray<number>
  readonly similarity: (a: number, b: number) => number
}

/**
 * TextRank over TF-IDF cosines (Mihalcea and Tarau 2004), with bonuses for sentences that open a
 * section, name the subject or give a figure. Quadratic in the sentences.
 */
export const rank = (sentences: ReadonlyArray<Sentence>, subject: string): Ranking => {
  const size = sentences.length
  const similar = similarities(sentences)
  const central = textRank(similar, size)
  const most = Math.max(...central, Number.EPSILON)
  const wanted = new Set(terms(subject))
  const first = new Map<string, number>()
  for (const { passage } of sentences) {
    const section = `${passage.source} ${passage.heading}`
    first.set(section, Math.min(first.get(section) ?? Infinity, passage.position))
  }
  const scores = sentences.map((sentence, i) => {
    const { passage, text, words } = sentence
    const depth = passage.position - (first.get(`${passage.source} ${passage.heading}`) ?? 0)
    const named = sentence.terms.filter((term) => wanted.has(term)).length
    return (
      (central[i] ?? 0) / most +
      0.9 * Math.exp(-depth) +
      0.25 * Math.min(1, named / Math.max(1, wanted.size)) +
      (/\d/.test(text) ? 0.1 : 0) -
      (words < 8 || words > 40 ? 0.35 : 0) -
      (/\?["”]?$/.test(text) ? 0.3 : 0) -
      (/\b(?:I|we|our|us|my|you|your)\b/.test(text) ? 0.3 : 0)
    )
  })
  return { scores, similarity: (a, b) => similar[a * size + b] ?? 0 }
}

/**
 * The order in which to take sentences when there is room for some only: maximal marginal relevance
 * (Carbonell and Goldstein 1998), kind to runs, and a sentence that leans comes after its predecessor.
 */
export const choose = (
  sentences: ReadonlyArray<Sentence>,
  ranking: Ranking
): ReadonlyArray<number> => {
  const before = sentences.map((sentence) =>
    sentences.findIndex((earlier) => follows(earlier, sentence))
  )
  const closest = sentences.map(() => 0)
  const taken = new Set<number>()
  for (let round = 0; round < sentences.length; round++) {
    let best = -1
    let most = -Infinity
    for (let i = 0; i < sentences.length; i++) {
      const runsOn = taken.has(before[i] ?? -1)
      if (taken.has(i) || (sentences[i]?.leans === true && !runsOn)) continue
      const worth =
        0.75 * (ranking.scores[i] ?? 0) -
        0.7 * (closest[i] ?? 0) +
        (runsOn ? 0.45 : (before[i] ?? -1) >= 0 && midway.test(sentences[i]?.text ?? "") ? -0.2 : 0)
      if (worth > most) [best, most] = [i, worth]
    }
    if (best < 0) break
    taken.add(best)
    for (let i = 0; i < closest.length; i++) {
      closest[i] = Math.max(closest[i] ?? 0, ranking.similarity(i, best))
    }
  }
  return [...taken]
}

/** Openings that more often than not go on with what was said before. */
const midway = /^(?:The|Other|More|Less|Few|Only|Much|One|Two|Three)\b|\balso\b/

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
    const rarity = Math.log(1 + size / posting.size)
    const weights = [...posting].map(([i, count]) => [i, (1 + Math.log(count)) * rarity] as const)
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
