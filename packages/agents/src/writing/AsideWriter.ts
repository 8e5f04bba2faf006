import type { Hosts } from "@aethercast/domain/Hosts"
import type { Passage } from "@aethercast/domain/Source"
import { sumAll } from "effect/Number"
import * as SeededRandom from "../SeededRandom.ts"
import { type DraftLine, remark } from "./DialogueStyle.ts"
import type { AsideRequest } from "./ScriptWriter.ts"
import { breathGroups, follows, type Sentence, sentences } from "./Sentence.ts"
import { linesSeconds } from "./SpokenLength.ts"
import { terms } from "./Terms.ts"

/**
 * An aside of quotations: what the sources say further about a line, or in answer to a question, then a
 * bridge back. Undefined when they say nothing more, or no answer.
 */
export const asideLines = (request: AsideRequest): ReadonlyArray<DraftLine> | undefined => {
  const best = pick(request)
  if (best.length === 0) return undefined
  const { about, hosts, seconds, seed } = request
  const [question, ...leadIns] = [questionLine(about), ...leadInsOf(about)]
  const opening = [
    ...(question === undefined ? [] : [remark("guest", question)]),
    remark("host", chosen(leadIns, seed))
  ]
  const closing = remark(
    "host",
    chosen(bridges, seed).replace("*", () => request.returnTo),
    600
  )
  const quoted = readOut(fitting(best, hosts, seconds - linesSeconds([...opening, closing])), hosts)
  return [...opening, ...quoted, closing]
}

/** What the hosts say when the sources say nothing about it: honest, short, and back to the topic. */
export const honestLines = ({ about, returnTo, seed }: AsideRequest): ReadonlyArray<DraftLine> => {
  const question = questionLine(about)
  return [
    ...(question === undefined ? [] : [remark("guest", question)]),
    remark("host", question === undefined ? nothingMore : noAnswer),
    remark(
      "host",
      chosen(bridges, seed).replace("*", () => returnTo),
      600
    )
  ]
}

interface Candidate {
  readonly sentence: Sentence
  /** Its index among all sentences. */
  readonly order: number
}

/** The best of the sentences that fill the time, at least one, in the order of their sources. */
const fitting = (
  best: ReadonlyArray<Candidate>,
  hosts: Hosts,
  seconds: number
): ReadonlyArray<Sentence> =>
  best
    .filter(
      (_, at) =>
        at === 0 ||
        linesSeconds(
          readOut(
            best.slice(0, at + 1).map(({ sentence }) => sentence),
            hosts
          )
        ) <= seconds
    )
    .toSorted((a, b) => a.order - b.order)
    .map(({ sentence }) => sentence)

const readOut = (sentences: ReadonlyArray<Sentence>, hosts: Hosts): ReadonlyArray<DraftLine> =>
  sentences.flatMap(({ passage, text }, index) =>
    breathGroups(text).map((part) => ({
      ...remark(hosts[index % hosts.length] ?? hosts[0], part),
      passages: [passage.id]
    }))
  )

/** At most six sentences that fit, the best first. */
const pick = ({ about, alreadySaid, passages }: AsideRequest): ReadonlyArray<Candidate> => {
  // A question is answered, although the answer was said before.
  const said = new Set<string>(about._tag === "Question" ? [] : alreadySaid)
  const all = sentences(passages)
  const wanted = new Set(terms(about._tag === "Question" ? about.words : about.text))
  const rarity = rarityOf(all)
  const most = sumAll([...wanted].map(rarity))
  const near = about._tag === "Line" ? passages.filter(({ id }) => about.passages.includes(id)) : []
  const best = all
    .map((sentence, order) => {
      const shared = sumAll([...wanted].filter((term) => sentence.terms.includes(term)).map(rarity))
      return { sentence, order, shared, score: shared + nearness(sentence.passage, near) }
    })
    .filter(({ score, sentence: { passage }, shared }) => {
      const isClose = shared >= most * (about._tag === "Question" ? answerShare : relatedShare)
      return !said.has(passage.id) && (isClose || score >= closeBy)
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, 6)
  return best.filter(
    ({ sentence }) =>
      !sentence.dependsOnPrevious || best.some((one) => follows(one.sentence, sentence))
  )
}

/** How much a term tells sentences apart; most when it is in none of them. */
const rarityOf = (all: ReadonlyArray<Sentence>) => {
  const frequency = new Map<string, number>()
  for (const term of all.flatMap((sentence) => [...new Set(sentence.terms)])) {
    frequency.set(term, (frequency.get(term) ?? 0) + 1)
  }
  return (term: string) => Math.log(1 + all.length / (frequency.get(term) ?? 1))
}

/** The share of a question, by the rarity of its terms, that a sentence has to be about to answer it. */
const answerShare = 0.5
/** The same for more about a line. */
const relatedShare = 0.25

/** A sentence right after one that is meant is as good as three shared rare words. */
const closeBy = 6

const nearness = ({ heading, position, source }: Passage, near: ReadonlyArray<Passage>): number =>
  Math.max(
    0,
    ...near.map((one) => {
      const distance = position - one.position
      const isClose = one.source === source && one.heading === heading && distance > 0
      return isClose && distance <= 4 ? closeBy + 2 - distance / 2 : 0
    })
  )

const chosen = (phrases: ReadonlyArray<string>, seed: string): string =>
  SeededRandom.shuffle(phrases, seed)[0] ?? ""

const questionLine = (about: AsideRequest["about"]): string | undefined =>
  about._tag === "Question" ? `A question from you: ${asQuestion(about.words)}` : undefined

const asQuestion = (words: string): string => (/[?.!]$/.test(words) ? words : `${words}?`)

const leadInsOf = (about: AsideRequest["about"]): ReadonlyArray<string> =>
  about._tag === "Question"
    ? [
        "Here is what our sources say.",
        "Let me look that up in our sources.",
        "This is what I have on it."
      ]
    : [
        "Let's stay with that for a moment.",
        "There is more to say about that.",
        "A closer look at that."
      ]

const bridges = ["Back to *.", "Now back to *.", "So, back to *.", "And on with *."]

const nothingMore = "Our sources say no more about that."
const noAnswer = "Our sources do not say, and we will not guess."
