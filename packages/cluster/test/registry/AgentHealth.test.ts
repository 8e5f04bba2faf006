import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { AgentHealth } from "../../src/registry/AgentHealth.ts"

const task = (name: string, ok: boolean, millis = 100) =>
  Effect.gen(function* () {
    const health = yield* AgentHealth
    yield* health.record(name, 1, { ok, millis })
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
  it.effect("is that of each version", () =>
    Effect.gen(function* () {
      const health = yield* AgentHealth
      yield* health.record("Counted", 1, { ok: true, millis: 10 })
      yield* health.record("Counted", 2, { ok: false, millis: 20 })
      const [first, second] = [yield* of("Counted"), yield* of("Counted", 2)]
      assert.deepStrictEqual([first.errorRate, second.errorRate], [0, 0.2])
      assert.deepStrictEqual([first.latencyMillis, second.latencyMillis], [10, 20])
    })
  )

  it.effect("is the share of the last minute's tasks that failed", () =>
    Effect.gen(function* () {
      yield* tasks("Failing", 6, false)
      assert.strictEqual((yield* of("Failing")).errorRate, 1)
      yield* TestClock.adjust("30 seconds")
      yield* tasks("Failing", 6, true)
      assert.strictEqual((yield* of("Failing")).errorRate, 0.5)
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual((yield* of("Failing")).errorRate, 0)
    })
  )

  it.effect("recovers after a minute without tasks", () =>
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

  it.effect("has the average latency, beginning with the first", () =>
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
