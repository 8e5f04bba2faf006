import { EpisodeActorLayer } from "@aethercast/agents/episode/EpisodeActor"
import { EpisodeEntity, type EventOffset } from "@aethercast/agents/episode/EpisodeProtocol"
import { LineOutcome } from "@aethercast/agents/episode/LineOutcome"
import { speakLine } from "@aethercast/agents/orchestrator/EpisodeSpeech"
import { VoiceForge } from "@aethercast/agents/agents/VoiceForge"
import { frameBytes } from "@aethercast/domain/Clip"
import { type AudioChunk, cursorAfter } from "@aethercast/domain/AudioChunk"
import { Episode } from "@aethercast/domain/Episode"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import * as EpisodeState from "@aethercast/domain/EpisodeState"
import { CommandId } from "@aethercast/domain/SteeringCommand"
import { Cursor, LineId, TimelineLine } from "@aethercast/domain/Timeline"
import { WorkflowRun } from "@aethercast/cluster/WorkflowRun"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { defaultCast } from "@aethercast/agents/voice/Casting"
import { Utterance } from "@aethercast/agents/voice/SpeechSynthesizer"
import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, Latch, Layer, Option, Ref, Stream } from "effect"
import { eventually } from "../../../cluster/test/harness/Eventually.ts"
import { fresh } from "../../../cluster/test/harness/TestDatabase.ts"
import * as TestNode from "../TestNode.ts"
import { sound, TestVoice } from "../TestVoice.ts"
import * as SessionFixture from "./SessionFixture.ts"

const utterance = (text: string) =>
  new Utterance({ text, voice: defaultCast.host, language: "en", pauseMillis: 0 })

const ActorsLayer = Layer.mergeAll(EpisodeActorLayer, VoiceForge.layer)
const TestLayer = Layer.provideMerge(ActorsLayer, Layer.mergeAll(TestNode.layer, TestVoice.layer))

const { Cancelled, Complete, Failed, Generating } = EpisodeStatus.cases
const { Noticed, StatusChanged } = EpisodeEvent.cases

/** An episode as its workflow and its listeners see it. */
const episodeOf = Effect.fnUntraced(function* (name: string) {
  const episodeId = EpisodeId.make(name.padEnd(20, "0"))
  const workflowId = WorkflowId.make(`episode:${episodeId}`)
  const entityId = `entity-${name}`
  const actor = (yield* EpisodeEntity.client)(entityId)

  const open = actor.Open({
    episode: new Episode({
      ...SessionFixture.episode,
      id: episodeId,
      workflowId,
      lengthSeconds: 600,
      status: EpisodeStatus.cases.Starting.make({})
    })
  })
  const publish = (event: EpisodeEvent) => actor.Publish({ episodeId, event })
  /** Runs on behalf of the episode's workflow, from its start. */
  const inRun = Effect.provideServiceEffect(
    WorkflowRun,
    WorkflowRun.make({ workflowId, entityId, priority: 9 })
  )
  /** Speaks a line as the workflow does. */
  const speak = Effect.fnUntraced(function* (id: string, text: string) {
    const line = new TimelineLine({ ...SessionFixture.lineOf(id), text })
    return yield* speakLine(
      actor,
      episodeId,
      line,
      utterance(line.text),
      Effect.die("The run rests")
    )
  }, inRun)
  /** The chunks after a cursor; the stream ends with the episode. */
  const listen = (options: { readonly from?: Cursor; readonly download?: boolean } = {}) =>
    Stream.paginate(options.from, (from: Cursor | undefined) =>
      Effect.map(
        actor.PollAudio({
          episodeId,
          listener: `${name}-listener`,
          download: options.download ?? false,
          ...(from === undefined ? {} : { from })
        }),
        ({ chunks, ended }) => {
          const last = chunks.at(-1)
          const next = last === undefined ? from : cursorAfter(last)
          return [chunks, ended ? Option.none() : Option.some(next)] as const
        }
      )
    )
  /** A snapshot and the events after it, until the episode is complete. */
  const watch = Stream.paginate(undefined, (after: EventOffset | undefined) =>
    Effect.map(
      actor.PollEvents({ episodeId, ...(after === undefined ? {} : { after }) }),
      ({ events, offset }) => [events, Option.some(offset)] as const
    )
  ).pipe(Stream.takeUntil((event) => statusOf(event) === "Complete"))

  return {
    actor,
    cancel: (reason: string) => actor.Cancel({ episodeId, reason }),
    complete: publish(StatusChanged.make({ status: Complete.make({}) })),
    episodeId,
    get: actor.Get({ episodeId }),
    inRun,
    listen,
    open,
    /** Skips the chapter of a line, which was heard up to its fifth frame. */
    skip: (line: string) => {
      const id = LineId.make(line)
      return actor.Steer({
        episodeId,
        command: {
          id: CommandId.make("command-1"),
          kind: "skip",
          cursor: new Cursor({ line: id, frame: 5 })
        },
        heard: [{ line: id, from: 0, to: 5 }]
      })
    },
    report: (line: string, frame: number) =>
      actor.ReportPosition({
        episodeId,
        cursor: new Cursor({ line: LineId.make(line), frame }),
        isPlaying: true
      }),
    speak,
    publish,
    watch
  }
})

