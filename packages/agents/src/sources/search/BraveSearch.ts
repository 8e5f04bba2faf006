import { Effect, Redacted, Schema } from "effect"
import { HttpClientRequest } from "effect/http"
import { fragmentText } from "../html/HtmlBlocks.ts"
import type { SearchEngine } from "./SearchEngine.ts"

export interface BraveOptions {
  readonly key: Redacted.Redacted
  /** For a proxy or a test. */
  readonly address?: string
}

/** https://api-dashboard.search.brave.com/app/documentation/web-search/get-started */
export const brave = ({
  address = "https://api.search.brave.com",
  key
}: BraveOptions): SearchEngine => ({
  name: "Brave Search",
  // 5 dollars for a thousand. https://brave.com/search/api/
  dollars: 0.005,
  search: (client, words, limit) =>
    Effect.map(
      client.call(
        HttpClientRequest.get(`${address}/res/v1/web/search`, {
          urlParams: { q: words, count: String(Math.min(limit, maxCount)), text_decorations: "0" },
          headers: { "x-subscription-token": Redacted.value(key) }
        }),
        Answer
      ),
      ({ web }) =>
        // Titles are HTML, at least their entities.
        (web?.results ?? []).map(({ title, url }) => ({
          url,
          title: fragmentText(title.slice(0, 1000))
        }))
    )
})

/** The API refuses more. */
const maxCount = 20

/** Without results there is no `web`. */
const Answer = Schema.Struct({
  web: Schema.optionalKey(
    Schema.Struct({
      results: Schema.Array(Schema.Struct({ url: Schema.String, title: Schema.String }))
    })
  )
})
