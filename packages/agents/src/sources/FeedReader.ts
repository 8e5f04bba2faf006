import { Effect } from "effect"
import { Extractor } from "./Extractor.ts"
import type { Feed, FetchedFeed } from "./FeedEntries.ts"
import { CachedHttp } from "./fetch/CachedHttp.ts"
import type { Fetched } from "./GuardedHttp.ts"
import { SourceUnavailable } from "./SourceFailure.ts"

/** A feed and the address that it was fetched from. */
export interface FeedAt extends Feed {
  readonly url: string
}

/**
 * Reads feeds of any format. One that fails is left out with a warning; it is an error when all of them
 * fail.
 */
export const makeFeedReader = Effect.gen(function* () {
  const http = yield* CachedHttp
  const extractor = yield* Extractor

  const readOne = Effect.fn("FeedReader.readOne")(function* (url: string) {
    const answer = yield* Effect.mapError(
      http.poll(url),
      ({ reason }) => new SourceUnavailable({ url, reason })
    )
    if (answer.status !== 200) {
      return yield* new SourceUnavailable({ url, reason: `it answered ${answer.status}` })
    }
    const feed = yield* Effect.mapError(
      extractor.readFeed(feedIn(answer)),
      ({ reason }) => new SourceUnavailable({ url, reason })
    )
    for (const { entry, reason } of feed.dropped) {
      yield* Effect.logInfo(
        `An entry of the feed ${loggable(url)} is left out: ${reason} ("${entry}")`
      )
    }
    return { ...feed, url: answer.url }
  })

  return Effect.fn("FeedReader.read")(function* (urls: ReadonlyArray<string>) {
    const [feeds, failures] = yield* Effect.partition(urls, readOne, { concurrency: 4 })
    for (const { reason, url } of failures) {
      yield* Effect.logWarning(`The feed ${loggable(url)} is left out: ${reason}`)
    }
    const [first] = failures
    if (feeds.length === 0 && first !== undefined) return yield* first
    return feeds
  })
})

/** A query may be a listener's words, and no log has these. */
const loggable = (url: string): string => url.split("?", 1)[0] ?? ""

const feedIn = ({ body, headers, url }: Fetched): FetchedFeed => {
  const charset = /charset\s*=\s*["']?([\w:.-]+)/i.exec(headers["content-type"] ?? "")?.[1]
  return { bytes: body, url, ...(charset === undefined ? {} : { charset }) }
}
