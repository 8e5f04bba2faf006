import { Effect, Schema } from "effect"
import { HttpClientRequest } from "effect/http"
import type { SearchEngine } from "./SearchEngine.ts"

/**
 * A SearXNG instance, by its address. Its settings must list `json` under `search.formats`; it answers 403
 * otherwise. https://docs.searxng.org/dev/search_api.html
 */
export const searxng = (base: string): SearchEngine => ({
  name: `SearXNG at ${new URL(base).host}`,
  search: (client, words, limit) =>
    Effect.map(
      client.call(
        HttpClientRequest.get(`${base.replace(/\/$/, "")}/search`, {
          urlParams: { q: words, format: "json", categories: "general" }
        }),
        Answer
      ),
      ({ results }) => results.slice(0, limit)
    )
})

const Answer = Schema.Struct({
  results: Schema.Array(Schema.Struct({ url: Schema.String, title: Schema.String }))
})
