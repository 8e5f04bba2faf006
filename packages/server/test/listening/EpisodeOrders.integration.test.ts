import { migrations } from "@aethercast/agents/store/Migrations"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeRequest, Subject } from "@aethercast/domain/EpisodeRequest"
import { TopicId } from "@aethercast/domain/Topic"
import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Effect, Exit, Layer } from "effect"
import * as TestDatabase from "../../../cluster/test/harness/TestDatabase.ts"
import { EpisodeOrders } from "../../src/listening/EpisodeOrders.ts"

const requestOf = (letter: string, words: string, lengthSeconds = 180) =>
  new EpisodeRequest({
    id: EpisodeId.make(letter.repeat(24)),
    subject: Subject.cases.Words.make({ words }),
    lengthSeconds,
    style: "conversation"
  })

layer(
  EpisodeOrders.layer.pipe(
    Layer.provide(TestDatabase.layer(migrations)),
    Layer.provide(NodeServices.layer)
  ),
  { excludeTestServices: true }
)("EpisodeOrders", (it) => {
  it.effect("the same order again is the same, whatever signs are in its words", () =>
    Effect.gen(function* () {
      const { claim } = yield* EpisodeOrders
      const request = requestOf("a", "tides \u0000 \ud800 潮汐")
      yield* claim(request)
      yield* claim(request)
      const focused = new EpisodeRequest({ ...requestOf("d", "tides"), focus: "harbours" })
      yield* claim(focused)
      yield* claim(focused)
      const error = yield* Effect.flip(claim(requestOf("d", "tides")))
      assert.strictEqual(error.episodeId, focused.id)
    })
  )

  it.effect("another order with the same id fails", () =>
    Effect.gen(function* () {
      const { claim } = yield* EpisodeOrders
      yield* claim(requestOf("b", "tides"))
      const first = requestOf("b", "tides")
      const others = [
        requestOf("b", "bees"),
        requestOf("b", "Tides"),
        requestOf("b", "tides", 60),
        new EpisodeRequest({ ...first, style: "briefing" }),
        new EpisodeRequest({ ...first, language: "de" }),
        new EpisodeRequest({ ...first, focus: "harbours" }),
        ...[
          Subject.cases.Known.make({ topicId: TopicId.make("tides") }),
          Subject.cases.Address.make({ url: "https://a.test/tides", withWeb: false })
        ].map((subject) => new EpisodeRequest({ ...first, subject }))
      ]
      for (const other of others) {
        const error = yield* Effect.flip(claim(other))
        assert.strictEqual(error.episodeId, other.id)
      }
      yield* claim(requestOf("b", "tides"))
    })
  )

  it.effect("of two orders at once one gets the id", () =>
    Effect.gen(function* () {
      const { claim } = yield* EpisodeOrders
      const exits = yield* Effect.forEach(
        Array.from({ length: 10 }).keys(),
        (n) => Effect.exit(claim(requestOf("c", `topic ${n}`))),
        { concurrency: "unbounded" }
      )
      assert.lengthOf(exits.filter(Exit.isSuccess), 1)
    })
  )
})
