import { DynamicUi, landingSurface } from "@aethercast/agents/agents/DynamicUi"
import { ImageGeneration } from "@aethercast/agents/agents/ImageGeneration"
import { CoverPainter } from "@aethercast/agents/images/CoverPainter"
import * as SvgPainter from "@aethercast/agents/images/SvgPainter"
import {
  LandingSlot,
  LandingWorkflow,
  LandingWorkflowLayer
} from "@aethercast/agents/orchestrator/LandingWorkflow"
import { SnippetCraft } from "@aethercast/agents/agents/SnippetCraft"
import { Commission } from "@aethercast/agents/orchestrator/Commission"
import * as OpeningLine from "@aethercast/agents/orchestrator/OpeningLine"
import { Snippets } from "@aethercast/agents/store/Snippets"
import { SpeechSynthesizer } from "@aethercast/agents/voice/SpeechSynthesizer"
import { WorkflowRun } from "@aethercast/cluster/WorkflowRun"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeRequest, Subject } from "@aethercast/domain/EpisodeRequest"
import { Snippet } from "@aethercast/domain/Snippet"
import { TopicId } from "@aethercast/domain/Topic"
import { BlobId, Blobs } from "@aethercast/agents/store/Blobs"
import { SurfaceActorLayer, SurfaceEntity } from "@aethercast/agents/surface/SurfaceActor"
import { TopicDiscovery } from "@aethercast/agents/agents/TopicDiscovery"
import { VoiceForge } from "@aethercast/agents/agents/VoiceForge"
import { WebContentHarvester } from "@aethercast/agents/agents/WebContentHarvester"
import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Context, Effect, Latch, Layer, Option, Ref, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { eventually } from "../../../cluster/test/harness/Eventually.ts"
import { folderOf } from "../sources/LibraryHarness.ts"
import * as TestNode from "../TestNode.ts"
import * as TestSources from "../TestSources.ts"
import { TestVoice } from "../TestVoice.ts"
import * as TestWriter from "../TestWriter.ts"

const subjects = ["bridges", "clouds", "ferries", "glass", "lichens"]

const files = Object.fromEntries(
  subjects.flatMap((subject, index) => [
    [
      `${subject}/topic.json`,
      JSON.stringify({
        title: `A short history of ${subject}`,
        summary: `Where ${subject} come from.`,
        tags: [subject],
        published: `2026-11-1${index}`
      })
    ],
    [
      `${subject}/first.md`,
      `# On ${subject}\n\n${Array.from(
        { length: 14 },
        (_, n) =>
          `In the year ${1600 + n * 17} a traveller wrote ${n + 2} letters about ${subject} and their makers.`
      ).join(" ")}\n`
    ]
  ])
)

/** Holds up the painter while it is closed. */
class PainterGate extends Context.Service<PainterGate, Latch.Latch>()(
  "@aethercast/agents/test/PainterGate"
) {}

const GatedPainterLayer = Layer.effect(
  CoverPainter,
  Effect.gen(function* () {
    const gate = yield* PainterGate
    const painter = yield* CoverPainter
    return CoverPainter.of({
      ...painter,
      paint: (request) => Effect.andThen(Latch.await(gate), painter.paint(request))
    })
  })
).pipe(
  Layer.provide(SvgPainter.layer),
  Layer.provideMerge(Layer.effect(PainterGate, Latch.make(true)))
)

const TestLayer = Layer.mergeAll(
  LandingWorkflowLayer,
  SurfaceActorLayer,
  TopicDiscovery.layer,
  SnippetCraft.layer,
  WebContentHarvester.layer,
  ImageGeneration.layer,
  DynamicUi.layer,
  VoiceForge.layer
).pipe(
  Layer.provideMerge(
    Layer.mergeAll(
      TestNode.layer,
      TestWriter.layer,
      TestVoice.layer,
      GatedPainterLayer,
      Layer.unwrap(Effect.map(folderOf(files), (folder) => TestSources.layer([folder]))).pipe(
        Layer.provide(NodeServices.layer),
        Layer.orDie
      )
    )
  )
)

const Shown = Schema.Struct({
  making: Schema.Boolean,
  notice: Schema.String,
  pending: Schema.Int,
  snippets: Schema.Struct({
    order: Schema.Array(Schema.String),
    byId: Schema.Record(
      Schema.String,
      Schema.Struct({
        cover: Schema.String,
        title: Schema.String,
        score: Schema.Finite,
        reasons: Schema.String
      })
    )
  })
})

/** The data of the page, and its version. */
const page = Effect.gen(function* () {
  const { definition } = yield* (yield* SurfaceEntity.client)(landingSurface).Get()
  const shown = yield* Schema.decodeUnknownEffect(Shown)(definition.data)
  return { ...shown, version: definition.version }
})

const run = (slot: string) => LandingWorkflow.start(new LandingSlot({ slot }))

const inRun = Effect.provideServiceEffect(
  WorkflowRun,
  WorkflowRun.make({ workflowId: "episode:ordered", entityId: "ordered", priority: 9 })
)

/** An order of a card's topic. */
const ordered = (snippet: Snippet) =>
  new Commission({
    request: new EpisodeRequest({
      id: EpisodeId.make("ordered".padEnd(20, "0")),
      subject: Subject.cases.Known.make({ topicId: snippet.topicId }),
      lengthSeconds: 180,
      style: "conversation"
    }),
    snippet
  })

