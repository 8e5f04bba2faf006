import { createHash } from "node:crypto"
import { Commission, ForkOrigin } from "@aethercast/agents/orchestrator/Commission"
import { sourceId } from "@aethercast/agents/sources/Article"
import { listenerAddress } from "@aethercast/agents/sources/ListenerAddress"
import { AllowedPrivateHosts } from "@aethercast/agents/sources/PrivateHosts"
import { BlobId } from "@aethercast/agents/store/Blobs"
import { Episodes } from "@aethercast/agents/store/Episodes"
import { ListenerDocuments } from "@aethercast/agents/store/ListenerDocuments"
import { type PooledSnippet, Snippets } from "@aethercast/agents/store/Snippets"
import * as Casting from "@aethercast/agents/voice/Casting"
import { SpeechSynthesizer } from "@aethercast/agents/voice/SpeechSynthesizer"
import { unreadSnippet } from "@aethercast/agents/writing/Headline"
import { EpisodeNotFound } from "@aethercast/domain/Episode"
import type { EpisodeRequest, ForkChange, Subject } from "@aethercast/domain/EpisodeRequest"
import { ChapterNotFound, sharedPart } from "@aethercast/domain/Fork"
import {
  AddressRefused,
  documentUrl,
  ListenerDocumentNotFound
} from "@aethercast/domain/ListenerDocument"
import { NotYourEpisode, SessionId } from "@aethercast/domain/Session"
import { Source } from "@aethercast/domain/Source"
import { Snippet } from "@aethercast/domain/Snippet"
import { Topic, TopicId, TopicNotFound } from "@aethercast/domain/Topic"
import { hostCount } from "@aethercast/domain/Hosts"
import { LanguageNotSpoken } from "@aethercast/domain/Voice"
import { DateTime, Effect, Option, Schema } from "effect"
import * as EpisodeIds from "../sessions/EpisodeIds.ts"

/**
 * What the episode's workflow needs to know: the request of an owner of documents, its voices, and the
 * snippet of its topic.
 */
export const make = Effect.fn("EpisodeCommission.make")(function* (
  request: EpisodeRequest,
  owner: string
) {
  const { voices } = yield* SpeechSynthesizer
  const { hosts, language, style } = request
  const cast = yield* Effect.fromOption(
    Casting.cast(voices, language, hostCount(style, hosts))
  ).pipe(
    Effect.mapError(() => new LanguageNotSpoken({ language, spoken: Casting.languages(voices) }))
  )
  return new Commission({ request, cast, ...(yield* subjectOf(request.subject, owner)) })
})

const subjectOf = Effect.fnUntraced(function* (subject: Subject, owner: string) {
  switch (subject._tag) {
    case "Known": {
      const { topicId } = subject
      const pooled = yield* (yield* Snippets).find(topicId)
      if (Option.isNone(pooled)) return yield* new TopicNotFound({ topicId })
      const { cover, snippet } = pooled.value
      return { snippet, ...coverOf(cover) }
    }
    case "Words":
      return { snippet: yield* unread("words", subject.words, []) }
    case "Address": {
      const url = yield* Effect.fromResult(
        listenerAddress(subject.url, yield* AllowedPrivateHosts)
      ).pipe(Effect.mapError((reason) => new AddressRefused({ reason })))
      const site = new URL(url).host.replace(/^www\./, "")
      const source = new Source({ id: sourceId(url), url, title: "", site })
      return { snippet: yield* unread("page", `A page of ${site}`, [source]) }
    }
    case "Document": {
      const { documentId } = subject
      const found = yield* (yield* ListenerDocuments).find(owner, documentId)
      if (Option.isNone(found)) return yield* new ListenerDocumentNotFound({ documentId })
      const url = documentUrl(documentId)
      const { title } = found.value
      const source = new Source({ id: sourceId(url), url, title, site: "your document" })
      return { snippet: yield* unread("document", title, [source]) }
    }
    case "Fork":
      return yield* forkOf(subject, owner)
  }
})

/**
 * What a fork has from its original, which is an episode of the same owner: it may quote documents that
 * only they can read.
 */
const forkOf = Effect.fnUntraced(function* (
  { change, chapter, of }: Extract<Subject, { readonly _tag: "Fork" }>,
  owner: string
) {
  if (!(isSessionId(owner) && EpisodeIds.isOf(owner, of))) return yield* new NotYourEpisode()
  const stored = yield* (yield* Episodes).find(of)
  if (Option.isNone(stored)) return yield* new EpisodeNotFound({ episodeId: of })
  const { episode } = stored.value
  const { cover, coverAlt, sources, steering, teaser, title } = episode
  const shared = sharedPart(episode, chapter, change)
  const material = decodeBlobId(episode.material)
  if (Option.isNone(shared) || Option.isNone(material)) {
    return yield* new ChapterNotFound({ episodeId: of, chapter })
  }
  const snippet = yield* unread("fork", title, sources)
  return {
    snippet: new Snippet({ ...snippet, title: title.slice(0, 160), teaser: teaser.slice(0, 400) }),
    ...(cover !== undefined && { cover }),
    ...(coverAlt !== undefined && { coverAlt }),
    origin: new ForkOrigin({
      ...shared.value,
      sources,
      material: material.value,
      depth: Math.min(2, Math.max(-2, steering.depth + steps[change])),
      weights: steering.weights
    })
  }
})

const coverOf = (cover: PooledSnippet["cover"]) =>
  cover === undefined
    ? {}
    : {
        cover: cover.path,
        coverAlt: cover.alt,
        ...(cover.standIn !== undefined && { coverStandIn: cover.standIn })
      }

/** By how much a fork is deeper than its original. */
const steps: Readonly<Record<ForkChange, number>> = { again: 0, simpler: -1, deeper: 1 }

const isSessionId = Schema.is(SessionId)
const decodeBlobId = Schema.decodeUnknownOption(BlobId)

/** The snippet of a topic of the listener's own, of which nothing was read yet. */
const unread = (kind: string, title: string, sources: ReadonlyArray<Source>) =>
  Effect.map(DateTime.now, (publishedAt) =>
    unreadSnippet(
      new Topic({
        id: TopicId.make(`${kind}-${digest([title, ...sources.map(({ url }) => url)].join("\n"))}`),
        title: title.slice(0, 200),
        summary: "",
        tags: [],
        publishedAt,
        sources
      })
    )
  )

const digest = (text: string): string =>
  createHash("sha256").update(text).digest("hex").slice(0, 16)
