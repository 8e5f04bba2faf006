import type { EpisodeRequest, Subject } from "@aethercast/domain/EpisodeRequest"
import { Array, Effect, Result } from "effect"
import { type Harvest, WebContentHarvester } from "../agents/WebContentHarvester.ts"
import { isSingleDocument } from "../sources/LibraryTopic.ts"
import { headline } from "../writing/Headline.ts"
import type { Commission } from "./Commission.ts"
import type { EpisodePublisher } from "./EpisodePublisher.ts"
import { nothingElse } from "./ListenerMessages.ts"

/** What an episode is made from. */
interface Reading {
  readonly harvest: Harvest
  /** The title of the episode. */
  readonly title: string
}

/** Fewer passages than this trigger a second search before the outline. */
const minPassages = 30

/** Reads what an episode is to be about. */
export const read = Effect.fn("EpisodeReading.read")(function* (
  commission: Commission,
  publisher: EpisodePublisher
) {
  const { request, snippet } = commission
  const { subject } = request
  return subject._tag === "Address" || subject._tag === "Document"
    ? yield* readGiven(subject, commission, publisher)
    : { harvest: yield* search(commission), title: snippet.title }
})

/**
 * Reads what the listener gave. It is heard as it is, however short; only when the listener wishes so,
 * what a search for what it is about finds is read as well.
 */
const readGiven = Effect.fnUntraced(function* (
  { withWeb }: Extract<Subject, { readonly withWeb: boolean }>,
  { request, snippet: { sources, title: provisional } }: Commission,
  publisher: EpisodePublisher
) {
  const own = yield* WebContentHarvester.ask("harvest", {
    sources,
    words: "",
    ...focusOf(request),
    deeper: false,
    limit: 8
  })
  const title = headline(own.sources[0]?.title || provisional, 160)
  const reading: Reading = { harvest: own, title }
  if (!withWeb) return reading
  const more = yield* Effect.result(
    WebContentHarvester.ask("harvest-deeper", {
      sources,
      words: own.about || title,
      ...focusOf(request),
      deeper: false,
      limit: 16
    })
  )
  if (Result.isSuccess(more) && more.success.sources.length > own.sources.length) {
    return { harvest: more.success, title } satisfies Reading
  }
  yield* publisher.notice(nothingElse)
  return reading
})

/**
 * Reads the documents of the snippet, or what a search for the listener's words finds. When they say too
 * little, a deeper search follows; but a document that somebody put into the library by itself is heard as
 * it is.
 */
const search = Effect.fnUntraced(function* ({ request, snippet }: Commission) {
  const { sources, title } = snippet
  const inWords = request.subject._tag === "Words" ? request.subject.words : ""
  const first = yield* Effect.result(
    WebContentHarvester.ask("harvest", {
      sources,
      words: inWords,
      ...focusOf(request),
      deeper: false,
      limit: 8
    })
  )
  if (Result.isSuccess(first) && !isThin(first.success)) return first.success
  if (Result.isSuccess(first) && sources.some(({ url }) => isSingleDocument(url))) {
    return first.success
  }
  const deeper = yield* Effect.result(
    WebContentHarvester.ask("harvest-deeper", {
      sources,
      words: inWords === "" ? title : inWords,
      ...focusOf(request),
      deeper: true,
      limit: 16
    })
  )
  const [best] = Array.getSuccesses([deeper, first]).toSorted((a, b) => b.passages - a.passages)
  return best ?? (yield* Effect.fromResult(first))
})

const focusOf = ({ focus }: EpisodeRequest) => (focus === undefined ? {} : { focus })

const isThin = ({ passages }: Harvest): boolean => passages < minPassages
