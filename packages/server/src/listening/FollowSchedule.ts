import { Extractor } from "@aethercast/agents/sources/Extractor"
import { makeFeedReader } from "@aethercast/agents/sources/FeedReader"
import { toTopics } from "@aethercast/agents/sources/FeedTopics"
import { PooledSnippet, Snippets } from "@aethercast/agents/store/Snippets"
import { unreadSnippet } from "@aethercast/agents/writing/Headline"
import { EpisodeRequest, Subject } from "@aethercast/domain/EpisodeRequest"
import { Effect, Layer, Option, Schedule, Stream } from "effect"
import * as EpisodeIds from "../sessions/EpisodeIds.ts"
import { EpisodeClient } from "./EpisodeClient.ts"
import { type DueFollow, Follows } from "./Follows.ts"

/**
 * Makes the episodes of what sessions follow, whole, each morning. Every server looks each minute: the id of
 * an episode comes from the morning that it is for, so that two servers make one, and a server that takes over
 * from one that stopped goes on with it.
 */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const follows = yield* Follows
    const episodes = yield* EpisodeClient
    const snippets = yield* Snippets
    const readFeeds = yield* makeFeedReader

    /** The newest entry of a feed, unless the last episode was about it. */
    const newsOf = Effect.fnUntraced(function* (url: string, servedTopic: string | null) {
      const feeds = yield* Effect.option(readFeeds([url]))
      const [topic] = toTopics(Option.getOrElse(feeds, () => []))
      if (topic === undefined || topic.id === servedTopic) return undefined
      if (Option.isNone(yield* snippets.find(topic.id))) {
        yield* snippets.save(new PooledSnippet({ topic, snippet: unreadSnippet(topic) }))
      }
      return topic.id
    })

    const subjectOf = Effect.fnUntraced(function* ({
      follow: { followed },
      servedTopic
    }: DueFollow) {
      if (followed._tag === "Topic") return Subject.cases.Words.make({ words: followed.words })
      const topicId = yield* newsOf(followed.url, servedTopic)
      return topicId === undefined ? undefined : Subject.cases.Known.make({ topicId })
    })

    const make = Effect.fnUntraced(function* (due: DueFollow, subject: Subject) {
      const { follow, morning, session } = due
      const id = EpisodeIds.ofKey(session, `follow ${follow.id} ${morning}`)
      const { language, lengthSeconds, style } = follow
      yield* episodes.start(new EpisodeRequest({ id, subject, lengthSeconds, style, language }), {
        address: `session ${session}`,
        session
      })
      // As for a download it is made to its end, although nobody listens yet.
      yield* Stream.runDrain(episodes.listen(id, { from: Option.none(), download: true })).pipe(
        Effect.timeoutOption("30 minutes")
      )
    })

    const serve = Effect.fn("FollowSchedule.serve")(
      function* (due: DueFollow) {
        const subject = yield* subjectOf(due)
        if (subject === undefined) return yield* follows.serve(due)
        yield* make(due, subject).pipe(
          // Another attempt this morning would not help; the next morning's may.
          Effect.catchTag(
            [
              "EpisodeConflict",
              "EpisodeNotFound",
              "ImpossiblePosition",
              "LanguageNotSpoken",
              "NotYourEpisode",
              "ChapterNotFound",
              "TopicNotFound"
            ],
            (error) => Effect.logWarning(`No episode for what a session follows`, error)
          )
        )
        yield* follows.serve(due, subject._tag === "Known" ? subject.topicId : undefined)
      },
      // Too many orders, or a crash: the next minute tries again.
      (effect) => Effect.ignoreCause(effect, { log: true })
    )

    yield* follows.due.pipe(
      Effect.flatMap((due) => Effect.forEach(due, serve, { concurrency: 4, discard: true })),
      Effect.ignoreCause({ log: true }),
      Effect.repeat(Schedule.spaced("1 minute")),
      Effect.forkScoped
    )
  })
).pipe(Layer.provide(Extractor.layer))
