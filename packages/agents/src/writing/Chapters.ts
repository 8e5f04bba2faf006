import { Outline, SegmentPlan, type Style } from "@aethercast/domain/Script"
import type { Source } from "@aethercast/domain/Source"
import { headline, spokenTitle } from "./Headline.ts"
import { choose, rank, type Ranking } from "./SentenceRanking.ts"
import type { Sentence } from "./Sentence.ts"
import { textSeconds } from "./SpokenLength.ts"
import { properName } from "./SentenceSubject.ts"

/** What an episode is to be made of; `seconds` is the length that its segments should have together. */
interface Material {
  readonly title: string
  readonly sentences: ReadonlyArray<Sentence>
  readonly sources: ReadonlyArray<Source>
  readonly style: Style
  readonly seconds: number
}

/**
 * Plans the segments: the sections that tell most and differ most, in the order of their sources, with
 * kindred sections attached. Together they are shorter than asked for when the material does not suffice.
 */
export const chapters = (material: Material): Outline => {
  const { title, sentences, sources, seconds } = material
  const ranking = rank(sentences, title)
  const sections = sectionsOf(material, ranking)
  const wanted = Math.max(1, Math.min(40, seconds / shortest, Math.sqrt(seconds / 10)))
  const leaders = lead(sections, ranking, Math.round(wanted))
  const groups = leaders.map((leader) => [leader])
  const others = sections.filter((section) => !leaders.includes(section))
  for (const section of others.toSorted((a, b) => b.worth - a.worth)) {
    const kin = leaders.map((leader) => kinship(section, leader, ranking))
    const closest = kin.indexOf(Math.max(...kin))
    const scarce = lengthOf(groups.flat()) < slack * seconds
    if (scarce || (kin[closest] ?? 0) > kindred) groups[closest]?.push(section)
  }
  const shares = share(groups.map(lengthOf), seconds)
  const said: Array<number> = []
  return new Outline({
    segments: groups.map((group, i) => {
      const fresh = inOrder(group).filter((at) =>
        said.every((earlier) => ranking.similarity(at, earlier) < repetition)
      )
      said.push(...fresh)
      return new SegmentPlan({
        title: titleOf(group, sentences, sources, title),
        passages: fresh.flatMap((at) => sentences[at]?.passage.id ?? []).slice(0, 400),
        seconds: Math.max(5, Math.round(shares[i] ?? 0))
      })
    })
  })
}

/** A stretch of one source under one heading. */
interface Section {
  readonly source: string
  readonly heading: string
  /** From 0 among the pieces of a stretch that was too long. */
  readonly part: number
  /** Places in the list of sentences. */
  readonly members: ReadonlyArray<number>
  readonly worth: number
  /** What it lasts when all of it is said. */
  readonly seconds: number
}

/** The fewest seconds that are worth a heading of their own. */
const shortest = 25
/** Sections are attached until the material is so many times longer than the episode. */
const slack = 1.3
/** Cosine of two sections from which on they tell of the same. */
const kindred = 0.4
/** Cosine of two sentences from which on the second says nothing new. */
const repetition = 0.7
/** What a section loses for every section of the same source that was chosen before it. */
const favour = 0.15
/** What the first section of a source has ahead of the last. */
const early = 0.3
/** How much longer talk is than the sentences in it. */
const talk: Record<Style, number> = { conversation: 1.15, briefing: 1.03, story: 1.06 }

const sectionsOf = (material: Material, ranking: Ranking): ReadonlyArray<Section> => {
  const { sentences, style } = material
  const reachable = new Set(choose(sentences, ranking))
  const stretches = new Map<string, Array<number>>()
  sentences.forEach(({ passage }, at) => {
    if (!reachable.has(at)) return
    const key = `${passage.source} ${passage.heading}`
    stretches.set(key, [...(stretches.get(key) ?? []), at])
  })
  const seen = new Map<string, number>()
  return [...stretches.values()].flatMap((stretch) =>
    pieces(stretch, sentences).map((members, part) => {
      const best = members.map((at) => ranking.scores[at] ?? 0).toSorted((a, b) => b - a)
      const { source = "", heading = "" } = sentences[members[0] ?? 0]?.passage ?? {}
      const place = seen.get(source) ?? 0
      seen.set(source, place + 1)
      return {
        source,
        heading,
        part,
        members,
        worth: sum(best.slice(0, 5)) / 5 + early * Math.exp(-place / 1.5),
        seconds:
          talk[style] *
          sum(members.map((at) => textSeconds(sentences[at]?.text ?? "", "host") + 0.4))
      }
    })
  )
}

