import { Outline, SegmentPlan, type Style } from "@aethercast/domain/Script"
import type { Source } from "@aethercast/domain/Source"
import { sumAll } from "effect/Number"
import { isOnFocus } from "../relevance/FocusRelevance.ts"
import { headline, spokenTitle } from "./Headline.ts"
import { introductions } from "./Introductions.ts"
import { pickOrder, rank, type SentenceRanking } from "./SentenceRanking.ts"
import type { Sentence } from "./Sentence.ts"
import { textSeconds } from "./SpokenLength.ts"
import { properName } from "./SentenceSubject.ts"

/** What an outline is made of; `seconds` is the total length wanted for its segments. */
interface OutlineInput {
  readonly title: string
  readonly sentences: ReadonlyArray<Sentence>
  readonly sources: ReadonlyArray<Source>
  readonly style: Style
  readonly seconds: number
}

/**
 * Plans the segments: one for each of the most informative and most different sections, in the order
 * of their sources, with similar sections added to it. Shorter than wanted when there is too little
 * material.
 */
export const planOutline = (input: OutlineInput): Outline => {
  const { title, sentences, sources, seconds } = input
  const ranking = rank(sentences, title)
  const needed = introductions(sentences, title)
  const sections = sectionsOf(input, ranking, needed)
  const count = Math.max(1, Math.min(40, seconds / minSegmentSeconds, Math.sqrt(seconds / 16)))
  const leaders = selectLeaders(sections, ranking, Math.round(count))
  const groups = leaders.map((leader) => [leader])
  const others = sections.filter((section) => !leaders.includes(section))
  for (const section of others.toSorted((a, b) => b.score - a.score)) {
    const similarities = leaders.map((leader) => similarity(section, leader, ranking))
    const closest = similarities.indexOf(Math.max(...similarities))
    const isShort = secondsOf(groups.flat()) < materialFactor * seconds
    if (isShort || (similarities[closest] ?? 0) > relatedSimilarity) groups[closest]?.push(section)
  }
  const shares = divide(seconds, groups.map(secondsOf))
  const used: Array<number> = []
  return new Outline({
    segments: groups.map((group, i) => {
      const members = group.flatMap((section) => section.members)
      const fresh = members.filter((at) =>
        used.every((earlier) => ranking.similarity(at, earlier) < repetitionSimilarity)
      )
      used.push(...fresh)
      // What introduces a name or a thing may be in a section that is not read out.
      const complete = new Set(fresh.flatMap((at) => [...(needed[at] ?? []), at]))
      const isMain = (at: number) => sentences[at]?.passage.source === group[0]?.source
      const order = [...complete].toSorted((a, b) => Number(isMain(b)) - Number(isMain(a)) || a - b)
      return new SegmentPlan({
        title: titleOf(group, sentences, sources, title),
        passages: order.flatMap((at) => sentences[at]?.passage.id ?? []).slice(0, 400),
        seconds: Math.max(5, Math.round(shares[i] ?? 0))
      })
    })
  })
}

/** Consecutive sentences of one source under one heading. */
interface Section {
  readonly source: string
  readonly heading: string
  /** From 0 among the parts that a long section was split into. */
  readonly part: number
  /** Indices of its sentences. */
  readonly members: ReadonlyArray<number>
  readonly score: number
  /** How long all of it would last. */
  readonly seconds: number
}

const minSegmentSeconds = 18
/** Unrelated sections are added, too, until the material lasts this many times the wanted length. */
const materialFactor = 1.3
/** From this cosine on, two sections are about the same. */
const relatedSimilarity = 0.4
/** From this cosine on, the second of two sentences says nothing new. */
const repetitionSimilarity = 0.7
/** Subtracted from a section's score for each leader from the same source. */
const sameSourcePenalty = 0.15
/** Added to the score of a source's first section; decays towards its last. */
const firstSectionBonus = 0.3
/** Added for a section of which one sentence, at least, is about the focus. */
const focusBonus = 1
/** How much longer the dialogue is than the sentences quoted in it. */
const dialogueFactor: Record<Style, number> = {
  conversation: 1.15,
  briefing: 1.03,
  story: 1.06,
  interview: 1.1,
  debate: 1.06,
  explainer: 1.1,
  lecture: 1.02
}

