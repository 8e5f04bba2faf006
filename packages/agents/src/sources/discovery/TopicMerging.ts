import type { Source } from "@aethercast/domain/Source"
import { Topic } from "@aethercast/domain/Topic"
import { Array, DateTime } from "effect"
import { stems } from "../../relevance/Stems.ts"

/** A topic, and the provider that reported it. */
export interface Report {
  readonly provider: string
  readonly topic: Topic
}

/** A topic with what all of its reports say. */
export interface MergedTopic {
  readonly topic: Topic
  /** Independent of each other: the sites of its documents, and providers that link to other sites. */
  readonly publishers: ReadonlyArray<string>
}

/**
 * Merges the reports of the same topic: those that name a document of another, and those of other sites whose
 * titles have most words in common. The first report gives a topic its id and its words, so that it keeps them as
 * others follow: give the earliest first.
 */
export const merge = (reports: ReadonlyArray<Report>): ReadonlyArray<MergedTopic> => {
  const groups: Array<Group> = []
  const byKey = new Map<string, Array<Group>>()
  for (const report of reports) {
    const words = stems(report.topic.title)
    const urls = report.topic.sources.map(({ url }) => url)
    const group =
      urls.flatMap((url) => byKey.get(url) ?? [])[0] ??
      Array.dedupe([...words].flatMap((word) => byKey.get(`#${word}`) ?? [])).find(
        (other) => similarity(words, other.words) >= sameTitle && !isOfSite(other, report)
      ) ??
      newGroup(groups, words)
    group.reports.push(report)
    for (const key of [...urls, ...[...group.words].map((word) => `#${word}`)]) {
      const known = byKey.get(key)
      if (known === undefined) byKey.set(key, [group])
      else if (!known.includes(group)) known.push(group)
    }
  }
  return groups.flatMap(({ reports: [first, ...rest] }) =>
    first === undefined ? [] : [mergedOf(first, rest)]
  )
}

interface Group {
  readonly words: ReadonlySet<string>
  readonly reports: Array<Report>
}

/** Two headlines of an agency's news, edited by different desks, share more than this. */
const sameTitle = 0.6

/** A site that reports twice has two topics: "A short history of glass" and "A short history of salt". */
const isOfSite = ({ reports }: Group, { topic }: Report): boolean =>
  reports.some((report) => report.topic.sources[0]?.site === topic.sources[0]?.site)

/** The share of words that two titles have in common; a single one of several is a coincidence. */
const similarity = (left: ReadonlySet<string>, right: ReadonlySet<string>): number => {
  const common = [...left].filter((word) => right.has(word)).length
  const all = left.size + right.size - common
  return common === 1 && all > 1 ? 0 : common / all
}

const newGroup = (groups: Array<Group>, words: ReadonlySet<string>): Group => {
  const group: Group = { words, reports: [] }
  groups.push(group)
  return group
}

const mergedOf = (first: Report, rest: ReadonlyArray<Report>): MergedTopic => {
  const reports = [first, ...rest]
  const sources = Array.dedupeWith(
    reports.flatMap(({ topic }) => topic.sources),
    (left, right) => left.id === right.id
  )
  return {
    topic: new Topic({
      ...first.topic,
      tags: Array.dedupe(reports.flatMap(({ topic }) => topic.tags)).slice(0, 8),
      publishedAt: reports
        .map(({ topic }) => topic.publishedAt)
        .reduce((latest, time) => DateTime.max(latest, time)),
      sources: sources.slice(0, 32)
    }),
    publishers: Array.dedupe(reports.flatMap((report) => publishersOf(report)))
  }
}

/** The site of its document; and a provider that links to others, which counts as one more. */
const publishersOf = ({ provider, topic: { sources } }: Report): ReadonlyArray<string> => {
  const sites = sources.slice(0, 1).map(({ site }: Source) => site)
  return linking.has(provider) ? [...sites, provider] : sites
}

const linking: ReadonlySet<string> = new Set(["Hacker News"])
