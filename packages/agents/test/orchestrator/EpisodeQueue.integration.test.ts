import type { RunLimits } from "@aethercast/cluster/RunQueue"
import { shippedLibrary } from "@aethercast/agents/sources/Library"
import { frameBytes } from "@aethercast/domain/Clip"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { totalFrames } from "@aethercast/domain/Timeline"
import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, Latch, Layer, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { eventually } from "../../../cluster/test/harness/Eventually.ts"
import { fresh } from "../../../cluster/test/harness/TestDatabase.ts"
import * as TestNode from "../TestNode.ts"
import * as TestSources from "../TestSources.ts"
import { TestVoice } from "../TestVoice.ts"
import * as TestWriter from "../TestWriter.ts"
import { AgentsLayer, documentsOf, start } from "./TestEpisode.ts"

const SourcesLayer = TestSources.layer([shippedLibrary]).pipe(
  Layer.provide(NodeServices.layer),
  Layer.orDie
)
const WorldLayer = Layer.mergeAll(SourcesLayer, TestWriter.layer)

const startTides = Effect.fnUntraced(function* (name: string, lengthSeconds = 60) {
  const sources = yield* documentsOf("tides")
  return yield* start(name, { title: "How the Moon makes the tides", sources, lengthSeconds })
})

/** The episodes in the queue by their status there, in its order. */
const queued = (status: "RUNNING" | "WAITING" | "RESTING") =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.map(
      sql<{ id: string }>`
        SELECT workflow_id AS id FROM aethercast_run_queue
        WHERE status = ${status} ORDER BY round, arrival
      `,
      (rows) => rows.map(({ id }) => id)
    )
  )

const becomes = <A, E, R>(effect: Effect.Effect<A, E, R>, expected: A) =>
  eventually(Effect.map(effect, (now) => assert.deepStrictEqual(now, expected)))

const nodeOf = (limits: RunLimits, voice = TestVoice.layer) =>
  AgentsLayer.pipe(
    Layer.provideMerge(Layer.mergeAll(TestNode.layerWith(limits), WorldLayer, voice))
  )

layer(nodeOf({ perCluster: 9, perNode: 1, starting: 1 }), { excludeTestServices: true })(
  "episodes that wait for their turn",
  (it) => {
    it.effect("say how many come before them, and start by themselves", () =>
      Effect.gen(function* () {
        const { gate, hold } = yield* TestVoice
        yield* hold("")
        const first = yield* startTides("one")
        yield* first.at("Generating")
        const second = yield* startTides("two")
        yield* second.at("Queued")
        const third = yield* startTides("three")
        yield* becomes(
          Effect.map(third.get, ({ status }) => status),
          EpisodeStatus.cases.Queued.make({ ahead: 1 })
        )

        const watching = yield* Effect.forkChild(Stream.runCollect(third.statuses), {
          startImmediately: true
        })
        yield* Latch.open(gate)
        for (const one of [first, second, third]) {
          assert.isNotEmpty((yield* one.at("Complete")).timeline.lines)
        }
        const seen = yield* Fiber.join(watching)
        assert.deepStrictEqual(
          seen.slice(0, 3).map((status) => (status._tag === "Queued" ? status.ahead : status._tag)),
          [1, 0, "Starting"]
        )
        assert.strictEqual(seen.at(-1)?._tag, "Complete")
        yield* becomes(queued("RUNNING"), [])
      })
    )

    it.effect("can be cancelled before their turn", () =>
      Effect.gen(function* () {
        const { gate } = yield* TestVoice
        yield* Latch.close(gate)
        const first = yield* startTides("running")
        yield* first.at("Generating")
        const second = yield* startTides("unwanted")
        yield* second.at("Queued")
        assert.isTrue(yield* second.cancel("wrong topic"))
        assert.strictEqual((yield* second.get).status._tag, "Cancelled")
        yield* becomes(queued("WAITING"), [])
        yield* Latch.open(gate)
        yield* first.at("Complete")
      })
    )
  }
)

/** Three times as slow as real speech: half a minute is ten lines. */
const SlowNode = nodeOf({ perCluster: 9, perNode: 1, starting: 1 }, TestVoice.layerAt(75))

layer(SlowNode, { excludeTestServices: true })("an episode to which nobody listens", (it) => {
  it.effect("gives its turn to another, and goes on when somebody does", () =>
    Effect.gen(function* () {
      const { started } = yield* TestVoice
      const first = yield* startTides("alone", 150)
      yield* first.at("Resting")
      const spoken = (yield* started).length
      yield* becomes(queued("RESTING"), [first.workflowId])

      const second = yield* startTides("heard", 150)
      yield* second.download
      const other = yield* second.at("Complete")
      yield* becomes(queued("RUNNING"), [])

      const bytes = yield* first.download
      const { timeline } = yield* first.at("Complete")
      assert.strictEqual(bytes.length, totalFrames(timeline) * frameBytes)
      assert.strictEqual(timeline.chapters.at(-1), "Closing")
      assert.isAbove(timeline.lines.length, spoken)
      // Each clip was spoken once; the two episodes share some.
      const clips = [...timeline.lines, ...other.timeline.lines].map(({ clip }) => clip?.id)
      assert.strictEqual((yield* started).length, new Set(clips).size)
      assert.deepStrictEqual(yield* queued("RESTING"), [])
    })
  )
})

layer(Layer.mergeAll(WorldLayer, TestVoice.layerAt(20)), { excludeTestServices: true })(
  "a crowd of episodes",
  (it) => {
    it.effect("ends although the node is replaced in the middle, never more at a time", () =>
      Effect.gen(function* () {
        const url = yield* fresh
        const limits = { perCluster: 3, perNode: 3, starting: 1 }
        const onNode = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
          Effect.provide(
            effect,
            Layer.fresh(Layer.provideMerge(AgentsLayer, TestNode.layerOn(url, limits)))
          )
        const names = Array.from({ length: 16 }, (_, n) => `crowd${n}`)
        const crowd = Effect.forEach(names, (name) => startTides(name), { concurrency: 4 })
        yield* onNode(
          Effect.gen(function* () {
            const episodes = yield* crowd
            yield* Effect.forkScoped(
              Effect.forEach(episodes, (one) => one.download, { concurrency: "unbounded" })
            )
            const [first] = episodes
            yield* eventually(
              Effect.map(queued("WAITING"), (waiting) => assert.isAtMost(waiting.length, 10))
            )
            assert.isDefined(first)
          })
        )
        yield* onNode(
          Effect.gen(function* () {
            const episodes = yield* crowd
            const downloads = yield* Effect.forkScoped(
              Effect.forEach(episodes, (one) => one.download, { concurrency: "unbounded" })
            )
            let most = 0
            yield* eventually(
              Effect.gen(function* () {
                const running = yield* queued("RUNNING")
                most = Math.max(most, running.length)
                assert.deepStrictEqual([...running, ...(yield* queued("WAITING"))], [])
              }),
              "2 minutes"
            )
            assert.isAtMost(most, 3)
            yield* Fiber.join(downloads)
            for (const one of episodes) {
              const { status, timeline } = yield* one.get
              assert.strictEqual(status._tag, "Complete")
              assert.isTrue(timeline.lines.every(({ clip }) => clip !== undefined))
            }
          })
        )
      })
    )
  }
)
