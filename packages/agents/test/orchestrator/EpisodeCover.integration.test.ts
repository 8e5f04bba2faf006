import { ImageGeneration } from "@aethercast/agents/agents/ImageGeneration"
import { type Cover, CoverPainter, CoverRequest } from "@aethercast/agents/images/CoverPainter"
import * as RemotePainter from "@aethercast/agents/images/RemotePainter"
import * as SvgPainter from "@aethercast/agents/images/SvgPainter"
import { drawnCover } from "@aethercast/agents/orchestrator/ListenerMessages"
import { shippedLibrary } from "@aethercast/agents/sources/Library"
import { defaultBudget } from "@aethercast/agents/spending/Budget"
import { CostReports } from "@aethercast/agents/spending/CostReports"
import * as Spending from "@aethercast/agents/spending/Spending"
import { BlobId, Blobs } from "@aethercast/agents/store/Blobs"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Layer, Option } from "effect"
import { eventually } from "../../../cluster/test/harness/Eventually.ts"
import * as FakeImageServer from "../images/FakeImageServer.ts"
import * as TestNode from "../TestNode.ts"
import * as TestSources from "../TestSources.ts"
import { TestVoice } from "../TestVoice.ts"
import * as TestWriter from "../TestWriter.ts"
import { AgentsLayer, start } from "./TestEpisode.ts"

/** Starts an episode in a listener's words on a node with a painter. */
const withPainter =
  (painter: Layer.Layer<CoverPainter>, budget = defaultBudget) =>
  <A, E, R>(use: (episode: Effect.Success<ReturnType<typeof start>>) => Effect.Effect<A, E, R>) =>
    start("tides", { title: "Why the sea rises", sources: [], words: "tides of the sea" }).pipe(
      Effect.flatMap(use),
      Effect.provide(
        Layer.merge(AgentsLayer, ImageGeneration.layer).pipe(
          Layer.provideMerge(Layer.merge(Spending.layer(budget), CostReports.layer)),
          Layer.provideMerge(
            Layer.mergeAll(
              TestNode.layer,
              TestSources.layer([shippedLibrary]).pipe(
                Layer.provide(NodeServices.layer),
                Layer.orDie
              ),
              TestWriter.layer,
              TestVoice.layer,
              painter
            )
          )
        )
      )
    )

const painterAt = (server: Effect.Success<ReturnType<typeof FakeImageServer.start>>) =>
  RemotePainter.layer(server.endpoint()).pipe(Layer.provide(SvgPainter.layer))

const aDrawing = Effect.flatMap(CoverPainter, (painter) =>
  painter.paint(
    new CoverRequest({ id: "tides", title: "Tides", prompt: "", tags: [], pixels: 512 })
  )
).pipe(Effect.provide(SvgPainter.layer))

describe("the cover of an episode in a listener's words", () => {
  it.live(
    "is painted by the image model, once, and paid for",
    () =>
      Effect.gen(function* () {
        const { bytes } = yield* aDrawing
        const server = yield* FakeImageServer.start({ image: bytes })
        yield* withPainter(painterAt(server))((episode) =>
          Effect.gen(function* () {
            yield* episode.download
            const { cover = "", coverAlt, notices } = yield* episode.at("Complete")
            assert.deepStrictEqual(notices, [])
            assert.strictEqual(
              coverAlt,
              "Illustration by an image model on the subject: Why the sea rises"
            )
            const stored = yield* (yield* Blobs).get(BlobId.make(cover.slice("/media/".length)))
            assert.deepStrictEqual(Option.getOrThrow(stored).bytes, bytes)
            assert.strictEqual(server.received.length, 1)
            const costs = yield* (yield* CostReports).sums("episode", 1)
            assert.deepStrictEqual(
              costs.filter(({ kind }) => kind === "image"),
              [{ name: episode.id, kind: "image", calls: 1, quantity: 1, dollars: 0.05 }]
            )
          })
        )
      }),
    60_000
  )

  for (const [fault, reply, budget, notice] of [
    ["the model refuses the subject", { status: 400, code: "moderation_blocked" }, 1, "drawing"],
    ["the provider fails", { status: 500 }, 1, "drawing"],
    ["the budget does not pay an image", { status: 500 }, 0.04, "saving"]
  ] as const) {
    it.live(
      `is drawn when ${fault}, and the episode says so`,
      () =>
        Effect.gen(function* () {
          const server = yield* FakeImageServer.start(reply)
          const use = withPainter(painterAt(server), { ...defaultBudget, episode: budget })
          yield* use((episode) =>
            Effect.gen(function* () {
              yield* episode.download
              const { cover, coverAlt, notices } = yield* episode.at("Complete")
              assert.match(cover ?? "", /^\/media\/[0-9a-f]{64}$/)
              assert.match(coverAlt ?? "", /^Abstract cover in /)
              assert.deepStrictEqual(notices, [drawnCover(notice)])
            })
          )
        }),
      60_000
    )
  }

  it.live(
    "does not hold up speech, and comes before the episode is complete",
    () =>
      Effect.gen(function* () {
        const gate = yield* Deferred.make<Cover>()
        const painter = Layer.succeed(CoverPainter, {
          description: "a slow painter",
          settings: "",
          paint: () => Deferred.await(gate)
        })
        yield* withPainter(painter)((episode) =>
          Effect.gen(function* () {
            const spoken = yield* eventually(
              Effect.tap(episode.get, ({ spokenSeconds, timeline }) =>
                Effect.sync(() => {
                  assert.isAbove(timeline.chapters.length, 1)
                  assert.strictEqual(Object.keys(spokenSeconds).length, timeline.chapters.length)
                })
              )
            )
            assert.isUndefined(spoken.cover)
            assert.strictEqual(spoken.status._tag, "Generating")
            yield* Deferred.succeed(gate, yield* aDrawing)
            const { cover, notices } = yield* episode.at("Complete")
            assert.isDefined(cover)
            assert.deepStrictEqual(notices, [])
          })
        )
      }),
    60_000
  )
})
