import { readFileSync } from "node:fs"
import { otherVoice } from "@aethercast/agents/orchestrator/ListenerMessages"
import { sourceId } from "@aethercast/agents/sources/Article"
import { shippedLibrary } from "@aethercast/agents/sources/Library"
import * as Casting from "@aethercast/agents/voice/Casting"
import * as FliteVoice from "@aethercast/agents/voice/FliteVoice"
import { offeredVoices } from "@aethercast/agents/voice/FliteVoices"
import { captions } from "@aethercast/domain/Captions"
import { frameBytes, framesToSeconds } from "@aethercast/domain/Clip"
import { type Episode, episodeHosts } from "@aethercast/domain/Episode"
import type { Style } from "@aethercast/domain/Script"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { hostProfiles } from "@aethercast/domain/Hosts"
import { Source } from "@aethercast/domain/Source"
import { type TimelineLine, totalFrames } from "@aethercast/domain/Timeline"
import { Voice } from "@aethercast/domain/Voice"
import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, Latch, Layer, Option, type Redacted, Ref, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { eventually } from "../../../cluster/test/harness/Eventually.ts"
import { fresh } from "../../../cluster/test/harness/TestDatabase.ts"
import { folderOf } from "../sources/LibraryHarness.ts"
import * as TestNode from "../TestNode.ts"
import * as TestSources from "../TestSources.ts"
import { TestVoice } from "../TestVoice.ts"
import * as TestWriter from "../TestWriter.ts"
import { AgentsLayer, documentsOf, start } from "./TestEpisode.ts"

const { Cancelled, Failed } = EpisodeStatus.cases

const sentences = (subject: string, count: number) =>
  Array.from(
    { length: count },
    (_, n) =>
      `The ${subject} number ${n + 1} was described by a careful observer in the year ${1700 + n * 3}.`
  ).join(" ")

/** The shipped library, and a topic whose first document has few passages. */
const SourcesLayer = Layer.unwrap(
  Effect.map(
    folderOf({
      "harbour-walls.html": readFileSync(new URL("./harbour-walls.html", import.meta.url)),
      "ferns/short.md": `# Ferns in brief\n\n${sentences("fern", 10)}\n`,
      "ferns/long.md": `# Ferns of the northern woods\n\n${sentences("northern fern", 60)}\n`
    }),
    (folder) => TestSources.layer([shippedLibrary, folder])
  )
).pipe(Layer.provide(NodeServices.layer), Layer.orDie)

const WorldLayer = Layer.mergeAll(SourcesLayer, TestWriter.layer)
const TestLayer = AgentsLayer.pipe(
  Layer.provideMerge(Layer.mergeAll(TestNode.layer, WorldLayer, TestVoice.layer))
)

/** A document that does not exist. */
const lost = new Source({
  id: sourceId("http://library.internal/tides/lost.md"),
  url: "http://library.internal/tides/lost.md",
  title: "The lost page",
  site: "library.internal"
})

/** The status of a workflow and its tasks in the ledger. */
const ledger = Effect.fnUntraced(function* (workflowId: string) {
  const sql = yield* SqlClient.SqlClient
  const { status } = yield* SqlSchema.findOne({
    Request: Schema.String,
    Result: Schema.Struct({ status: Schema.String }),
    execute: (id) => sql`SELECT status FROM aethercast_workflow_instances WHERE workflow_id = ${id}`
  })(workflowId)
  const tasks = yield* SqlSchema.findAll({
    Request: Schema.String,
    Result: Schema.Struct({
      task_id: Schema.String,
      agent_name: Schema.String,
      priority: Schema.Int,
      status: Schema.String
    }),
    execute: (id) => sql`
      SELECT task_id, agent_name, priority, status FROM aethercast_task_instances
      WHERE workflow_id = ${id} ORDER BY task_order
    `
  })(workflowId)
  return {
    status,
    tasks: tasks.map(({ agent_name, priority, status, task_id }) => ({
      agent: agent_name,
      priority,
      status,
      step: task_id.slice(workflowId.length + 1)
    }))
  }
})
/** The ledger after the end of the workflow, which is recorded a little later. */
const endOf = (workflowId: string) =>
  eventually(
    Effect.tap(ledger(workflowId), ({ status }) =>
      Effect.sync(() => assert.include(["COMPLETED", "FAILED"], status))
    )
  )

