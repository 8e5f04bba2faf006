import { GuardedHttp } from "@aethercast/agents/sources/GuardedHttp"
import { Library } from "@aethercast/agents/sources/Library"
import { LibrarySite } from "@aethercast/agents/sources/LibrarySite"
import { Reader } from "@aethercast/agents/sources/Reader"
import { TopicSource } from "@aethercast/agents/sources/TopicSource"
import { NodeCrypto, NodeServices } from "@effect/platform-node"
import { Context, Effect, Latch, Layer } from "effect"

/** Nothing is read while it is closed. */
export class Gate extends Context.Service<Gate, Latch.Latch>()("@aethercast/agents/test/Gate") {
  static readonly layer = Layer.effect(Gate, Latch.make(true))
}

/** The library of some folders as a website, its feed and its search, and a reader that waits at the gate. */
export const layer = (folders: ReadonlyArray<string>) =>
  Layer.mergeAll(
    Layer.effect(
      Reader,
      Effect.gen(function* () {
        const gate = yield* Gate
        const reader = yield* Reader
        return { read: (source) => Latch.whenOpen(gate, reader.read(source)) }
      })
    ).pipe(Layer.provide(Reader.layer)),
    TopicSource.layer
  ).pipe(
    Layer.provideMerge(Gate.layer),
    Layer.provide(GuardedHttp.layer),
    Layer.provide(LibrarySite.layer),
    Layer.provideMerge(Library.layer({ folders })),
    Layer.provide([NodeServices.layer, NodeCrypto.layer]),
    Layer.orDie
  )
