import { createHash } from "node:crypto"
import { Commission } from "@aethercast/agents/orchestrator/Commission"
import { Snippets } from "@aethercast/agents/store/Snippets"
import * as Casting from "@aethercast/agents/voice/Casting"
import { SpeechSynthesizer } from "@aethercast/agents/voice/SpeechSynthesizer"
import { unreadSnippet } from "@aethercast/agents/writing/Headline"
import type { EpisodeRequest } from "@aethercast/domain/EpisodeRequest"
import { Topic, TopicId, TopicNotFound } from "@aethercast/domain/Topic"
import { LanguageNotSpoken } from "@aethercast/domain/Voice"
import { DateTime, Effect, Option } from "effect"

/** What the episode's workflow needs to know: the request, its voices, and the snippet of its topic. */
export const make = Effect.fn("EpisodeCommission.make")(function* (request: EpisodeRequest) {
  const { voices } = yield* SpeechSynthesizer
  const { language } = request
  const cast = yield* Effect.fromOption(Casting.cast(voices, language)).pipe(
    Effect.mapError(() => new LanguageNotSpoken({ language, spoken: Casting.languages(voices) }))
  )
  if (request.subject._tag === "Words") {
    return new Commission({ request, cast, snippet: yield* snippetOf(request.subject.words) })
  }
  const { topicId } = request.subject
  const pooled = yield* (yield* Snippets).find(topicId)
  if (Option.isNone(pooled)) return yield* new TopicNotFound({ topicId })
  const { cover, snippet } = pooled.value
  return new Commission({
    request,
    cast,
    snippet,
    ...(cover === undefined ? {} : { cover: cover.path })
  })
})

/** A topic in the listener's own words has no snippet yet: the words stand for it. */
const snippetOf = (words: string) =>
  Effect.map(DateTime.now, (publishedAt) =>
    unreadSnippet(
      new Topic({
        id: TopicId.make(`words-${createHash("sha256").update(words).digest("hex").slice(0, 16)}`),
        title: words.slice(0, 200),
        summary: "",
        tags: [],
        publishedAt,
        sources: []
      })
    )
  )
