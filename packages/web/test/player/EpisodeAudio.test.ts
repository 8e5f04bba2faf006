import { AudioRpcs } from "@aethercast/domain/AudioRpcs"
import type { AudioChunk } from "@aethercast/domain/AudioChunk"
import type { Timeline } from "@aethercast/domain/Timeline"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { assert, describe, it } from "@effect/vitest"
import { type Cause, Deferred, Effect, Queue } from "effect"
import { RpcTest } from "effect/rpc"
import { EpisodeAudio } from "../../src/player/EpisodeAudio.ts"
import { chunk, timeline, without } from "./AudioFixtures.ts"

const id = EpisodeId.make("a".repeat(24))

interface OpenedStream {
  readonly from: string
  readonly queue: Queue.Queue<AudioChunk, Cause.Done>
}

/** The audio of an episode. `opened` has a queue for each stream that it opens; chunks go into that. */
const harness = Effect.gen(function* () {
  const opened = yield* Queue.unbounded<OpenedStream>()
  const rpc = yield* RpcTest.makeClient(AudioRpcs).pipe(
    Effect.provide(
      AudioRpcs.toLayer({
        Listen: Effect.fnUntraced(function* ({ from }) {
          const queue = yield* Queue.unbounded<AudioChunk, Cause.Done>()
          yield* Queue.offer(opened, {
            from: from === undefined ? "the start" : `${from.line}+${from.frame}`,
            queue
          })
          return queue
        })
      })
    )
  )
  const playhead = { seconds: 0 }
  let checks: ReadonlyArray<() => void> = []
  const audio = new EpisodeAudio(
    id,
    { rpc, connected: Effect.void },
    () => playhead.seconds,
    () => checks.forEach((check) => check())
  )
  /** Applies a timeline, and returns what that changes. */
  const change = (timeline: Timeline) => {
    audio.updateTimeline(timeline, false)
    return audio.takeChange()
  }
  const until = (condition: () => boolean) =>
    Effect.gen(function* () {
      const done = yield* Deferred.make<void>()
      const check = () => {
        if (condition()) Deferred.doneUnsafe(done, Effect.void)
      }
      checks = [...checks, check]
      check()
      yield* Deferred.await(done)
    })
  yield* Effect.addFinalizer(() => Effect.sync(() => audio.close()))
  return { audio, change, playhead, opened, until }
})

describe("EpisodeAudio", () => {
  it.live("opens a stream at the start, and knows its length when the stream has ended", () =>
    Effect.gen(function* () {
      const { audio, opened, until } = yield* harness
      audio.updateStream()
      const { from, queue } = yield* Queue.take(opened)
      assert.strictEqual(from, "the start")
      yield* Queue.offerAll(queue, [chunk("0.0", 0, 10, true), chunk("0.1", 0, 5, true)])
      yield* until(() => audio.firstMissing(0) === 15)
      assert.strictEqual(audio.end(), undefined)
      yield* Queue.end(queue)
      yield* until(() => audio.end() === 15)
    })
  )

  it.live("opens a new stream where the listener seeks to", () =>
    Effect.gen(function* () {
      const { audio, opened, playhead } = yield* harness
      audio.updateTimeline(timeline(["0.0", 500], ["1.0", 2000]), true)
      audio.updateStream()
      assert.strictEqual((yield* Queue.take(opened)).from, "0.0+0")
      playhead.seconds = 36
      audio.updateStream()
      assert.strictEqual((yield* Queue.take(opened)).from, "1.0+1000")
    })
  )

  it.live("drops a line that was left out, and returns the first invalid frame", () =>
    Effect.gen(function* () {
      const { audio, change, opened, until } = yield* harness
      change(timeline(["0.0", 10], ["0.1"]))
      audio.updateStream()
      const { queue } = yield* Queue.take(opened)
      yield* Queue.offerAll(queue, [chunk("0.0", 0, 10, true), chunk("0.1", 0, 5)])
      yield* until(() => audio.firstMissing(0) === 15)
      assert.deepStrictEqual(change(without(timeline(["0.0", 10]), "0.1")), {
        invalidFrom: 10,
        playhead: 0
      })
      assert.strictEqual(audio.firstMissing(0), 10)
      yield* Queue.offer(queue, chunk("0.2", 0, 3))
      yield* until(() => audio.firstMissing(0) === 13)
    })
  )

  it.live("makes room for lines that are inserted, before and after the playhead", () =>
    Effect.gen(function* () {
      const { audio, change, opened, playhead, until } = yield* harness
      change(timeline(["0.0", 10], ["0.1", 10], ["0.2", 10]))
      audio.updateStream()
      const { queue } = yield* Queue.take(opened)
      yield* Queue.offerAll(
        queue,
        ["0.0", "0.1", "0.2"].map((line) => chunk(line, 0, 10, true))
      )
      yield* until(() => audio.firstMissing(0) === 30)
      playhead.seconds = 12 * 0.024
      const ahead = timeline(["0.0", 10], ["0.1", 10], ["a1.0", 5], ["0.2", 10])
      assert.deepStrictEqual(change(ahead), { invalidFrom: 20, playhead: 12 })
      assert.strictEqual(audio.firstMissing(0), 20)
      const behind = timeline(["0.0", 10], ["a2.0", 7], ["0.1", 10], ["a1.0", 5], ["0.2", 10])
      assert.deepStrictEqual(change(behind), { invalidFrom: 10, playhead: 19 })
    })
  )

  it.live("waits for the audio of an inserted line, and moves what follows as it grows", () =>
    Effect.gen(function* () {
      const { audio, change, opened, until } = yield* harness
      change(timeline(["0.0", 10], ["0.1", 10]))
      audio.updateStream()
      const { queue } = yield* Queue.take(opened)
      yield* Queue.offerAll(
        queue,
        ["0.0", "0.1"].map((line) => chunk(line, 0, 10, true))
      )
      yield* until(() => audio.firstMissing(0) === 20)
      const inserted = timeline(["0.0", 10], ["a1.0"], ["0.1", 10])
      assert.deepStrictEqual(change(inserted), { invalidFrom: 10, playhead: 0 })
      assert.strictEqual(audio.firstMissing(0), 10)
      audio.updateStream()
      const reopened = yield* Queue.take(opened)
      assert.strictEqual(reopened.from, "a1.0+0")
      yield* Queue.offer(reopened.queue, chunk("a1.0", 0, 4, false, "0.0"))
      yield* until(() => audio.firstMissing(0) === 14)
      assert.deepStrictEqual(audio.takeChange(), { invalidFrom: 10, playhead: 0 })
      assert.strictEqual(audio.takeChange(), undefined)
    })
  )

  it.live("goes on after a line that is dropped while it plays", () =>
    Effect.gen(function* () {
      const { audio, change, opened, playhead, until } = yield* harness
      const all = timeline(["0.0", 10], ["0.1", 10], ["0.2", 10])
      change(all)
      audio.updateStream()
      const { queue } = yield* Queue.take(opened)
      yield* Queue.offerAll(
        queue,
        ["0.0", "0.1", "0.2"].map((line) => chunk(line, 0, 10, true))
      )
      yield* until(() => audio.firstMissing(0) === 30)
      playhead.seconds = 12 * 0.024
      assert.deepStrictEqual(change(without(all, "0.1")), {
        invalidFrom: 10,
        playhead: 10
      })
      assert.strictEqual(audio.firstMissing(0), 20)
    })
  )
})
