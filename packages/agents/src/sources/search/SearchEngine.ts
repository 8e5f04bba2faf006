import type { Effect } from "effect"
import type { ApiClient } from "../fetch/ApiClient.ts"
import type { FetchError } from "../GuardedHttp.ts"

/** A document that a search engine names; the title is plain text. */
export interface SearchResult {
  readonly url: string
  readonly title: string
}

/** A search engine at an address that the operator configured. */
export interface SearchEngine {
  /** For people, such as "Brave Search". */
  readonly name: string
  /** US dollars for a search; absent where it is free. */
  readonly dollars?: number
  /** The documents about some words, best first. */
  search(
    api: ApiClient["Service"],
    words: string,
    limit: number
  ): Effect.Effect<ReadonlyArray<SearchResult>, FetchError>
}
