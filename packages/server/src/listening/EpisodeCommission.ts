import { createHash } from "node:crypto"
import { Commission } from "@aethercast/agents/orchestrator/Commission"
import { sourceId } from "@aethercast/agents/sources/Article"
import { listenerAddress } from "@aethercast/agents/sources/ListenerAddress"
import { AllowedPrivateHosts } from "@aethercast/agents/sources/PrivateHosts"
import { ListenerDocuments } from "@aethercast/agents/store/ListenerDocuments"
import { Snippets } from "@aethercast/agents/store/Snippets"
import * as Casting from "@aethercast/agents/voice/Casting"
import { SpeechSynthesizer } from "@aethercast/agents/voice/SpeechSynthesizer"
import { unreadSnippet } from "@aethercast/agents/writing/Headline"
import type { EpisodeRequest, Subject } from "@aethercast/domain/EpisodeRequest"
import {
  AddressRefused,
  documentUrl,
  ListenerDocumentNotFound
} from "@aethercast/domain/ListenerDocument"
import { Source } from "@aethercast/domain/Source"
import { Topic, TopicId, TopicNotFound } from "@aethercast/domain/Topic"
import { LanguageNotSpoken } from "@aethercast/domain/Voice"
import { DateTime, Effect, Option } from "effect"

/**
 * What the episode's workflow needs to know: the request of an owner of documents, its voices, and the
 * snippet of its topic.
 */
export const make = Effect.fn("EpisodeCommission.make")(function* (
  request: EpisodeRequest,
  owner: string
) {
  const { voices } = yield* SpeechSynthesizer
  const { language } = request
  const cast = yield* Effect.fromOption(Casting.cast(voices, language)).pipe(
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
      return { snippet, ...(cover === undefined ? {} : { cover: cover.path }) }
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
  }
})

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