const chapterOf = (line: TimelineLine) => Number(line.id.split(".")[0])

/** Asserts that every line is in order, spoken, and cites sources of the episode only. */
const assertWhole = ({ sources, timeline }: Episode) => {
  const { chapters, lines } = timeline
  assert.deepStrictEqual(
    lines.map(({ id }) => String(id)),
    chapters.flatMap((_, chapter) =>
      lines.filter((line) => chapterOf(line) === chapter).map((_, place) => `${chapter}.${place}`)
    )
  )
  for (const line of lines) {
    assert.isDefined(line.clip)
    assert.strictEqual(line.chapter, chapterOf(line))
    for (const url of line.sources)
      assert.include(
        sources.map((source) => source.url),
        url
      )
  }
  for (const title of chapters) assert.isNotEmpty(title)
}

layer(TestLayer, { excludeTestServices: true })("an episode", (it) => {
  it.effect("is audible before any source is read, and then to its end", () =>
    Effect.gen(function* () {
      const gate = yield* TestSources.hold("/tides/")
      const episode = yield* start("overlap", {
        title: "How the Moon makes the tides",
        sources: yield* documentsOf("tides")
      })
      const early = yield* eventually(
        Effect.tap(episode.get, ({ timeline }) =>
          Effect.sync(() => assert.isDefined(timeline.lines.at(-1)?.clip))
        )
      )
      assert.deepStrictEqual(early.timeline.chapters, ["Opening"])
      yield* Latch.open(gate)
      const whole = yield* episode.at("Complete")
      assertWhole(whole)
      assert.isAtLeast(whole.timeline.chapters.length, 3)
      assert.strictEqual(whole.timeline.chapters.at(-1), "Closing")
      assert.isTrue(whole.timeline.lines.some(({ sources }) => sources.length > 0))
      assert.deepStrictEqual(whole.notices, [])
      assert.match(whole.timeline.lines[1]?.text ?? "", /computer voices/)

      const bytes = yield* episode.download
      assert.strictEqual(bytes.length, totalFrames(whole.timeline) * frameBytes)

      const { status, tasks } = yield* endOf(episode.workflowId)
      assert.strictEqual(status, "COMPLETED")
      assert.isTrue(tasks.every((task) => task.status === "COMPLETED"))
      const steps = tasks.map(({ step }) => step)
      assert.deepStrictEqual(
        new Set(steps),
        new Set([
          "opening",
          "harvest",
          "outline",
          ...whole.timeline.chapters.slice(1, -1).map((_, index) => `chapter/${index + 1}`),
          "closing",
          ...whole.timeline.lines.map(({ id }) => `voice/${id}`)
        ])
      )
      // Its chapters let the beginnings of other episodes go first.
      for (const { priority, step } of tasks) {
        assert.strictEqual(priority, /^voice\/(?!0\.)/.test(step) ? 7 : 9, step)
      }
    })
  )

  it.effect("begins with the clip of its first line when that was spoken before", () =>
    Effect.gen(function* () {
      const order = Effect.fnUntraced(function* (name: string, style: Style, lengthSeconds = 60) {
        const episode = yield* start(name, {
          title: "How the Moon makes the tides",
          sources: yield* documentsOf("tides"),
          topic: "prepared",
          style,
          lengthSeconds
        })
        const whole = yield* episode.at("Complete")
        assertWhole(whole)
        const { tasks } = yield* endOf(episode.workflowId)
        return {
          first: whole.timeline.lines[0],
          wasSpoken: tasks.some(({ step }) => step === "voice/0.0")
        }
      })
      const before = yield* order("first", "conversation")
      assert.isTrue(before.wasSpoken)
      assert.deepStrictEqual(yield* order("second", "conversation"), {
        first: before.first,
        wasSpoken: false
      })
      assert.deepStrictEqual(yield* order("longer", "conversation", 90), {
        first: before.first,
        wasSpoken: false
      })
      const story = yield* order("story", "story")
      assert.isTrue(story.wasSpoken)
      assert.notStrictEqual(story.first?.text, before.first?.text)
    })
  )

  it.effect("is read by the nearest voices when those of its cast are gone, and says so", () =>
    Effect.gen(function* () {
      const absent = (gender: Voice["gender"]) =>
        new Voice({ id: `no-${gender}`, gender, pace: 150 })
      const episode = yield* start("recast", {
        title: "How the Moon makes the tides",
        sources: yield* documentsOf("tides"),
        cast: { host: absent("male"), guest: absent("female") }
      })
      assert.deepStrictEqual((yield* episode.at("Complete")).notices, [otherVoice])
    })
  )

  it.effect("is the same episode when it is requested again", () =>
    Effect.gen(function* () {
      const episode = yield* start("again", {
        title: "How the Moon makes the tides",
        sources: yield* documentsOf("tides")
      })
      const whole = yield* episode.at("Complete")
      const before = yield* endOf(episode.workflowId)
      yield* episode.start
      assert.deepStrictEqual(yield* episode.get, whole)
      assert.deepStrictEqual(yield* ledger(episode.workflowId), before)
    })
  )

  it.effect("searches for more when its own documents say little", () =>
    Effect.gen(function* () {
      const documents = yield* documentsOf("ferns")
      const short = documents.filter(({ url }) => url.includes("short"))
      assert.strictEqual(short.length, 1)
      const episode = yield* start("thin", { title: "Ferns of the northern woods", sources: short })
      const { sources } = yield* episode.at("Complete")
      assert.isTrue(sources.some(({ url }) => url.includes("long")))
      const { tasks } = yield* endOf(episode.workflowId)
      assert.include(
        tasks.map(({ step }) => step),
        "harvest-deeper"
      )
    })
  )

  it.effect("is generated from a listener's own words", () =>
    Effect.gen(function* () {
      const words = "why does the sea rise twice a day?"
      const episode = yield* start("words", { title: words, sources: [], words })
      const whole = yield* episode.at("Complete")
      assertWhole(whole)
      assert.isTrue(whole.sources.some(({ url }) => url.includes("/tides/")))
    })
  )

  it.effect("about an uncovered topic says so after its opening, and nothing else", () =>
    Effect.gen(function* () {
      const words = "The history of chess"
      const episode = yield* start("chess", { title: words, sources: [], words })
      const { sources, status, timeline } = yield* episode.at("Failed")
      assert.deepStrictEqual(
        status,
        Failed.make({
          reason:
            "Nothing was found to read about this. Try other words, or add a document about it to the library.",
          remedy: "reword"
        })
      )
      assert.deepStrictEqual(sources, [])
      assert.deepStrictEqual(timeline.chapters, ["Opening", "Why it ends here"])
      assert.isTrue(timeline.lines.every(({ passages }) => passages.length === 0))
      assert.deepStrictEqual(
        timeline.lines.filter(({ chapter }) => chapter === 1).map(({ text }) => text),
        [
          "I have to stop here: nothing was found to read about this.",
          "Try other words, and we will look again."
        ]
      )
      assert.isTrue(timeline.lines.every(({ clip }) => clip !== undefined))
    })
  )

  it.effect("about a topic in another language says which language would do", () =>
    Effect.gen(function* () {
      const words = "Die Geschichte des Schachs"
      const episode = yield* start("schach", { title: words, sources: [], words })
      const { status } = yield* episode.at("Failed")
      assert.match(status._tag === "Failed" ? status.reason : "", /try the topic in English/)
    })
  )

  it.effect("about a covered topic quotes only passages about it", () =>
    Effect.gen(function* () {
      const words = "how do ships find longitude"
      const episode = yield* start("ships", {
        title: words,
        sources: [],
        words,
        lengthSeconds: 120
      })
      const whole = yield* episode.at("Complete")
      assertWhole(whole)
      assert.deepStrictEqual(whole.notices, [])
      const quoted = whole.timeline.lines.filter(({ passages }) => passages.length > 0)
      assert.isAtLeast(quoted.length, 8)
      assert.isTrue(
        quoted.every(({ sources }) => sources.every((url) => url.includes("/longitude/")))
      )
    })
  )

  it.effect("with three hosts gives each of them lines, and a voice of their own", () =>
    Effect.gen(function* () {
      const cast = Option.getOrThrow(Casting.cast(offeredVoices, "en", 3))
      const episode = yield* start("three", {
        title: "Why the sea rises",
        sources: yield* documentsOf("tides"),
        cast
      })
      const { timeline, ...rest } = yield* episode.at("Complete")
      assert.deepStrictEqual(episodeHosts(rest), ["host", "guest", "expert"])
      assert.sameMembers(
        [...new Set(timeline.lines.map(({ speaker }) => speaker))],
        ["host", "guest", "expert"]
      )
      assert.deepStrictEqual(
        [
          ...new Set(captions(timeline).map(({ speaker }) => hostProfiles[speaker].name))
        ].toSorted(),
        ["Ada", "Ben", "Clara"]
      )
    })
  )

  it.effect("that is a lecture has one voice, and an explainer begins simpler", () =>
    Effect.gen(function* () {
      const sources = yield* documentsOf("tides")
      const [lecture, explainer] = yield* Effect.all([
        start("lecture", { title: "Why the sea rises", sources, style: "lecture" }),
        start("explainer", { title: "Why the sea rises", sources, style: "explainer" })
      ])
      const { steering, timeline } = yield* lecture.at("Complete")
      assert.deepStrictEqual([...new Set(timeline.lines.map(({ speaker }) => speaker))], ["host"])
      assert.strictEqual(steering.depth, 0)
      assert.strictEqual((yield* explainer.at("Complete")).steering.depth, -1)
    })
  )

  it.effect("about a single document of the library is not padded with others, but shorter", () =>
    Effect.gen(function* () {
      const episode = yield* start("harbour", {
        title: "The walls below the harbour",
        sources: yield* documentsOf("harbour-walls"),
        lengthSeconds: 300
      })
      const whole = yield* episode.at("Complete")
      assert.isTrue(whole.sources.every(({ url }) => url.includes("/harbour-walls/")))
      assert.match(
        whole.notices[0] ?? "",
        /^The sources say little about this, so the episode is short/
      )
      const { tasks } = yield* endOf(episode.workflowId)
      assert.notInclude(
        tasks.map(({ step }) => step),
        "harvest-deeper"
      )
    })
  )

  it.effect("has a notice about documents that could not be read", () =>
    Effect.gen(function* () {
      const episode = yield* start("lost", {
        title: "How the Moon makes the tides",
        sources: [lost, ...(yield* documentsOf("tides"))]
      })
      const { notices, sources } = yield* episode.at("Complete")
      assert.deepStrictEqual(notices, ["These sources could not be read: The lost page."])
      assert.notInclude(
        sources.map(({ url }) => url),
        lost.url
      )
    })
  )

  it.effect("searches for documents when none of its own can be read", () =>
    Effect.gen(function* () {
      const episode = yield* start("unread", {
        title: "Ferns of the northern woods",
        sources: [lost]
      })
      const { sources } = yield* episode.at("Complete")
      assert.isTrue(sources.some(({ url }) => url.includes("/ferns/")))
    })
  )

  it.effect("leaves out a chapter that cannot be written, with a notice", () =>
    Effect.gen(function* () {
      const { segments } = yield* TestWriter.WriterFaults
      yield* Ref.set(segments, new Set([1]))
      const episode = yield* start("part", {
        title: "How the Moon makes the tides",
        sources: yield* documentsOf("tides"),
        lengthSeconds: 120
      })
      const whole = yield* episode.at("Complete")
      yield* Ref.set(segments, new Set())
      assertWhole(whole)
      assert.strictEqual(whole.notices.length, 1)
      assert.match(whole.notices[0] ?? "", /^The chapter ".+" could not be written/)
      assert.isAtLeast(whole.timeline.chapters.length, 3)
    })
  )

  it.effect("fails after its opening when no chapter can be written", () =>
    Effect.gen(function* () {
      const { segments } = yield* TestWriter.WriterFaults
      yield* Ref.set(segments, new Set(Array.from({ length: 40 }, (_, index) => index)))
      const episode = yield* start("unwritten", {
        title: "How the Moon makes the tides",
        sources: yield* documentsOf("tides")
      })
      const { timeline } = yield* episode.at("Failed")
      yield* Ref.set(segments, new Set())
      assert.deepStrictEqual(timeline.chapters, ["Opening", "Why it ends here"])
      const { status, tasks } = yield* endOf(episode.workflowId)
      assert.strictEqual(status, "FAILED")
      assert.isTrue(tasks.some((task) => task.step === "chapter/1" && task.status === "FAILED"))
    })
  )

  it.effect("survives a crash of its actor", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$
      `
      yield* sql`
        CREATE TRIGGER refused BEFORE INSERT ON episode_events FOR EACH ROW
        WHEN (NEW.event ->> '_tag' = 'LineFinished' AND NEW.event ->> 'lineId' = '1.0')
        EXECUTE FUNCTION refuse()
      `
      const episode = yield* start("crash", {
        title: "How the Moon makes the tides",
        sources: yield* documentsOf("tides")
      })
      const listening = yield* Effect.forkChild(episode.download)
      yield* eventually(
        Effect.map(ledger(episode.workflowId), ({ tasks }) =>
          assert.isTrue(
            tasks.some((task) => task.step === "voice/1.0" && task.status === "COMPLETED")
          )
        )
      )
      yield* sql`DROP TRIGGER refused ON episode_events`
      const whole = yield* episode.at("Complete")
      assertWhole(whole)
      const bytes = yield* Fiber.join(listening)
      assert.strictEqual(bytes.length, totalFrames(whole.timeline) * frameBytes)
    })
  )

  it.effect("fails with advice when there is nothing to read", () =>
    Effect.gen(function* () {
      const words = "xyzzy plugh quux"
      const episode = yield* start("nothing", { title: words, sources: [], words })
      const listening = yield* Effect.forkChild(episode.download)
      const { status, timeline } = yield* episode.at("Failed")
      assert.match(
        status._tag === "Failed" ? status.reason : "",
        /Try other words, or add a document/
      )
      const bytes = yield* Fiber.join(listening)
      assert.isAbove(bytes.length, 0)
      assert.strictEqual(bytes.length, totalFrames(timeline) * frameBytes)
      assert.strictEqual((yield* endOf(episode.workflowId)).status, "FAILED")
    })
  )
})

layer(TestLayer, { excludeTestServices: true })("a cancelled episode", (it) => {
  const reason = "wrong topic"

  it.effect("is silent at once, in the middle of a line, and every listener reads why", () =>
    Effect.gen(function* () {
      const { gate, hold, interrupted, started } = yield* TestVoice
      yield* hold("nobody asked it to")
      const episode = yield* start("cancelled", {
        title: "How the Moon makes the tides",
        sources: yield* documentsOf("tides")
      })
      const listening = yield* Effect.forkChild(episode.download)
      const inTheMiddle = yield* eventually(
        Effect.tap(episode.get, ({ timeline }) =>
          Effect.sync(() => {
            assert.isDefined(timeline.lines[0]?.clip)
            const last = timeline.lines.at(-1)
            assert.include(last?.text, "nobody asked it to")
            assert.isUndefined(last?.clip)
          })
        )
      )
      const { id = "", text = "" } = inTheMiddle.timeline.lines.at(-1) ?? {}

      assert.isTrue(yield* episode.cancel(reason))
      const cancelled = yield* episode.get
      assert.deepStrictEqual(cancelled.status, Cancelled.make({ reason }))
      assert.deepStrictEqual(cancelled.timeline.lines, inTheMiddle.timeline.lines.slice(0, -1))
      yield* Fiber.join(listening)

      const { status, tasks } = yield* eventually(
        Effect.tap(endOf(episode.workflowId), (now) =>
          Effect.sync(() =>
            assert.isTrue(now.tasks.every((task) => ["COMPLETED", "FAILED"].includes(task.status)))
          )
        )
      )
      assert.strictEqual(status, "FAILED")
      assert.deepInclude(tasks, {
        agent: "VoiceForge",
        priority: 9,
        status: "FAILED",
        step: `voice/${id}`
      })
      assert.deepStrictEqual(yield* interrupted, [text])
      const spoken = yield* started
      yield* Latch.open(gate)
      assert.deepStrictEqual(yield* episode.get, cancelled)
      assert.deepStrictEqual(yield* started, spoken)
    })
  )
})

/** Three times as slow as real speech: 1.8 s per 10 characters. */
const SlowLayer = Layer.mergeAll(WorldLayer, TestVoice.layerAt(75))

layer(SlowLayer, { excludeTestServices: true })("an episode with a slow voice", (it) => {
  const onNode = <A, E, R>(url: Redacted.Redacted, effect: Effect.Effect<A, E, R>) =>
    Effect.provide(effect, Layer.fresh(Layer.provideMerge(AgentsLayer, TestNode.layerOn(url))))
  const tides = Effect.map(documentsOf("tides"), (sources) => ({
    title: "How the Moon makes the tides",
    sources,
    lengthSeconds: 150
  }))

  it.effect("drops chapters, has a closing, and is the same after a move to another node", () =>
    Effect.gen(function* () {
      const { started } = yield* TestVoice
      const undisturbed = yield* onNode(
        yield* fresh,
        Effect.gen(function* () {
          const episode = yield* start("slow", yield* tides)
          yield* episode.download
          return yield* episode.at("Complete")
        })
      )
      assertWhole(undisturbed)
      assert.strictEqual(undisturbed.timeline.chapters.at(-1), "Closing")

      const url = yield* fresh
      const before = (yield* started).length
      // Without listeners it rests after half a minute.
      yield* onNode(
        url,
        Effect.gen(function* () {
          const episode = yield* start("slow", yield* tides)
          yield* episode.at("Resting")
        })
      )
      const moved = yield* onNode(
        url,
        Effect.gen(function* () {
          const episode = yield* start("slow", yield* tides)
          yield* episode.download
          const { status, tasks } = yield* endOf(episode.workflowId)
          assert.strictEqual(status, "COMPLETED")
          assert.isTrue(tasks.every((task) => task.status === "COMPLETED"))
          return yield* episode.at("Complete")
        })
      )
      assert.deepStrictEqual(moved.timeline, undisturbed.timeline)
      const clips = new Set(moved.timeline.lines.map(({ clip }) => clip?.id))
      assert.strictEqual((yield* started).length - before, clips.size)
    })
  )
})

layer(SlowLayer, { excludeTestServices: true })("a resting episode", (it) => {
  it.effect("is cancelled at once, and still is after a restart and a second request", () =>
    Effect.gen(function* () {
      const url = yield* fresh
      const onNode = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
        Effect.provide(effect, Layer.fresh(Layer.provideMerge(AgentsLayer, TestNode.layerOn(url))))
      const startTides = Effect.flatMap(documentsOf("tides"), (sources) =>
        start("resting", { title: "How the Moon makes the tides", sources, lengthSeconds: 150 })
      )
      const status = Cancelled.make({ reason: "wrong topic" })
      const before = yield* onNode(
        Effect.gen(function* () {
          const episode = yield* startTides
          const resting = yield* episode.at("Resting")
          assert.isTrue(yield* episode.cancel("wrong topic"))
          const cancelled = yield* episode.get
          assert.deepStrictEqual(cancelled.status, status)
          assert.deepStrictEqual(cancelled.timeline.lines, resting.timeline.lines)
          return cancelled
        })
      )
      yield* onNode(
        Effect.gen(function* () {
          const episode = yield* startTides
          assert.strictEqual((yield* endOf(episode.workflowId)).status, "FAILED")
          // A listener who comes now does not make generation resume.
          yield* episode.download
          assert.deepStrictEqual(yield* episode.get, before)
        })
      )
    })
  )
})

/** With the default voice of the product. */
const RealLayer = AgentsLayer.pipe(
  Layer.provideMerge(Layer.mergeAll(TestNode.layer, WorldLayer, FliteVoice.layer()))
)

layer(RealLayer, { excludeTestServices: true })("an episode with a real voice", (it) => {
  it.effect(
    "has the requested length",
    () =>
      Effect.gen(function* () {
        for (const requested of [60, 100]) {
          const episode = yield* start(`length${requested}`, {
            title: "How the Moon makes the tides",
            sources: yield* documentsOf("tides"),
            lengthSeconds: requested
          })
          const frames = (yield* episode.download).length / frameBytes
          const whole = yield* episode.at("Complete")
          assert.strictEqual(totalFrames(whole.timeline), frames)
          assert.approximately(framesToSeconds(frames), requested, 0.15 * requested)
        }
      }),
    120_000
  )
})