const statusOf = (event: EpisodeEvent) =>
  event._tag === "Snapshot"
    ? event.episode.status._tag
    : event._tag === "StatusChanged"
      ? event.status._tag
      : undefined

const framesOf = (outcome: LineOutcome) => (outcome._tag === "Spoken" ? outcome.clip.frames : 0)

/** The bytes of chunks, each of which must begin where the one before it ended. */
const bytesOf = (chunks: ReadonlyArray<AudioChunk>): Buffer => {
  for (const [index, chunk] of chunks.entries()) {
    const before = chunks[index - 1]
    if (before === undefined) continue
    const expected =
      before.line === chunk.line ? before.frame + before.bytes.length / frameBytes : 0
    assert.strictEqual(chunk.frame, expected)
  }
  return Buffer.concat(chunks.map(({ bytes }) => bytes))
}

const texts = [
  "The tide comes in twice a day, as everybody here knows.",
  "Why does it?",
  "The moon!"
]
const all = Buffer.concat(texts.map((text) => sound(text)))

layer(TestLayer, { excludeTestServices: true })("an episode", (it) => {
  it.effect("has its lines in the order in which they were spoken, and their audio", () =>
    Effect.gen(function* () {
      const episode = yield* episodeOf("order")
      yield* episode.open
      const listening = yield* Effect.forkChild(Stream.runCollect(episode.listen()))
      yield* Effect.forEach(texts, (text, place) => episode.speak(`0.${place}`, text))
      yield* episode.complete
      const { timeline } = yield* episode.get
      assert.deepStrictEqual(
        timeline.lines.map(({ clip, id, text }) => [id, text, clip?.frames]),
        texts.map((text, place) => [`0.${place}`, text, sound(text).length / frameBytes])
      )
      assert.isTrue(bytesOf(yield* Fiber.join(listening)).equals(all))
      assert.isTrue(bytesOf(yield* Stream.runCollect(episode.listen())).equals(all))
    })
  )

  it.effect("sends a listener who joins in the middle exactly what follows", () =>
    Effect.gen(function* () {
      const episode = yield* episodeOf("middle")
      yield* episode.open
      const long = "130 frames of it"
      yield* episode.speak("0.0", texts[0] ?? "")
      yield* episode.speak("0.1", long)
      yield* episode.speak("0.2", texts[1] ?? "")
      yield* episode.complete
      const from = new Cursor({ line: LineId.make("0.1"), frame: 61 })
      const chunks = yield* Stream.runCollect(episode.listen({ from }))
      const rest = Buffer.concat([sound(long).subarray(61 * frameBytes), sound(texts[1] ?? "")])
      assert.strictEqual(chunks[0]?.frame, 61)
      assert.isTrue(bytesOf(chunks).equals(rest))
    })
  )

  it.effect("is audible while a line is still being synthesized", () =>
    Effect.gen(function* () {
      const episode = yield* episodeOf("live")
      const { gate } = yield* TestVoice
      yield* episode.open
      const text = "20 frames (waits)"
      const speaking = yield* Effect.forkChild(episode.speak("0.0", text))
      const got = yield* Ref.make<ReadonlyArray<AudioChunk>>([])
      const listening = yield* episode.listen().pipe(
        Stream.runForEach((chunk) => Ref.update(got, (chunks) => [...chunks, chunk])),
        Effect.forkChild
      )
      yield* eventually(
        Effect.map(Ref.get(got), (chunks) =>
          assert.isTrue(bytesOf(chunks).equals(sound(text).subarray(0, 7 * frameBytes)))
        )
      )
      yield* Latch.open(gate)
      assert.strictEqual(framesOf(yield* Fiber.join(speaking)), 20)
      yield* episode.complete
      yield* Fiber.join(listening)
      assert.isTrue(bytesOf(yield* Ref.get(got)).equals(Buffer.from(sound(text))))
    })
  )

  it.effect("has all of the line that is heard when its chapter is skipped, and no other", () =>
    Effect.gen(function* () {
      const episode = yield* episodeOf("skipped")
      const { gate } = yield* TestVoice
      yield* Latch.close(gate)
      yield* episode.open
      const speaking = yield* Effect.forkChild(episode.speak("0.0", "20 frames (waits)"))
      yield* eventually(
        Effect.map(episode.get, ({ timeline }) => assert.strictEqual(timeline.lines.length, 1))
      )
      assert.strictEqual((yield* episode.skip("0.0"))._tag, "Skipped")
      yield* Latch.open(gate)
      assert.strictEqual(framesOf(yield* Fiber.join(speaking)), 20)
      assert.strictEqual((yield* episode.speak("0.1", "The next line."))._tag, "LeftOut")
      yield* episode.complete
      const { timeline } = yield* episode.get
      assert.deepStrictEqual(
        timeline.lines.map(({ clip, id }) => [String(id), clip?.frames]),
        [["0.0", 20]]
      )
    })
  )

  it.effect("refuses the report of a position that it does not have", () =>
    Effect.gen(function* () {
      const episode = yield* episodeOf("impossible")
      yield* episode.open
      yield* episode.speak("0.0", texts[0] ?? "")
      const frames = sound(texts[0] ?? "").length / frameBytes
      yield* episode.report("0.0", frames)
      for (const [line, frame] of [
        ["0.0", frames + 1],
        ["7.0", 0],
        ["9999.9999", 1_000_000]
      ] as const) {
        const error = yield* Effect.flip(episode.report(line, frame))
        assert.strictEqual(error._tag, "ImpossiblePosition")
      }
    })
  )

  it.effect("plays nothing from a line that it never had", () =>
    Effect.gen(function* () {
      const episode = yield* episodeOf("elsewhere")
      yield* episode.open
      yield* episode.speak("0.0", texts[0] ?? "")
      const from = (line: string, frame: number) => new Cursor({ line: LineId.make(line), frame })
      const error = yield* Effect.flip(
        Stream.runDrain(episode.listen({ from: from("9999.9999", 0) }))
      )
      assert.strictEqual(error._tag, "ImpossiblePosition")
      // A voice may have spoken a line again, and shorter.
      yield* episode.complete
      const heard = yield* Stream.runCollect(episode.listen({ from: from("0.0", 20_000) }))
      assert.deepStrictEqual(heard, [])
    })
  )

  it.effect("rests when the window is closed, and resumes when a listener gets further", () =>
    Effect.gen(function* () {
      const episode = yield* episodeOf("lead")
      yield* episode.open
      const rests = eventually(
        Effect.map(episode.get, ({ status }) => assert.strictEqual(status._tag, "Resting"))
      )
      // Without listeners the window is 30 s: two lines of 24 s exceed it.
      yield* episode.speak("0.0", "1000 frames, the first")
      yield* episode.speak("0.1", "1000 frames, the second")
      const third = yield* Effect.forkChild(episode.speak("0.2", "1000 frames, the third"))
      yield* rests
      const listening = yield* Effect.forkChild(Stream.runDrain(episode.listen()))
      yield* Fiber.join(third)
      // For a listener at the start it is 120 s.
      yield* episode.speak("0.3", "1000 frames, the fourth")
      yield* episode.speak("0.4", "1000 frames, the fifth")
      const sixth = yield* Effect.forkChild(episode.speak("0.5", "1000 frames, the sixth"))
      yield* rests
      yield* episode.report("0.0", 999)
      assert.strictEqual(framesOf(yield* Fiber.join(sixth)), 1000)
      assert.strictEqual((yield* episode.get).status._tag, "Generating")
      yield* Fiber.interrupt(listening)
    })
  )

  it.effect("is generated to its end for a download", () =>
    Effect.gen(function* () {
      const episode = yield* episodeOf("download")
      yield* episode.open
      const downloading = yield* Effect.forkChild(
        Stream.runCollect(episode.listen({ download: true }))
      )
      const lines = Array.from({ length: 8 }, (_, place) => `1000 frames of line ${place}`)
      yield* Effect.forEach(lines, (text, place) => episode.speak(`0.${place}`, text))
      yield* episode.complete
      const bytes = bytesOf(yield* Fiber.join(downloading))
      assert.isTrue(bytes.equals(Buffer.concat(lines.map((text) => sound(text)))))
    })
  )

  it.effect("leaves out a line that cannot be spoken, and goes on for its listeners", () =>
    Effect.gen(function* () {
      const episode = yield* episodeOf("leftout")
      yield* episode.open
      const listening = yield* Effect.forkChild(Stream.runCollect(episode.listen()))
      const lines = ["Before it.", "(mute)", "30 frames (breaks)", "After it."]
      const spoken = yield* Effect.forEach(lines, (text, place) =>
        episode.speak(`0.${place}`, text)
      )
      yield* episode.complete
      assert.deepStrictEqual(
        spoken.map((outcome) => (outcome._tag === "LeftOut" ? outcome.reason : outcome._tag)),
        ["Spoken", "TextNotSpeakable", "SpeechFailed", "Spoken"]
      )
      const { timeline } = yield* episode.get
      assert.deepStrictEqual(
        timeline.lines.map(({ text }) => text),
        ["Before it.", "After it."]
      )
      const chunks = yield* Fiber.join(listening)
      const kept = chunks.filter(({ line }) => line !== "0.2")
      assert.isTrue(bytesOf(kept).equals(Buffer.concat([sound("Before it."), sound("After it.")])))
    })
  )

  it.effect("drops the line being spoken when its run fails, and ends for its listeners", () =>
    Effect.gen(function* () {
      const episode = yield* episodeOf("failed")
      const { gate } = yield* TestVoice
      yield* Latch.close(gate)
      yield* episode.open
      const listening = yield* Effect.forkChild(Stream.runDrain(episode.listen()))
      yield* episode.speak("0.0", texts[0] ?? "")
      // A text of its own: a clip that exists would finish the line at once.
      const speaking = yield* Effect.forkChild(
        episode.speak("0.1", "20 frames of a run that fails (waits)")
      )
      yield* eventually(
        Effect.map(episode.get, ({ timeline }) => assert.strictEqual(timeline.lines.length, 2))
      )
      yield* episode.publish(StatusChanged.make({ status: Failed.make({ reason: "No sources." }) }))
      assert.deepStrictEqual(
        (yield* episode.get).timeline.lines.map(({ id }) => String(id)),
        ["0.0"]
      )
      yield* Effect.timeout(Fiber.join(listening), "20 seconds")
      yield* Latch.open(gate)
      yield* Fiber.join(speaking)
    })
  )

  it.effect("stays failed when its run is executed again", () =>
    Effect.gen(function* () {
      const episode = yield* episodeOf("again")
      const failed = Failed.make({ reason: "No sources." })
      yield* episode.open
      yield* episode.publish(StatusChanged.make({ status: failed }))
      yield* episode.publish(StatusChanged.make({ status: Generating.make({ stage: "reading" }) }))
      assert.deepStrictEqual((yield* episode.get).status, failed)
    })
  )

  it.effect("speaks a line once that is requested several times", () =>
    Effect.gen(function* () {
      const episode = yield* episodeOf("twice")
      const { started } = yield* TestVoice
      yield* episode.open
      const listening = yield* Effect.forkChild(Stream.runCollect(episode.listen()))
      const text = "60 frames, requested over and over"
      const spoken = yield* Effect.all(
        Array.from({ length: 4 }, () => episode.speak("0.0", text)),
        { concurrency: 4 }
      )
      const again = yield* episode.speak("0.0", text)
      yield* episode.complete
      for (const one of spoken) assert.deepStrictEqual(one, again)
      assert.strictEqual((yield* started).filter((one) => one === text).length, 1)
      assert.strictEqual((yield* episode.get).timeline.lines.length, 1)
      assert.isTrue(bytesOf(yield* Fiber.join(listening)).equals(Buffer.from(sound(text))))
    })
  )

  it.effect("has the audio of a line that was spoken before its workflow was replayed", () =>
    Effect.gen(function* () {
      const episode = yield* episodeOf("replayed")
      const { started } = yield* TestVoice
      yield* episode.open
      const listening = yield* Effect.forkChild(Stream.runCollect(episode.listen()))
      const text = "30 frames, spoken before"
      yield* episode.inRun(VoiceForge.ask("voice/0.0", utterance(text)))
      assert.strictEqual(framesOf(yield* episode.speak("0.0", text)), 30)
      yield* episode.complete
      assert.isTrue(bytesOf(yield* Fiber.join(listening)).equals(Buffer.from(sound(text))))
      assert.strictEqual((yield* started).filter((one) => one === text).length, 1)
    })
  )

  it.effect("sends a late listener the same state that others have from events", () =>
    Effect.gen(function* () {
      const episode = yield* episodeOf("watch")
      yield* episode.open
      const watching = yield* Effect.forkChild(Stream.runCollect(episode.watch))
      yield* episode.publish(StatusChanged.make({ status: Generating.make({ stage: "speaking" }) }))
      yield* episode.publish(
        EpisodeEvent.cases.ChapterOpened.make({ chapter: 0, title: "Opening" })
      )
      yield* episode.speak("0.0", "Before it.")
      yield* episode.publish(Noticed.make({ notice: "A page could not be read." }))
      yield* episode.speak("0.1", "(mute)")
      yield* episode.speak("0.2", "After it.")
      yield* episode.complete
      const events = yield* Fiber.join(watching)
      const [late] = yield* Stream.runCollect(episode.watch)
      assert.deepStrictEqual(
        late,
        EpisodeEvent.cases.Snapshot.make({
          episode: Option.getOrThrow(events.reduce(EpisodeState.apply, Option.none()))
        })
      )
    })
  )

  it.effect("is awaited by listeners who come before it is opened, and otherwise not found", () =>
    Effect.gen(function* () {
      const episode = yield* episodeOf("early")
      const listening = yield* Effect.forkChild(Stream.runCollect(episode.listen()))
      yield* episode.open
      yield* episode.speak("0.0", "Here it is.")
      yield* episode.complete
      assert.isTrue(bytesOf(yield* Fiber.join(listening)).equals(Buffer.from(sound("Here it is."))))
      const nowhere = yield* episodeOf("nowhere")
      const error = yield* Effect.flip(nowhere.get)
      assert.strictEqual(error._tag, "EpisodeNotFound")
    })
  )
})