/** Waits until a run has ended with a status. */
const ended = Effect.fnUntraced(function* (slot: string, status = "COMPLETED") {
  const sql = yield* SqlClient.SqlClient
  yield* eventually(
    Effect.map(
      sql`SELECT status FROM aethercast_workflow_instances WHERE workflow_id = ${`landing:${slot}`}`,
      (rows) => assert.strictEqual(rows[0]?.["status"], status)
    )
  )
})

/** The topics whose snippets were requested since the last call. */
const requestedTopics = Effect.flatMap(TestWriter.WriterFaults, ({ requested }) =>
  Ref.getAndSet(requested, [])
)
const newestFirst = subjects.toReversed()

layer(TestLayer, { excludeTestServices: true })("the landing page", (it) => {
  it.effect("shows each snippet as soon as it is ready, and leaves out one that fails", () =>
    Effect.gen(function* () {
      const painterGate = yield* PainterGate
      yield* Latch.close(painterGate)
      const { topics } = yield* TestWriter.WriterFaults
      yield* Ref.set(topics, new Set(["glass"]))
      const gate = yield* TestSources.hold("/ferries/")
      yield* run("first")
      const partly = yield* eventually(
        Effect.tap(page, ({ pending, snippets }) =>
          Effect.sync(() => {
            assert.strictEqual(pending, 1)
            assert.strictEqual(snippets.order.length, 3)
          })
        )
      )
      assert.isTrue(partly.making)
      for (const { cover } of Object.values(partly.snippets.byId)) assert.strictEqual(cover, "")
      yield* Latch.open(painterGate)
      yield* Latch.open(gate)
      yield* ended("first")
      const whole = yield* page
      assert.isFalse(whole.making)
      assert.sameMembers(
        [...whole.snippets.order],
        newestFirst.filter((subject) => subject !== "glass")
      )
      assert.strictEqual(whole.snippets.order.at(-1), "ferries")
      assert.strictEqual(whole.notice, "")
      for (const { reasons, score } of Object.values(whole.snippets.byId)) {
        assert.match(reasons, /not offered before · in the library$/)
        assert.isAbove(score, 0)
      }
    })
  )

  it.effect("shows the cover of each snippet", () =>
    Effect.gen(function* () {
      const blobs = yield* Blobs
      const { snippets } = yield* page
      for (const { cover } of Object.values(snippets.byId)) {
        assert.match(cover, /^\/media\/[0-9a-f]{64}$/)
        const blob = yield* blobs.get(BlobId.make(cover.slice("/media/".length)))
        assert.strictEqual(Option.getOrThrow(blob).mediaType, "image/png")
      }
    })
  )

  it.effect("reuses snippets that were crafted before", () =>
    Effect.gen(function* () {
      const { topics } = yield* TestWriter.WriterFaults
      yield* Ref.set(topics, new Set())
      yield* requestedTopics
      yield* run("second")
      yield* ended("second")
      assert.deepStrictEqual(yield* requestedTopics, ["glass"])
      yield* run("third")
      yield* ended("third")
      assert.deepStrictEqual(yield* requestedTopics, [])
      assert.deepStrictEqual((yield* page).snippets.order, newestFirst)
    })
  )

  it.effect("has had the first line about each snippet spoken, once", () =>
    Effect.gen(function* () {
      const lines = yield* (yield* TestVoice).started
      assert.sameMembers(
        lines.map((line) => subjects.find((subject) => line.includes(subject))),
        subjects
      )
      for (const { snippet } of yield* (yield* Snippets).latest(subjects.length)) {
        assert.isTrue(Option.isSome(yield* inRun(OpeningLine.find(ordered(snippet)))))
      }
    })
  )

  it.effect("has no first line spoken by a voice that costs something", () =>
    Effect.gen(function* () {
      const voice = yield* TestVoice
      const snippet = new Snippet({
        topicId: TopicId.make("kites"),
        title: "A short history of kites",
        teaser: "They fly.",
        coverPrompt: "",
        sources: []
      })
      const before = yield* voice.started
      yield* inRun(OpeningLine.prepare(snippet)).pipe(
        Effect.updateService(SpeechSynthesizer, (free) => ({ ...free, cost: () => 0.01 }))
      )
      assert.deepStrictEqual(yield* voice.started, before)
      yield* inRun(OpeningLine.prepare(snippet))
      assert.lengthOf(yield* voice.started, before.length + 1)
    })
  )

  it.effect("is not generated again when the same run is started again", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const tasks = sql`SELECT task_id, status FROM aethercast_task_instances ORDER BY task_id`
      const before = yield* tasks
      const { version } = yield* page
      yield* run("third")
      yield* run("first")
      yield* ended("third")
      assert.strictEqual((yield* page).version, version)
      assert.deepStrictEqual(yield* tasks, before)
    })
  )

  it.effect("keeps its snippets and shows a notice when the feeds are unreachable", () =>
    Effect.gen(function* () {
      const { isOffline } = yield* TestSources.WebFaults
      yield* Ref.set(isOffline, true)
      yield* run("offline")
      yield* ended("offline", "FAILED")
      const { notice, snippets } = yield* page
      assert.match(notice, /cannot be reached/)
      assert.sameMembers([...snippets.order], subjects)
    })
  )
})
