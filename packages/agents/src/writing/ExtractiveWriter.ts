import { Line, Segment } from "@aethercast/domain/Script"
import { Snippet } from "@aethercast/domain/Snippet"
import type { Passage } from "@aethercast/domain/Source"
import { Effect, Layer } from "effect"
import type { DraftLine } from "./DialogueStyle.ts"
import { coverPrompt, headline } from "./Headline.ts"
import { closingLines, openingLines } from "./OpeningAndClosing.ts"
import { planOutline } from "./OutlinePlanner.ts"
import { asideLines, honestLines } from "./AsideWriter.ts"
import {
  type AsideRequest,
  type ClosingRequest,
  NothingToAdd,
  type OpeningRequest,
  type OutlineRequest,
  ScriptWriter,
  type SegmentRequest,
  type SnippetRequest,
  TooLittleMaterial,
  type Writer,
  WritingFailed
} from "./ScriptWriter.ts"
import { type Sentence, sentences } from "./Sentence.ts"
import { rank } from "./SentenceRanking.ts"
import { keywords, terms } from "./Terms.ts"
import { threadLines } from "./Thread.ts"

/**
 * Writes without a language model: ranks the sentences of the sources and quotes the best ones.
 * Deterministic: equal requests give equal answers.
 */
export const extractiveWriter = {
  description: "extractive writer (quotes its sources, no language model)",
  snippet: Effect.fn("ExtractiveWriter.snippet")(function* ({ topic, passages }: SnippetRequest) {
    const usable = yield* usableSentences(passages, minSnippetSentences)
    const title = headline(topic.title, 160)
    const titleTerms = new Set(terms(title))
    const texts = usable.map(({ text }) => text)
    const subjects = keywords(texts, 12).filter(
      (word) => !terms(word).some((term) => titleTerms.has(term))
    )
    return new Snippet({
      topicId: topic.id,
      title,
      teaser: teaser(usable, title),
      coverPrompt: coverPrompt([...topic.tags, ...subjects].slice(0, 8)),
      sources: topic.sources
    })
  }),
  opening: Effect.fn("ExtractiveWriter.opening")(
    ({ hosts, snippet, style, seconds }: OpeningRequest) =>
      Effect.succeed(toLines(openingLines(snippet, style, hosts, seconds)))
  ),
  outline: Effect.fn("ExtractiveWriter.outline")(function* (request: OutlineRequest) {
    const opening = request.opening.map(({ text }) => text).join(" ")
    const usable = yield* usableSentences(request.passages, minEpisodeSentences)
    return planOutline({
      ...request,
      sentences: usable.filter(({ text }) => !opening.includes(text))
    })
  }),
  segment: Effect.fn("ExtractiveWriter.segment")(function* (request: SegmentRequest) {
    const { topicId, plan, passages, alreadySaid } = request
    const said = new Set<string>(alreadySaid)
    const order = new Map(plan.passages.map((id, at) => [id, at]))
    const usable = sentences(passages)
      .filter(({ passage }) => order.has(passage.id) && !said.has(passage.id))
      .toSorted((a, b) => (order.get(a.passage.id) ?? 0) - (order.get(b.passage.id) ?? 0))
    const lines = threadLines(usable, plan.seconds, `${request.title} ${plan.title}`, {
      ...request,
      seed: topicId,
      title: plan.title,
      position: request,
      commonWords: lowerCaseWords(usable)
    })
    if (lines.length === 0) {
      return yield* new WritingFailed({ reason: "nothing is left to quote for this segment" })
    }
    return new Segment({ title: headline(plan.title, 200), lines: toLines(lines) })
  }),
  aside: Effect.fn("ExtractiveWriter.aside")(function* (request: AsideRequest) {
    const lines = asideLines(request)
    return lines === undefined ? yield* new NothingToAdd() : toLines(lines)
  }),
  honest: Effect.fn("ExtractiveWriter.honest")((request: AsideRequest) =>
    Effect.succeed(toLines(honestLines(request)))
  ),
  closing: Effect.fn("ExtractiveWriter.closing")(
    ({ sources, style, seconds, topicId }: ClosingRequest) =>
      Effect.succeed(toLines(closingLines(sources, style, seconds, topicId)))
  )
} satisfies Writer

export const layer: Layer.Layer<ScriptWriter> = Layer.succeed(ScriptWriter, extractiveWriter)

/** Fewer sentences than this make no snippet. */
const minSnippetSentences = 8
/** Fewer sentences than this make no episode, however short. */
const minEpisodeSentences = 4

const usableSentences = (
  passages: ReadonlyArray<Passage>,
  needed: number
): Effect.Effect<ReadonlyArray<Sentence>, TooLittleMaterial> => {
  const usable = sentences(passages)
  return usable.length < needed
    ? Effect.fail(new TooLittleMaterial({ usable: usable.length, needed }))
    : Effect.succeed(usable)
}

/** The words that are written in lower case somewhere, and so are no names. */
const lowerCaseWords = (usable: ReadonlyArray<Sentence>): ReadonlySet<string> =>
  new Set(usable.flatMap(({ text }) => text.match(/(?<![\p{L}-])\p{Ll}[\p{L}-]+/gu) ?? []))

/** One or two sentences that raise curiosity, at most 320 characters. */
const teaser = (usable: ReadonlyArray<Sentence>, title: string): string => {
  const ranking = rank(usable, title)
  const hooks = usable
    .map((sentence, at) => ({
      sentence,
      at,
      score: (ranking.scores[at] ?? 0) + hookScore(sentence)
    }))
    .filter(({ sentence }) => !sentence.dependsOnPrevious && sentence.text.length <= 320)
    .toSorted((a, b) => b.score - a.score)
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

const hookScore = ({ words, text, passage }: Sentence): number =>
  (words >= 10 && words <= 26 ? 0.3 : 0) +
  (/\b(?:\w+est|first|only|never|nobody|strange\w*|secret|surpris\w+|record|mystery)\b/i.test(text)
    ? 0.25
    : 0) +
  (passage.position < 6 ? 0.3 : 0)

const toLines = (drafts: ReadonlyArray<DraftLine>): ReadonlyArray<Line> =>
  drafts.map((draft) => new Line(draft))