layer(TestLayer, { excludeTestServices: true })("a cancelled episode", (it) => {
  const reason = "wrong topic"

  it.effect("keeps its finished lines, and loses the one being spoken", () =>
    Effect.gen(function* () {
      const episode = yield* episodeOf("cancelled")
      yield* episode.open
      const listening = yield* Effect.forkChild(Stream.runCollect(episode.listen()))
      yield* episode.speak("0.0", texts[0] ?? "")
      const speaking = yield* Effect.forkChild(episode.speak("0.1", "20 frames (waits)"))
      yield* eventually(
        Effect.map(episode.get, ({ timeline }) => assert.strictEqual(timeline.lines.length, 2))
      )
      yield* episode.cancel(reason)
      const { status, timeline } = yield* episode.get
      assert.deepStrictEqual(status, Cancelled.make({ reason }))
      assert.deepStrictEqual(
        timeline.lines.map(({ id }) => String(id)),
        ["0.0"]
      )
      const chunks = yield* Fiber.join(listening)
      assert.isTrue(
        bytesOf(chunks.filter(({ line }) => line === "0.0")).equals(
          Buffer.from(sound(texts[0] ?? ""))
        )
      )
      yield* Fiber.interrupt(speaking)
    })
  )

  it.effect("ignores what its workflow still sends, and stays cancelled", () =>
    Effect.gen(function* () {
      const episode = yield* episodeOf("ignores")
      const { gate } = yield* TestVoice
      yield* episode.open
      const speaking = yield* Effect.forkChild(episode.speak("0.0", "20 frames (waits)"))
      yield* eventually(
        Effect.map(episode.get, ({ timeline }) => assert.strictEqual(timeline.lines.length, 1))
      )
      yield* episode.cancel(reason)
      const cancelled = yield* episode.get
      yield* Latch.open(gate)
      // This line is finished after the cancellation, and the next one is refused.
      assert.strictEqual((yield* Fiber.join(speaking))._tag, "Spoken")
      assert.deepStrictEqual(
        yield* episode.speak("0.1", "The next line."),
        LineOutcome.cases.LeftOut.make({ reason: "Cancelled" })
      )
      yield* episode.publish(Noticed.make({ notice: "A page could not be read." }))
      yield* episode.complete
      yield* episode.cancel("another reason")
      assert.deepStrictEqual(yield* episode.get, cancelled)
      assert.deepStrictEqual(cancelled.timeline.lines, [])
    })
  )

  it.effect("ends the wait of a line for its listeners", () =>
    Effect.gen(function* () {
      const episode = yield* episodeOf("waiting")
      yield* episode.open
      yield* episode.speak("0.0", "2000 frames, 48 seconds")
      const waiting = yield* Effect.forkChild(episode.speak("0.1", "Not spoken."))
      yield* eventually(
        Effect.map(episode.get, ({ status }) => assert.strictEqual(status._tag, "Resting"))
      )
      yield* episode.cancel(reason)
      assert.deepStrictEqual(
        yield* Fiber.join(waiting),
        LineOutcome.cases.LeftOut.make({ reason: "Cancelled" })
      )
      assert.deepStrictEqual((yield* episode.get).status, Cancelled.make({ reason }))
    })
  )

  it.effect("is one that was not over: a complete episode stays complete", () =>
    Effect.gen(function* () {
      const episode = yield* episodeOf("over")
      yield* episode.open
      yield* episode.complete
      yield* episode.cancel(reason)
      assert.strictEqual((yield* episode.get).status._tag, "Complete")
    })
  )
})

