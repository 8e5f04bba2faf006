import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { AgentHealth } from "../../src/registry/AgentHealth.ts"

const task = (name: string, ok: boolean, millis = 100) =>
  Effect.gen(function* () {
    const health = yield* AgentHealth
    yield* health.began(name, 1)
    yield* health.ended(name, 1, { ok, millis })
  })

const tasks = (name: string, count: number, ok: boolean) =>
  Effect.forEach(Array.from({ length: count }), () => task(name, ok), { discard: true })

const of = Effect.fnUntraced(function* (name: string, version = 1) {
  const all = yield* (yield* AgentHealth).all
  return yield* Effect.fromNullishOr(
    all.find((report) => report.name === name && report.version === version)
  )
})

layer(Layer.fresh(AgentHealth.layer))("the health of the agents of a node", (it) => {
  it.effect("counts running and ended tasks by version", () =>
    Effect.gen(function* () {
      const health = yield* AgentHealth
      yield* health.began("Counted", 1)
      yield* health.began("Counted", 1)
      yield* health.began("Counted", 2)
      yield* health.ended("Counted", 1, { ok: true, millis: 10 })
      yield* health.ended("Counted", 2, { ok: false, millis: 20 })
      const [first, second] = [yield* of("Counted"), yield* of("Counted", 2)]
      assert.deepStrictEqual([first.running, first.done, first.failed], [1, 1, 0])
      assert.deepStrictEqual([second.running, second.done, second.failed], [0, 0, 1])
    })
  )

  it.effect("gives the share of the last minute's tasks that failed", () =>
    Effect.gen(function* () {
      yield* tasks("Failing", 6, false)
      assert.strictEqual((yield* of("Failing")).errorRate, 1)
      yield* TestClock.adjust("30 seconds")
      yield* tasks("Failing", 6, true)
      assert.strictEqual((yield* of("Failing")).errorRate, 0.5)
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual((yield* of("Failing")).errorRate, 0)
      assert.strictEqual((yield* of("Failing")).failed, 6)
    })
  )

  it.effect("forgets failures after a minute without tasks", () =>
    Effect.gen(function* () {
      yield* tasks("Avoided", 10, false)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* of("Avoided")).errorRate, 0)
    })
  )

  it.effect("does not take one failure among few for an outage", () =>
    Effect.gen(function* () {
      yield* task("Refusing", false)
      assert.strictEqual((yield* of("Refusing")).errorRate, 0.2)
      yield* tasks("Refusing", 2, false)
      assert.strictEqual((yield* of("Refusing")).errorRate, 0.6)
    })
  )

  it.effect("averages the latency, beginning with the first", () =>
    Effect.gen(function* () {
      yield* task("Slow", true, 100)
      assert.strictEqual((yield* of("Slow")).latencyMillis, 100)
      yield* task("Slow", true, 600)
      assert.strictEqual((yield* of("Slow")).latencyMillis, 200)
      for (let n = 0; n < 50; n++) yield* task("Slow", true, 600)
      assert.closeTo((yield* of("Slow")).latencyMillis, 600, 1)
    })
  )
})