/** A long stretch in pieces of about ten sentences, none of which begins with a sentence that leans. */
const pieces = (
  stretch: ReadonlyArray<number>,
  sentences: ReadonlyArray<Sentence>
): ReadonlyArray<ReadonlyArray<number>> => {
  const size = stretch.length / Math.max(1, Math.round(stretch.length / 10))
  const cut: Array<Array<number>> = []
  for (const at of stretch) {
    const last = cut.at(-1)
    if (last === undefined || (last.length >= size && sentences[at]?.leans === false))
      cut.push([at])
    else last.push(at)
  }
  return cut
}

/** The sections that tell most without telling the same, the source with the best of them first. */
const lead = (
  sections: ReadonlyArray<Section>,
  ranking: Ranking,
  count: number
): ReadonlyArray<Section> => {
  const chosen: Array<Section> = []
  while (chosen.length < Math.min(count, sections.length)) {
    const worth = (section: Section): number =>
      chosen.includes(section)
        ? -Infinity
        : section.worth -
          Math.max(0, ...chosen.map((other) => kinship(section, other, ranking))) -
          favour * chosen.filter(({ source }) => source === section.source).length
    chosen.push(sections.reduce((best, next) => (worth(next) > worth(best) ? next : best)))
  }
  const order = [...new Set(chosen.map(({ source }) => source))]
  return order.flatMap((source) =>
    sections.filter((section) => section.source === source && chosen.includes(section))
  )
}

/** Cosine of the sums of two sections' sentences. */
const kinship = (a: Section, b: Section, ranking: Ranking): number =>
  likeness(a, b, ranking) / Math.sqrt(likeness(a, a, ranking) * likeness(b, b, ranking))

const likeness = (a: Section, b: Section, { similarity }: Ranking): number =>
  sum(a.members.flatMap((i) => b.members.map((j) => (i === j ? 1 : similarity(i, j)))))

/** The leader's source first, each source from its beginning. */
const inOrder = (group: ReadonlyArray<Section>): ReadonlyArray<number> => {
  const home = group[0]?.source
  return [...group]
    .toSorted(
      (a, b) =>
        Number(b.source === home) - Number(a.source === home) ||
        (a.members[0] ?? 0) - (b.members[0] ?? 0)
    )
    .flatMap(({ members }) => members)
}

/** The time shared out evenly, none getting more than it can fill. */
const share = (limits: ReadonlyArray<number>, seconds: number): ReadonlyArray<number> => {
  const given = limits.map(() => 0)
  let left = Math.min(seconds, sum(limits))
  while (left > 0.5) {
    const open = limits.map((limit, i) => limit - (given[i] ?? 0))
    const portion = left / open.filter((room) => room > 0.01).length
    open.forEach((room, i) => (given[i] = (given[i] ?? 0) + Math.min(room, portion)))
    left = Math.min(seconds, sum(limits)) - sum(given)
  }
  return given
}

const titleOf = (
  [leader]: ReadonlyArray<Section>,
  sentences: ReadonlyArray<Sentence>,
  sources: ReadonlyArray<Source>,
  title: string
): string => {
  if (leader === undefined) return headline(title, 120)
  const { members, heading, part, source } = leader
  const page = sources.find(({ id }) => id === source)
  const over = heading === "" || byline.test(heading) ? spokenTitle(page?.title ?? title) : heading
  if (part === 0) return headline(over, 120)
  const [name] = members.flatMap((at) => properName(sentences[at]?.text ?? "") ?? [])
  return headline(name === undefined ? `${over}, continued` : capitalised(name), 120)
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** What a plain text has between its title and its first words. */
const byline = /^(?:by|from|published|posted|updated|written)\b.*|\b\d{4}-\d\d-\d\d\b/i

const lengthOf = (group: ReadonlyArray<Section>): number => sum(group.map(({ seconds }) => seconds))

const sum = (numbers: ReadonlyArray<number>): number => numbers.reduce((a, b) => a + b, 0)
