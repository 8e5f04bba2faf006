import { AsideWorkflowLayer } from "@aethercast/agents/orchestrator/AsideWorkflow"
import { EpisodeEntity } from "@aethercast/agents/episode/EpisodeProtocol"
import { EpisodeWorkflow } from "@aethercast/agents/orchestrator/EpisodeWorkflow"
import { workflowIdOf } from "@aethercast/agents/orchestrator/Commission"
import { shippedLibrary } from "@aethercast/agents/sources/Library"
import { frameBytes } from "@aethercast/domain/Clip"
import type { Episode } from "@aethercast/domain/Episode"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { CommandId, type SteeringCommand } from "@aethercast/domain/SteeringCommand"
import { Cursor, LineId, totalFrames } from "@aethercast/domain/Timeline"
import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Effect, Latch, Layer } from "effect"
import { eventually } from "../../../cluster/test/harness/Eventually.ts"
import { fresh } from "../../../cluster/test/harness/TestDatabase.ts"
import * as TestNode from "../TestNode.ts"
import * as TestSources from "../TestSources.ts"
import { TestVoice } from "../TestVoice.ts"
import * as TestWriter from "../TestWriter.ts"
import { AgentsLayer, documentsOf, start } from "./TestEpisode.ts"

const WorldLayer = Layer.mergeAll(
  Layer.orDie(Layer.provide(TestSources.layer([shippedLibrary]), NodeServices.layer)),
  TestWriter.layer,
  TestVoice.layer
)
const ActorsLayer = Layer.merge(AgentsLayer, AsideWorkflowLayer)
const TestLayer = Layer.provideMerge(ActorsLayer, Layer.merge(TestNode.layer, WorldLayer))

const actorOf = Effect.fnUntraced(function* (id: EpisodeId) {
  const client = yield* EpisodeEntity.client
  return client(yield* EpisodeWorkflow.entityIdOf(workflowIdOf(id)))
})

/** A complete episode about tides, its listener paused at the start of the line `at`. */
const heardTo = Effect.fnUntraced(function* (name: string, at: string) {
  const episode = yield* start(name, {
    title: "How the Moon makes the tides",
    sources: yield* documentsOf("tides")
  })
  yield* episode.download
  const whole = yield* episode.at("Complete")
  const actor = yield* actorOf(episode.id)
  const cursor = new Cursor({ line: LineId.make(at), frame: 0 })
  yield* actor.ReportPosition({ episodeId: episode.id, cursor, isPlaying: false })
  const steer = (command: SteeringCommand) =>
    actor.Steer({ episodeId: episode.id, command, heard: [] })
  return { episode, whole, cursor, steer }
})

const command = (n: number) => CommandId.make(`command-${n}`)

/** The episode, as soon as all of its asides are made. */
const answered = <E, R>(get: Effect.Effect<Episode, E, R>) =>
  eventually(
    Effect.tap(get, ({ steering }) =>
      Effect.sync(() => assert.isTrue(steering.asides.every(({ isClosed }) => isClosed)))
    )
  )

const idsOf = ({ timeline }: Episode) => timeline.lines.map(({ id }) => String(id))

layer(TestLayer, { excludeTestServices: true })("an aside", (it) => {
  it.effect("is spoken after the line that is heard, from the sources, and the rest goes on", () =>
    Effect.gen(function* () {
      const { cursor, episode, steer, whole } = yield* heardTo("more", "1.2")
      const more = { id: command(1), kind: "more", cursor } as const
      const outcome = yield* steer(more)
      assert.strictEqual(outcome._tag, "AsideRequested")
      assert.deepStrictEqual(yield* steer(more), outcome)
      const conflict = yield* Effect.flip(steer({ id: command(1), kind: "deeper" }))
      assert.strictEqual(conflict._tag, "CommandConflict")

      const steered = yield* answered(episode.get)
      const asides = idsOf(steered).filter((id) => id.startsWith("a1."))
      assert.isAtLeast(asides.length, 3)
      const at = idsOf(whole).indexOf("1.2") + 1
      assert.deepStrictEqual(idsOf(steered), idsOf(whole).toSpliced(at, 0, ...asides))
      const lines = steered.timeline.lines.filter(({ aside }) => aside !== undefined)
      for (const { clip, sources } of lines) {
        assert.isDefined(clip)
        for (const url of sources) {
          assert.include(
            steered.sources.map((source) => source.url),
            url
          )
        }
      }
      const quoted = lines.flatMap(({ passages }) => passages)
      assert.isAbove(quoted.length, 0)
      const saidBefore = new Set(whole.timeline.lines.flatMap(({ passages }) => passages))
      for (const passage of quoted) assert.isFalse(saidBefore.has(passage))
      assert.strictEqual(
        (yield* episode.download).length,
        totalFrames(steered.timeline) * frameBytes
      )
    })
  )

  it.effect("answers a question from the sources, and says so when they have no answer", () =>
    Effect.gen(function* () {
      const { cursor, episode, steer } = yield* heardTo("question", "1.0")
      yield* steer({
        id: command(1),
        kind: "question",
        words: "How high is the tide in the Bay of Fundy?",
        cursor
      })
      const { timeline } = yield* answered(episode.get)
      const answer = timeline.lines.filter(({ aside }) => aside === "a1")
      assert.include(answer[0]?.text, "Bay of Fundy?")
      assert.isTrue(answer.some(({ passages, text }) => passages.length > 0 && /Fundy/.test(text)))

      yield* steer({
        id: command(2),
        kind: "question",
        words: "Who won the chess olympiad?",
        cursor
      })
      const second = yield* answered(episode.get)
      const honest = second.timeline.lines.filter(({ aside }) => aside === "a2")
      assert.isTrue(honest.some(({ text }) => /do not say/.test(text)))
      assert.isTrue(honest.every(({ passages }) => passages.length === 0))
    })
  )

  it.effect("that is skipped says no more, and the episode goes on", () =>
    Effect.gen(function* () {
      const { gate, hold } = yield* TestVoice
      const { cursor, episode, steer } = yield* heardTo("skipped", "1.0")
      yield* hold("Why the Sun comes second.")
      yield* steer({ id: command(1), kind: "more", cursor })
      const begun = yield* eventually(
        Effect.tap(episode.get, (now) =>
          Effect.sync(() =>
            assert.isTrue(idsOf(now).filter((id) => id.startsWith("a1.")).length > 1)
          )
        )
      )
      const first = begun.timeline.lines.find(({ aside }) => aside !== undefined)?.id ?? cursor.line
      yield* steer({ id: command(2), kind: "skip", cursor: new Cursor({ line: first, frame: 3 }) })
      yield* Latch.open(gate)
      const { timeline } = yield* answered(episode.get)
      assert.deepStrictEqual(
        timeline.lines.filter(({ aside }) => aside !== undefined).map(({ id }) => id),
        [first]
      )
    })
  )
})