const sectionsOf = (
  { sentences, style }: OutlineInput,
  ranking: SentenceRanking,
  needed: ReadonlyArray<ReadonlyArray<number> | undefined>
): ReadonlyArray<Section> => {
  const usable = new Set(pickOrder(sentences, ranking, needed).flat())
  const byHeading = new Map<string, Array<number>>()
  sentences.forEach(({ passage }, at) => {
    if (!usable.has(at)) return
    const key = `${passage.source} ${passage.heading}`
    byHeading.set(key, [...(byHeading.get(key) ?? []), at])
  })
  const sectionCounts = new Map<string, number>()
  return [...byHeading.values()].flatMap((section) =>
    splitSection(section, sentences).map((members, part) => {
      const best = members.map((at) => ranking.scores[at] ?? 0).toSorted((a, b) => b - a)
      const { source = "", heading = "" } = sentences[members[0] ?? 0]?.passage ?? {}
      const index = sectionCounts.get(source) ?? 0
      sectionCounts.set(source, index + 1)
      return {
        source,
        heading,
        part,
        members,
        score:
          sumAll(best.slice(0, 5)) / 5 +
          firstSectionBonus * Math.exp(-index / 1.5) +
          focusBonus * Number(members.some((at) => isFocused(sentences[at]))),
        seconds:
          dialogueFactor[style] *
          sumAll(members.map((at) => textSeconds(sentences[at]?.text ?? "", "host") + 0.4))
      }
    })
  )
}

/** Parts of about ten sentences, none of which begins with a sentence that depends on the one before. */
const splitSection = (
  section: ReadonlyArray<number>,
  sentences: ReadonlyArray<Sentence>
): ReadonlyArray<ReadonlyArray<number>> => {
  const size = section.length / Math.max(1, Math.round(section.length / 10))
  const parts: Array<Array<number>> = []
  for (const at of section) {
    const last = parts.at(-1)
    const isFull = last !== undefined && last.length >= size
    if (last === undefined || (isFull && sentences[at]?.dependsOnPrevious === false)) {
      parts.push([at])
    } else last.push(at)
  }
  return parts
}

/**
 * The sections with the highest scores that are not about the same, grouped by source; the source of
 * the best one comes first.
 */
const selectLeaders = (
  sections: ReadonlyArray<Section>,
  ranking: SentenceRanking,
  count: number
): ReadonlyArray<Section> => {
  const chosen: Array<Section> = []
  while (chosen.length < Math.min(count, sections.length)) {
    const marginalScore = (section: Section): number =>
      chosen.includes(section)
        ? -Infinity
        : section.score -
          Math.max(0, ...chosen.map((other) => similarity(section, other, ranking))) -
          sameSourcePenalty * chosen.filter(({ source }) => source === section.source).length
    chosen.push(
      sections.reduce((best, next) => (marginalScore(next) > marginalScore(best) ? next : best))
    )
  }
  const sources = [...new Set(chosen.map(({ source }) => source))]
  return sources.flatMap((source) =>
    sections.filter((section) => section.source === source && chosen.includes(section))
  )
}

/** Cosine of the summed vectors of two sections' sentences. */
const similarity = (a: Section, b: Section, ranking: SentenceRanking): number =>
  dotProduct(a, b, ranking) / Math.sqrt(dotProduct(a, a, ranking) * dotProduct(b, b, ranking))

const dotProduct = (a: Section, b: Section, ranking: SentenceRanking): number =>
  sumAll(a.members.flatMap((i) => b.members.map((j) => (i === j ? 1 : ranking.similarity(i, j)))))

/** Divides the seconds evenly, none of the shares being larger than its limit. */
const divide = (seconds: number, limits: ReadonlyArray<number>): ReadonlyArray<number> => {
  const total = Math.min(seconds, sumAll(limits))
  const shares = limits.map(() => 0)
  let left = total
  while (left > 0.5) {
    const rooms = limits.map((limit, i) => limit - (shares[i] ?? 0))
    const portion = left / rooms.filter((room) => room > 0.01).length
    rooms.forEach((room, i) => (shares[i] = (shares[i] ?? 0) + Math.min(room, portion)))
    left = total - sumAll(shares)
  }
  return shares
}

const isFocused = (sentence: Sentence | undefined): boolean =>
  sentence !== undefined && isOnFocus(sentence.passage)

const titleOf = (
  [leader]: ReadonlyArray<Section>,
  sentences: ReadonlyArray<Sentence>,
  sources: ReadonlyArray<Source>,
  title: string
): string => {
  if (leader === undefined) return headline(title, 120)
  const { members, heading, part, source } = leader
  const page = sources.find(({ id }) => id === source)
  const hasHeading = heading !== "" && !byline.test(heading)
  const section = hasHeading ? heading : spokenTitle(page?.title ?? title)
  if (part === 0) return headline(section, 120)
  const [name] = members.flatMap((at) => properName(sentences[at]?.text ?? "") ?? [])
  return headline(name === undefined ? `${section}, continued` : capitalized(name), 120)
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** The line between the title and the text of a plain-text document, taken for a heading. */
const byline = /^(?:by|from|published|posted|updated|written)\b.*|\b\d{4}-\d\d-\d\d\b/i

const secondsOf = (group: ReadonlyArray<Section>): number =>
  sumAll(group.map(({ seconds }) => seconds))
