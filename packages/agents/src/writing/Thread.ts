import { Array as Arr } from "effect"
import { sumAll } from "effect/Number"
import { converse, type SegmentContext } from "./Conversation.ts"
import type { DraftLine } from "./DialogueStyle.ts"
import { directed } from "./DirectedRanking.ts"
import { introductions } from "./Introductions.ts"
import { consequence } from "./QuestionKinds.ts"
import type { SegmentRequest } from "./ScriptWriter.ts"
import { continues, type Sentence } from "./Sentence.ts"
import { pickOrder, rank, type SentenceRanking } from "./SentenceRanking.ts"
import { linesSeconds, textSeconds } from "./SpokenLength.ts"

/**
 * A dialogue that lasts about as long as wanted. Tried are as many steps of the pick order as fit, these
 * with one step added or replaced, and whole passages; of those that come close to the length the one
 * with the best sentences and the fewest breaks is taken, otherwise the one that comes closest.
 */
export const threadLines = (
  usable: ReadonlyArray<Sentence>,
  seconds: number,
  subject: string,
  context: SegmentContext & Pick<SegmentRequest, "direction">
): ReadonlyArray<DraftLine> => {
  const { direction, sources } = context
  const ranking = withOutcomes(rank(usable, subject), usable)
  const needed = introductions(usable, subject)
  const wanted = direction === undefined ? ranking : directed(ranking, usable, sources, direction)
  const { scores } = wanted
  const order = pickOrder(usable, wanted, needed)
  const dialogue = (picked: ReadonlyArray<number>): ReadonlyArray<DraftLine> => {
    const quoted = picked.toSorted((a, b) => a - b).flatMap((at) => usable[at] ?? [])
    return Arr.isReadonlyArrayNonEmpty(quoted) ? converse(quoted, context) : []
  }
  let fits = 0
  let exceeds = order.length + 1
  while (exceeds - fits > 1) {
    const middle = Math.floor((fits + exceeds) / 2)
    if (linesSeconds(dialogue(order.slice(0, middle).flat())) <= seconds) fits = middle
    else exceeds = middle
  }
  const base = order.slice(0, fits)
  const next = order.slice(fits, fits + 12)
  const variants = [
    base,
    ...next.map((step) => [...base, step]),
    ...base
      .slice(-4)
      .flatMap((out) => next.map((step) => [...base.filter((each) => each !== out), step]))
  ]
  const candidates = [...variants.map((steps) => steps.flat()), ...windows(usable, seconds)]
    .filter((picked) => picked.length > 0 && isSelfContained(picked, needed))
    .map((picked) => picked.toSorted((a, b) => a - b))
  const drafts = candidates.map((picked) => {
    const lines = dialogue(picked)
    const total = sumAll(picked.map((at) => scores[at] ?? 0))
    return {
      lines,
      deviation: Math.abs(linesSeconds(lines) - seconds),
      value: (total - breakCost * breaks(picked, usable)) / picked.length
    }
  })
  const fitting = drafts.filter(({ deviation }) => deviation <= tolerance * seconds)
  const [best] =
    fitting.length > 0
      ? fitting.toSorted((a, b) => b.value - a.value)
      : drafts.toSorted((a, b) => a.deviation - b.deviation)
  return best?.lines ?? []
}

/** What a jump counts, in the scores of sentences. */
const breakCost = 1

/** The passages of consecutive sentences that may last that long. */
const windows = (
  usable: ReadonlyArray<Sentence>,
  seconds: number
): ReadonlyArray<ReadonlyArray<number>> => {
  const lengths = usable.map(({ text }) => textSeconds(text, "host") + 0.4)
  return usable.flatMap((_, start) => {
    const found: Array<ReadonlyArray<number>> = []
    const window: Array<number> = []
    let length = 0
    for (let at = start; at < usable.length && length < seconds; at++) {
      if (at > start && !continues(usable, at)) break
      window.push(at)
      length += lengths[at] ?? 0
      if (length > 0.75 * seconds) found.push([...window])
    }
    return found
  })
}

/** How often the thread is interrupted: by a jump in its source, and by an end that leads up to more. */
const breaks = (picked: ReadonlyArray<number>, usable: ReadonlyArray<Sentence>): number => {
  const quoted = picked.flatMap((at) => usable[at] ?? [])
  const jumps = quoted.map((_, i) => !continues(quoted, i))
  const next = 1 + (picked.at(-1) ?? 0)
  const isOpen = usable[next]?.dependsOnPrevious === true && continues(usable, next)
  return jumps.filter((is) => is).length + (isOpen || jumps.at(-1) === true ? 1 : 0)
}

/** A chapter should tell what came of what it tells. */
const withOutcomes = (
  ranking: SentenceRanking,
  usable: ReadonlyArray<Sentence>
): SentenceRanking => ({
  ...ranking,
  scores: ranking.scores.map((score, at) =>
    consequence.answeredBy.test(usable[at]?.text ?? "") ? score + outcomeBonus : score
  )
})

const outcomeBonus = 0.4

const isSelfContained = (
  picked: ReadonlyArray<number>,
  needed: ReadonlyArray<ReadonlyArray<number> | undefined>
): boolean => picked.every((at) => needed[at]?.every((earlier) => picked.includes(earlier)))

/** The best sentences may deviate from the length by this share of it. */
const tolerance = 0.05
