import { GuardedHttp } from "@aethercast/agents/sources/GuardedHttp"
import { Library } from "@aethercast/agents/sources/Library"
import { LibrarySite } from "@aethercast/agents/sources/LibrarySite"
import { Reader } from "@aethercast/agents/sources/Reader"
import { SourceUnavailable } from "@aethercast/agents/sources/SourceFailure"
import { TopicSource } from "@aethercast/agents/sources/TopicSource"
import { NodeCrypto, NodeServices } from "@effect/platform-node"
import { Context, Effect, Latch, Layer, Option, Ref } from "effect"

interface Held {
  readonly part: string
  readonly until: Latch.Latch
}

/** What the web is like at the moment. */
export class Weather extends Context.Service<
  Weather,
  {
    /** Nothing at an address that contains this is read until the latch is opened. */
    readonly held: Ref.Ref<Option.Option<Held>>
    readonly isOffline: Ref.Ref<boolean>
  }
>()("@aethercast/agents/test/Weather") {
  static readonly layer = Layer.effect(
    Weather,
    Effect.all({ held: Ref.make(Option.none<Held>()), isOffline: Ref.make(false) })
  )
}

/** Holds what is at addresses that contain `part`, until the latch that it gives is opened. */
export const hold = Effect.fnUntraced(function* (part: string) {
  const { held } = yield* Weather
  const until = yield* Latch.make()
  yield* Ref.set(held, Option.some({ part, until }))
  return until
})

/** The library of some folders as a website, its feed and its search, in this weather. */
export const layer = (folders: ReadonlyArray<string>) =>
  Layer.mergeAll(
    Layer.effect(
      Reader,
      Effect.gen(function* () {
        const { held } = yield* Weather
        const reader = yield* Reader
        return Reader.of({
          read: Effect.fnUntraced(function* (source) {
            const now = yield* Ref.get(held)
            if (Option.isSome(now) && source.url.includes(now.value.part)) {
              yield* Latch.await(now.value.until)
            }
            return yield* reader.read(source)
          })
        })
      })
    ).pipe(Layer.provide(Reader.layer)),
    Layer.effect(
      TopicSource,
      Effect.gen(function* () {
        const { isOffline } = yield* Weather
        const feeds = yield* TopicSource
        const offline = new SourceUnavailable({ url: "http://library.internal", reason: "offline" })
        return TopicSource.of({
          ...feeds,
          topics: Effect.flatMap(Ref.get(isOffline), (is) =>
            is ? Effect.fail(offline) : feeds.topics
          )
        })
      })
    ).pipe(Layer.provide(TopicSource.layer))
  ).pipe(
    Layer.provideMerge(Weather.layer),
    Layer.provide(GuardedHttp.layer),
    Layer.provide(LibrarySite.layer),
    Layer.provideMerge(Library.layer({ folders })),
    Layer.provide([NodeServices.layer, NodeCrypto.layer]),
    Layer.orDie
  )
