import { CachedHttp } from "@aethercast/agents/sources/fetch/CachedHttp"
import { GuardedHttp } from "@aethercast/agents/sources/GuardedHttp"
import { Library } from "@aethercast/agents/sources/Library"
import { LibrarySite } from "@aethercast/agents/sources/LibrarySite"
import { Lexicon } from "@aethercast/agents/relevance/Lexicon"
import { Reader } from "@aethercast/agents/sources/Reader"
import { SearchProvider } from "@aethercast/agents/sources/search/SearchProvider"
import { SourceUnavailable } from "@aethercast/agents/sources/SourceFailure"
import { TopicSource } from "@aethercast/agents/sources/TopicSource"
import { NodeCrypto, NodeServices } from "@effect/platform-node"
import { Context, Effect, Latch, Layer, Option, Ref } from "effect"

interface HeldRequests {
  readonly part: string
  readonly released: Latch.Latch
}

/** Faults of the simulated web. */
export class WebFaults extends Context.Service<
  WebFaults,
  {
    /** Requests for addresses that contain `part` wait until the latch is opened. */
    readonly held: Ref.Ref<Option.Option<HeldRequests>>
    readonly isOffline: Ref.Ref<boolean>
  }
>()("@aethercast/agents/test/WebFaults") {
  static readonly layer = Layer.effect(
    WebFaults,
    Effect.all({ held: Ref.make(Option.none<HeldRequests>()), isOffline: Ref.make(false) })
  )
}

/** Holds requests for addresses that contain `part` until the returned latch is opened. */
export const hold = Effect.fnUntraced(function* (part: string) {
  const { held } = yield* WebFaults
  const released = yield* Latch.make()
  yield* Ref.set(held, Option.some({ part, released }))
  return released
})

/** The library of some folders as a website with feed and search, subject to the faults. */
export const layer = (folders: ReadonlyArray<string>) =>
  Layer.mergeAll(
    Layer.effect(
      Reader,
      Effect.gen(function* () {
        const { held } = yield* WebFaults
        const reader = yield* Reader
        return Reader.of({
          read: Effect.fnUntraced(function* (source) {
            const now = yield* Ref.get(held)
            if (Option.isSome(now) && source.url.includes(now.value.part)) {
              yield* Latch.await(now.value.released)
            }
            return yield* reader.read(source)
          })
        })
      })
    ).pipe(Layer.provide(Reader.layer)),
    Layer.effect(
      TopicSource,
      Effect.gen(function* () {
        const { isOffline } = yield* WebFaults
        const feeds = yield* TopicSource
        const offline = new SourceUnavailable({ url: "http://library.internal", reason: "offline" })
        return TopicSource.of({
          ...feeds,
          topics: Effect.flatMap(Ref.get(isOffline), (is) =>
            is ? Effect.fail(offline) : feeds.topics
          )
        })
      })
    ).pipe(Layer.provide(TopicSource.layer)),
    Lexicon.layer
  ).pipe(
    Layer.provideMerge(WebFaults.layer),
    Layer.provide([CachedHttp.layerMemory, SearchProvider.layerOffline]),
    Layer.provide(GuardedHttp.layer()),
    Layer.provide(LibrarySite.layer),
    Layer.provideMerge(Library.layer({ folders })),
    Layer.provide([NodeServices.layer, NodeCrypto.layer]),
    Layer.orDie
  )