layer(TestVoice.layer, { excludeTestServices: true })("an episode whose node has stopped", (it) => {
  it.effect(
    "continues on another node with what is stored, and so do its listeners",
    () =>
      Effect.gen(function* () {
        const url = yield* fresh
        const onNode = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
          Effect.provide(
            effect,
            Layer.fresh(Layer.provideMerge(ActorsLayer, TestNode.layerOn(url)))
          )
        const live = "40 frames (waits), the one in progress"
        const { gate, started } = yield* TestVoice

        const before = yield* onNode(
          Effect.gen(function* () {
            const episode = yield* episodeOf("moved")
            yield* episode.open
            yield* episode.speak("0.0", texts[0] ?? "")
            yield* episode.speak("0.1", "5000 frames, two minutes")
            const from = new Cursor({ line: LineId.make("0.1"), frame: 4990 })
            yield* episode.report("0.1", 4990)
            const heard = yield* Effect.forkChild(
              episode.listen({ from }).pipe(
                Stream.takeUntil(({ line }) => line === "0.2"),
                Stream.runCollect
              )
            )
            yield* Effect.forkChild(episode.speak("0.2", live))
            yield* Fiber.join(heard)
            return yield* episode.get
          })
        )
        const finished = Effect.map(started, (all) => all.filter((text) => text !== live))
        const spokenBefore = yield* finished
        yield* Latch.open(gate)

        yield* onNode(
          Effect.gen(function* () {
            const episode = yield* episodeOf("moved")
            assert.deepStrictEqual(yield* episode.get, before)
            // The listener was in the third line, whose audio was lost with the first node.
            const from = new Cursor({ line: LineId.make("0.2"), frame: 13 })
            const listening = yield* Effect.forkChild(Stream.runCollect(episode.listen({ from })))
            // The workflow is replayed, and requests everything again.
            yield* episode.open
            yield* episode.speak("0.0", texts[0] ?? "")
            yield* episode.speak("0.1", "5000 frames, two minutes")
            assert.deepStrictEqual(yield* finished, spokenBefore)
            assert.strictEqual(before.timeline.lines.at(-1)?.text, live)
            const speaking = yield* Effect.forkChild(episode.speak("0.2", live))
            yield* eventually(
              Effect.map(episode.get, ({ status }) => assert.strictEqual(status._tag, "Resting"))
            )
            yield* episode.report("0.2", 13)
            yield* Fiber.join(speaking)
            yield* episode.complete
            const chunks = yield* Fiber.join(listening)
            assert.strictEqual(chunks[0]?.frame, 13)
            assert.isTrue(
              bytesOf(chunks).equals(Buffer.from(sound(live).subarray(13 * frameBytes)))
            )
          })
        )
      }),
    60_000
  )
})
