import { Line, Segment } from "@aethercast/domain/Script"
import { Snippet } from "@aethercast/domain/Snippet"
import type { Passage } from "@aethercast/domain/Source"
import { Array as Arr, Effect, Layer } from "effect"
import { closingLines, openingLines } from "./OpeningAndClosing.ts"
import { chapters } from "./Chapters.ts"
import { converse, type Setting } from "./Conversation.ts"
import { coverPrompt, headline } from "./Headline.ts"
import type { Draft } from "./DialogueStyle.ts"
import { choose, rank } from "./SentenceRanking.ts"
import {
  type ClosingRequest,
  type OpeningRequest,
  type OutlineRequest,
  ScriptWriter,
  type SegmentRequest,
  type SnippetRequest,
  TooLittleMaterial,
  WritingFailed
} from "./ScriptWriter.ts"
import { follows, type Sentence, sentences } from "./Sentence.ts"
import { linesSeconds } from "./SpokenLength.ts"
import { keywords, terms } from "./Terms.ts"

/** Writes without a model: ranks the sentences of the sources and quotes the best, the same for the same input. */
export const layer: Layer.Layer<ScriptWriter> = Layer.succeed(ScriptWriter, {
  description: "extractive writer (quotes its sources, no language model)",
  snippet: Effect.fn("ExtractiveWriter.snippet")(function* ({ topic, passages }: SnippetRequest) {
    const usable = yield* material(passages)
    const title = headline(topic.title, 160)
    const known = new Set(terms(title))
    const subjects = keywords(
      usable.map(({ text }) => text),
      12
    ).filter((word) => !terms(word).some((term) => known.has(term)))
    return new Snippet({
      topicId: topic.id,
      title,
      teaser: teaser(usable, title),
      coverPrompt: coverPrompt(title, [...topic.tags, ...subjects].slice(0, 8)),
      sources: topic.sources
    })
  }),
  opening: Effect.fn("ExtractiveWriter.opening")(({ snippet, style, seconds }: OpeningRequest) =>
    Effect.succeed(final(openingLines(snippet, style, seconds)))
  ),
  outline: Effect.fn("ExtractiveWriter.outline")(function* (request: OutlineRequest) {
    const heard = request.opening.map(({ text }) => text).join(" ")
    const usable = yield* material(request.passages)
    return chapters({
      ...request,
      sentences: usable.filter(({ text }) => !heard.includes(text))
    })
  }),
  segment: Effect.fn("ExtractiveWriter.segment")(function* (request: SegmentRequest) {
    const { topicId, plan, passages, alreadySaid } = request
    const said = new Set<string>(alreadySaid)
    const place = new Map(plan.passages.map((id, at) => [id, at]))
    const usable = sentences(passages)
      .filter(({ passage }) => place.has(passage.id) && !said.has(passage.id))
      .toSorted((a, b) => (place.get(a.passage.id) ?? 0) - (place.get(b.passage.id) ?? 0))
    const lines = fill(usable, plan.seconds, `${request.title} ${plan.title}`, {
      ...request,
      seed: topicId,
      title: plan.title,
      place: request,
      common: lowerCase(usable)
    })
    if (lines.length === 0) {
      return yield* new WritingFailed({ reason: "nothing is left to quote for this segment" })
    }
    return new Segment({ title: headline(plan.title, 200), lines: final(lines) })
  }),
  closing: Effect.fn("ExtractiveWriter.closing")(({ sources, style, seconds }: ClosingRequest) =>
    Effect.succeed(final(closingLines(sources, style, seconds)))
  )
})

const needed = 8

const material = (
  passages: ReadonlyArray<Passage>
): Effect.Effect<ReadonlyArray<Sentence>, TooLittleMaterial> => {
  const usable = sentences(passages)
  return usable.length < needed
    ? Effect.fail(new TooLittleMaterial({ usable: usable.length, needed }))
    : Effect.succeed(usable)
}

/** The sentences that come nearest to the seconds when they are talked through. */
const fill = (
  usable: ReadonlyArray<Sentence>,
  seconds: number,
  subject: string,
  setting: Setting
): ReadonlyArray<Draft> => {
  const order = choose(usable, rank(usable, subject))
  const talk = (chosen: ReadonlyArray<number>): ReadonlyArray<Draft> => {
    const told = [...chosen].toSorted((a, b) => a - b).flatMap((at) => usable[at] ?? [])
    return Arr.isReadonlyArrayNonEmpty(told) ? converse(told, setting) : []
  }
  let kept = 0
  let beyond = order.length + 1
  while (beyond - kept > 1) {
    const middle = Math.floor((kept + beyond) / 2)
    if (linesSeconds(talk(order.slice(0, middle))) <= seconds) kept = middle
    else beyond = middle
  }
  const base = order.slice(0, kept)
  const more = order.slice(kept, kept + 12)
  const tries = [
    base,
    ...more.map((at) => [...base, at]),
    ...base
      .slice(-4)
      .flatMap((out) => more.map((at) => [...base.filter((each) => each !== out), at]))
  ].filter((chosen) => chosen.length > 0 && stands(usable, chosen))
  const misses = (lines: ReadonlyArray<Draft>): number => Math.abs(linesSeconds(lines) - seconds)
  const near = tries
    .values()
    .map(talk)
    .find((lines) => misses(lines) <= tolerance * seconds)
  return near ?? tries.map(talk).toSorted((a, b) => misses(a) - misses(b))[0] ?? []
}

/** Whether every chosen sentence that leans has its predecessor. */
const stands = (usable: ReadonlyArray<Sentence>, chosen: ReadonlyArray<number>): boolean => {
  const told = chosen.flatMap((at) => usable[at] ?? [])
  return told.every((next) => !next.leans || told.some((sentence) => follows(sentence, next)))
}

/** The best sentences may miss the length by this share of it. */
const tolerance = 0.05

/** The words that are written in lower case somewhere, so they are no names. */
const lowerCase = (usable: ReadonlyArray<Sentence>): ReadonlySet<string> =>
  new Set(usable.flatMap(({ text }) => text.match(/(?<![\p{L}-])\p{Ll}[\p{L}-]+/gu) ?? []))

/** One or two sentences that make curious, at most 320 characters. */
const teaser = (usable: ReadonlyArray<Sentence>, title: string): string => {
  const ranking = rank(usable, title)
  const hooks = usable
    .map((sentence, at) => ({ sentence, at, worth: (ranking.scores[at] ?? 0) + lure(sentence) }))
    .filter(({ sentence }) => !sentence.leans && sentence.text.length <= 320)
    .toSorted((a, b) => b.worth - a.worth)
  const [first, ...rest] = hooks
  if (first === undefined) return `${title}: ${usable[0]?.text ?? ""}`.slice(0, 320)
  const second = rest.find(
    ({ sentence, at }) =>
      sentence.text.length + first.sentence.text.length < 320 &&
      ranking.similarity(at, first.at) < 0.3
  )
  return [first, second]
    .flatMap((hook) => hook ?? [])
    .toSorted((a, b) => a.at - b.at)
    .map(({ sentence }) => sentence.text)
    .join(" ")
}

const lure = ({ words, text, passage }: Sentence): number =>
  (words >= 10 && words <= 26 ? 0.3 : 0) +
  (/\b(?:\w+est|first|only|never|nobody|strange\w*|secret|surpris\w+|record|mystery)\b/i.test(text)
    ? 0.25
    : 0) +
  (passage.position < 6 ? 0.3 : 0)

const final = (drafts: ReadonlyArray<Draft>): ReadonlyArray<Line> =>
  drafts.map((draft) => new Line(draft))
