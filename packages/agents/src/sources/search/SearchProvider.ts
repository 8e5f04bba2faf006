import { Source } from "@aethercast/domain/Source"
import { Array, Context, Effect, Layer, Result } from "effect"
import { sourceId } from "../Article.ts"
import { cleanText, shorten } from "../CleanText.ts"
import { Payer } from "../../spending/Payer.ts"
import { ApiClient } from "../fetch/ApiClient.ts"
import { listenerAddress } from "../ListenerAddress.ts"
import type { PrivateHosts } from "../PrivateHosts.ts"
import type { SearchEngine, SearchResult } from "./SearchEngine.ts"

/** Searches the web with the engines that the operator configured; without any it finds nothing. */
export class SearchProvider extends Context.Service<
  SearchProvider,
  {
    /** The names of the engines. */
    readonly engines: ReadonlyArray<string>
    /**
     * Documents about some words: the best of each engine first, without duplicates. An engine that fails
     * is left out with a warning.
     */
    search(words: string, limit: number): Effect.Effect<ReadonlyArray<Source>>
  }
>()("@aethercast/agents/sources/search/SearchProvider") {
  static readonly layer = (options: {
    readonly engines: ReadonlyArray<SearchEngine>
    readonly privateHosts?: PrivateHosts
  }) =>
    Layer.effect(
      SearchProvider,
      Effect.gen(function* () {
        const client = yield* ApiClient

        const search = Effect.fn("SearchProvider.search")(function* (words: string, limit: number) {
          const query = words.slice(0, maxQuery).toWellFormed().trim()
          if (query === "") return []
          const answers = yield* Effect.forEach(
            options.engines,
            (engine) =>
              paid(engine, engine.search(client, query, limit)).pipe(
                Effect.tapError((error) =>
                  Effect.logWarning(
                    error._tag === "OverBudget"
                      ? `No search with ${engine.name}: the budget of the ${error.budget} is used up`
                      : `The search with ${engine.name} failed: ${error.reason}`
                  )
                ),
                Effect.orElseSucceed((): ReadonlyArray<SearchResult> => [])
              ),
            { concurrency: "unbounded" }
          )
          const sources = interleaved(answers).flatMap((result) =>
            toSource(result, options.privateHosts)
          )
          return Array.dedupeWith(sources, (left, right) => left.id === right.id).slice(0, limit)
        })

        return SearchProvider.of({ engines: options.engines.map(({ name }) => name), search })
      })
    )

  /** Finds nothing. */
  static readonly layerOffline = Layer.succeed(
    SearchProvider,
    SearchProvider.of({ engines: [], search: () => Effect.succeed([]) })
  )
}

/** Pays for a search, if the engine asks for money. */
const paid = <A, E>({ dollars, name }: SearchEngine, search: Effect.Effect<A, E>) =>
  dollars === undefined
    ? search
    : Effect.scoped(
        Effect.gen(function* () {
          const { reserve } = yield* Payer
          const charge = yield* reserve({ kind: "search", provider: name, dollars })
          return yield* Effect.tap(search, charge({ dollars, quantity: 1 }))
        })
      )

/** Of the APIs' limits the smallest. */
const maxQuery = 300

/** The first of each list, then the second of each, and so on. */
export const interleaved = <A>(lists: ReadonlyArray<ReadonlyArray<A>>): ReadonlyArray<A> =>
  Array.makeBy(Math.max(0, ...lists.map(({ length }) => length)), (index) =>
    lists.flatMap((list) => list.slice(index, index + 1))
  ).flat()

const toSource = (
  { title, url }: SearchResult,
  privateHosts: PrivateHosts | undefined
): ReadonlyArray<Source> =>
  Result.match(listenerAddress(url, privateHosts), {
    onFailure: () => [],
    onSuccess: (address) => {
      const site = new URL(address).host.replace(/^www\./, "")
      const name = shorten(cleanText(title), 300)
      return [
        new Source({
          id: sourceId(address),
          url: address,
          title: name === "" ? site : name,
          site: shorten(site, 200)
        })
      ]
    }
  })
