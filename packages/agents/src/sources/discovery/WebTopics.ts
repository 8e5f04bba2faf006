import { Context, Effect, Layer } from "effect"
import { Extractor } from "../Extractor.ts"
import { makeFeedReader } from "../FeedReader.ts"
import { toTopics } from "../FeedTopics.ts"
import { gdeltTopics } from "./GdeltTopics.ts"
import { hackerNewsTopics } from "./HackerNewsTopics.ts"
import { makeJsonReader, type TopicProvider } from "./TopicProvider.ts"
import { wikipediaTopics } from "./WikipediaTopics.ts"

/** Where each provider is; for tests, and for mirrors. */
export interface Origins {
  readonly wikipedia?: string
  readonly hackerNews?: string
  readonly gdelt?: string
}

/** The providers of topics on the web that the operator configured. */
export class WebTopics extends Context.Service<
  WebTopics,
  { readonly providers: ReadonlyArray<TopicProvider> }
>()("@aethercast/agents/sources/discovery/WebTopics") {
  static readonly layer = (options: {
    readonly feeds: ReadonlyArray<string>
    readonly origins?: Origins
  }) =>
    Layer.effect(
      WebTopics,
      Effect.gen(function* () {
        const readJson = yield* makeJsonReader
        const readFeeds = yield* makeFeedReader
        const { feeds, origins = {} } = options
        const subscribed: TopicProvider = {
          name: "feeds",
          topics: Effect.map(readFeeds(feeds), toTopics)
        }
        return WebTopics.of({
          providers: [
            ...(feeds.length === 0 ? [] : [subscribed]),
            wikipediaTopics(readJson, origins.wikipedia),
            hackerNewsTopics(readJson, origins.hackerNews),
            gdeltTopics(readJson, origins.gdelt)
          ]
        })
      })
    ).pipe(Layer.provide(Extractor.layer))

  static readonly layerOffline = Layer.succeed(WebTopics, WebTopics.of({ providers: [] }))
}
