import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import type { OutputPage } from "../../src/agent/internal/OutputPage.ts"
import * as TaskOutputBuffer from "../../src/agent/internal/TaskOutputBuffer.ts"

const megabyte = 1_000_000

/** Emits outputs of a megabyte from an attempt's first on, and counts those that were taken. */
const producer = Effect.fnUntraced(function* (
  buffer: TaskOutputBuffer.TaskOutputBuffer,
  count: number
) {
  const emit = buffer.attempt()
  const progress = { emitted: 0 }
  const fiber = yield* Effect.forkChild(
    Effect.gen(function* () {
      for (let n = 0; n < count; n++) {
        yield* emit(new Uint8Array(megabyte).fill(n))
        progress.emitted++
      }
      yield* buffer.end
    }),
    { startImmediately: true }
  )
  return { progress, fiber }
})

const numbers = (page: OutputPage) =>
  page._tag === "Outputs"
    ? page.outputs.map(({ bytes, sequence }) => {
        assert.strictEqual(bytes[0], sequence)
        return sequence
      })
    : page._tag

describe("the output of a task", () => {
  it.effect("is kept for its follower, and holds the task up when 4 MiB are unread", () =>
    Effect.gen(function* () {
      const buffer = yield* TaskOutputBuffer.make("task", true)
      const { progress } = yield* producer(buffer, 6)
      assert.strictEqual(progress.emitted, 4)
      const read = (from: number) =>
        Effect.map(buffer.read({ follower: "f", from, waitMillis: 0 }), numbers)
      assert.deepStrictEqual(yield* read(0), [0])
      yield* TestClock.adjust(1)
      // An output that is requested again did not arrive, and is still there.
      assert.deepStrictEqual(yield* read(0), [0])
      assert.strictEqual(progress.emitted, 4)
      for (const from of [1, 2, 3, 4, 5]) {
        assert.deepStrictEqual(yield* read(from), [from])
        yield* TestClock.adjust(1)
      }
      assert.strictEqual(progress.emitted, 6)
      assert.strictEqual(yield* read(6), "Ended")
      yield* buffer.drained
    })
  )

  it.effect("waits for the slowest of several followers", () =>
    Effect.gen(function* () {
      const buffer = yield* TaskOutputBuffer.make("task", true)
      const { progress } = yield* producer(buffer, 8)
      yield* buffer.read({ follower: "slow", from: 1, waitMillis: 0 })
      yield* buffer.read({ follower: "fast", from: 4, waitMillis: 0 })
      yield* TestClock.adjust(1)
      assert.strictEqual(progress.emitted, 5)
      yield* buffer.read({ follower: "slow", from: 4, waitMillis: 0 })
      yield* TestClock.adjust(1)
      assert.strictEqual(progress.emitted, 8)
    })
  )

  it.effect("is dropped when its follower has not read for 15 s, and the task goes on", () =>
    Effect.gen(function* () {
      const buffer = yield* TaskOutputBuffer.make("task", true)
      const { fiber, progress } = yield* producer(buffer, 20)
      yield* buffer.read({ follower: "f", from: 0, waitMillis: 0 })
      yield* TestClock.adjust(14_000)
      assert.strictEqual(progress.emitted, 4)
      yield* TestClock.adjust(2000)
      yield* Fiber.join(fiber)
      assert.strictEqual(progress.emitted, 20)
      const late = yield* buffer.read({ follower: "f", from: 1, waitMillis: 0 })
      assert.deepStrictEqual({ ...late }, { _tag: "Missing", oldest: 20 })
    })
  )

  it.effect("is not kept when nobody asked for it", () =>
    Effect.gen(function* () {
      const buffer = yield* TaskOutputBuffer.make("task", false)
      const { progress } = yield* producer(buffer, 20)
      assert.strictEqual(progress.emitted, 20)
      assert.strictEqual(buffer.count(), 20)
      yield* buffer.drained
    })
  )

  it.effect("of a task that is executed again goes on where its follower is", () =>
    Effect.gen(function* () {
      const buffer = yield* TaskOutputBuffer.make("task", true)
      const { progress } = yield* producer(buffer, 12)
      assert.strictEqual(progress.emitted, 4)
      const page = yield* Effect.forkChild(
        buffer.read({ follower: "f", from: 9, waitMillis: 5000 }),
        { startImmediately: true }
      )
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(numbers(yield* Fiber.join(page)), [9])
    })
  )

  it.effect("is emitted once though an attempt is repeated", () =>
    Effect.gen(function* () {
      const buffer = yield* TaskOutputBuffer.make("task", true)
      const first = buffer.attempt()
      yield* first(Uint8Array.of(0))
      yield* first(Uint8Array.of(1))
      const second = buffer.attempt()
      for (const n of [0, 1, 2]) yield* second(Uint8Array.of(n))
      const page = yield* buffer.read({ follower: "f", from: 0, waitMillis: 0 })
      assert.deepStrictEqual(numbers(page), [0, 1, 2])
    })
  )

  it.effect("is waited for, as long as the follower says", () =>
    Effect.gen(function* () {
      const buffer = yield* TaskOutputBuffer.make("task", true)
      const waiting = yield* Effect.forkChild(
        buffer.read({ follower: "f", from: 0, waitMillis: 5000 }),
        { startImmediately: true }
      )
      yield* TestClock.adjust(4999)
      assert.isUndefined(waiting.pollUnsafe())
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(numbers(yield* Fiber.join(waiting)), [])
    })
  )
})