layer(WorldLayer, { excludeTestServices: true })("an aside on a node that stops", (it) => {
  it.effect("is made once, and is whole", () =>
    Effect.gen(function* () {
      const { gate, hold } = yield* TestVoice
      const url = yield* fresh
      const onNode = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
        Effect.provide(effect, Layer.fresh(Layer.provideMerge(ActorsLayer, TestNode.layerOn(url))))
      const before = yield* onNode(
        Effect.gen(function* () {
          const { cursor, episode, steer } = yield* heardTo("moved", "1.0")
          yield* hold("Why the Sun comes second.")
          yield* steer({ id: command(1), kind: "more", cursor })
          return yield* eventually(
            Effect.tap(episode.get, (now) =>
              Effect.sync(() => assert.include(idsOf(now).join(), "a1.1"))
            )
          )
        })
      )
      yield* Latch.open(gate)
      const after = yield* onNode(
        Effect.flatMap(actorOf(before.id), (actor) => answered(actor.Get({ episodeId: before.id })))
      )
      const ids = idsOf(after)
      assert.strictEqual(new Set(ids).size, ids.length)
      assert.deepStrictEqual(
        ids.filter((id) => idsOf(before).includes(id)),
        idsOf(before)
      )
      assert.isTrue(after.timeline.lines.every(({ clip }) => clip !== undefined))
      assert.match(
        after.timeline.lines.findLast(({ aside }) => aside === "a1")?.text ?? "",
        /Why the Sun comes second\.$/
      )
    })
  )
})

layer(TestLayer, { excludeTestServices: true })("a chapter", (it) => {
  it.effect("that is skipped while it is spoken is cut short, and the next one follows", () =>
    Effect.gen(function* () {
      const { gate, hold } = yield* TestVoice
      yield* hold("Tide")
      const episode = yield* start("chapter", {
        title: "How the Moon makes the tides",
        sources: yield* documentsOf("tides")
      })
      yield* Latch.open(gate)
      yield* episode.download
      const whole = yield* episode.at("Complete")
      const chapter = whole.timeline.lines.filter((line) => line.chapter === 1)
      const actor = yield* actorOf(episode.id)
      const [first, second] = chapter
      if (first === undefined || second === undefined) return yield* Effect.die("No chapter")
      yield* actor.Steer({
        episodeId: episode.id,
        command: {
          id: command(1),
          kind: "skip",
          cursor: new Cursor({ line: second.id, frame: 0 })
        },
        heard: [{ line: first.id, from: 0, to: 5 }]
      })
      const now = yield* episode.get
      assert.deepStrictEqual(
        now.timeline.lines.filter((line) => line.chapter === 1).map(({ id }) => id),
        [first.id, second.id]
      )
      assert.strictEqual((yield* episode.download).length, totalFrames(now.timeline) * frameBytes)
    })
  )

  it.effect("is not repeated by the chapters that are written after it", () =>
    Effect.gen(function* () {
      const { cursor, episode, steer } = yield* heardTo("quoted", "1.2")
      yield* steer({ id: command(1), kind: "more", cursor })
      const { timeline } = yield* answered(episode.get)
      const asides = timeline.lines.filter(({ aside }) => aside !== undefined)
      const actor = yield* actorOf(episode.id)
      const { said } = yield* actor.DirectChapter({ episodeId: episode.id, chapter: 40 })
      assert.isNotEmpty(said)
      assert.deepStrictEqual(
        said,
        asides.flatMap(({ passages }) => passages)
      )
    })
  )

  it.effect(
    "is written in the direction that was asked for before, and the same when replayed",
    () =>
      Effect.gen(function* () {
        const { actor, episode } = yield* Effect.gen(function* () {
          const { episode, steer } = yield* heardTo("directed", "1.0")
          yield* steer({ id: command(1), kind: "deeper" })
          yield* steer({ id: command(2), kind: "thumb-down", line: LineId.make("1.1") })
          return { actor: yield* actorOf(episode.id), episode }
        })
        const direct = actor.DirectChapter({ episodeId: episode.id, chapter: 40 })
        const direction = yield* direct
        assert.strictEqual(direction.depth, 1)
        yield* actor.Steer({
          episodeId: episode.id,
          command: { id: command(3), kind: "deeper" },
          heard: []
        })
        assert.deepStrictEqual(yield* direct, direction)
        const first = yield* actor.DirectChapter({ episodeId: episode.id, chapter: 1 })
        assert.deepStrictEqual(first, { depth: 0, weights: {} })
      })
  )
})
