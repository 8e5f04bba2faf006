import { Effect, type Redacted, Schema } from "effect"
import { HttpClientRequest } from "effect/http"
import type { SearchEngine } from "./SearchEngine.ts"

export interface TavilyOptions {
  readonly key: Redacted.Redacted
  /** For a proxy or a test. */
  readonly address?: string
}

/** https://docs.tavily.com/documentation/api-reference/endpoint/search */
export const tavily = ({
  address = "https://api.tavily.com",
  key
}: TavilyOptions): SearchEngine => ({
  name: "Tavily",
  // A basic search is one credit. https://docs.tavily.com/documentation/api-credits
  dollars: 0.008,
  search: (client, words, limit) =>
    Effect.map(
      client.call(
        HttpClientRequest.post(`${address}/search`).pipe(
          HttpClientRequest.bearerToken(key),
          HttpClientRequest.bodyJsonUnsafe({
            query: words,
            max_results: Math.min(limit, maxResults),
            search_depth: "basic"
          })
        ),
        Answer
      ),
      ({ results }) => results
    )
})

/** The API refuses more. */
const maxResults = 20

const Answer = Schema.Struct({
  results: Schema.Array(Schema.Struct({ url: Schema.String, title: Schema.String }))
})
