import { Effect, Schema } from "effect"
import { HttpClientRequest } from "effect/http"
import { FetchFailed } from "../GuardedHttp.ts"
import type { SearchEngine } from "./SearchEngine.ts"

/**
 * The articles of a wiki that runs on MediaWiki, by the address of its `api.php`.
 * https://www.mediawiki.org/wiki/API:Search
 */
export const mediaWiki = (api: string): SearchEngine => ({
  name: new URL(api).host,
  search: Effect.fnUntraced(function* (client, words, limit) {
    const answer = yield* client.call(
      HttpClientRequest.get(api, {
        urlParams: {
          action: "query",
          format: "json",
          formatversion: "2",
          generator: "search",
          gsrsearch: words,
          gsrnamespace: "0",
          gsrlimit: String(limit),
          prop: "info",
          inprop: "url"
        }
      }),
      Answer
    )
    if (answer.error !== undefined) {
      return yield* new FetchFailed({ url: api, reason: answer.error.info })
    }
    return (answer.query?.pages ?? [])
      .toSorted((left, right) => left.index - right.index)
      .map(({ fullurl, title }) => ({ url: fullurl, title }))
  })
})

/** Errors have status 200. Without results there is no `query`. */
const Answer = Schema.Struct({
  error: Schema.optionalKey(Schema.Struct({ info: Schema.String })),
  query: Schema.optionalKey(
    Schema.Struct({
      pages: Schema.Array(
        Schema.Struct({ title: Schema.String, fullurl: Schema.String, index: Schema.Finite })
      )
    })
  )
})
