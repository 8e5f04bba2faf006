import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Metric, Schema, Stream, Tracer } from "effect"
import { TestClock } from "effect/testing"
import * as CircuitEvents from "../../src/supervision/CircuitEvents.ts"
import { Circuits } from "../../src/supervision/Circuits.ts"
import * as Dependency from "../../src/supervision/Dependency.ts"
import { SupervisionEvent } from "../../src/supervision/SupervisionEvent.ts"
import { SupervisionEvents } from "../../src/supervision/SupervisionEvents.ts"

class Broken extends Schema.TaggedError<Broken>()("Broken", {}) {}

const task = { agent: "Voice", id: "episode:1/speak", workflowId: "episode:1" }
const fellBack = SupervisionEvent.cases.FellBack.make({ to: "plain" })

/** The next events of the stream, as many as `count`. */
const collect = Effect.fnUntraced(function* (count: number) {
  const events = yield* SupervisionEvents
  const fiber = yield* events.stream.pipe(
    Stream.take(count),
    Stream.runCollect,
    Effect.forkChild({ startImmediately: true })
  )
  return { all: Fiber.join(fiber) }
})

describe("a supervision event", () => {
  it.effect("is streamed with its time and its task", () =>
    Effect.gen(function* () {
      const events = yield* SupervisionEvents
      const { all } = yield* collect(1)
      yield* TestClock.adjust("3 seconds")
      yield* events.publish(task, fellBack)
      assert.deepStrictEqual(yield* all, [
        {
          at: 3000,
          agent: "Voice",
          task: "episode:1/speak",
          workflowId: "episode:1",
          event: fellBack
        }
      ])
    }).pipe(Effect.provide(SupervisionEvents.layer))
  )

  it.effect("is an event of the current span", () => {
    const spans: Array<Tracer.NativeSpan> = []
    const tracer = Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        spans.push(span)
        return span
      }
    })
    return Effect.gen(function* () {
      const events = yield* SupervisionEvents
      yield* TestClock.adjust("1 second")
      yield* Effect.withSpan(events.publish(task, fellBack), "task")
      assert.deepStrictEqual(spans[0]?.events, [
        ["FellBack", 1_000_000_000n, { _tag: "FellBack", to: "plain", task: "episode:1/speak" }]
      ])
    }).pipe(Effect.provide(SupervisionEvents.layer), Effect.withTracer(tracer))
  })

  it.effect("is counted by agent and kind", () =>
    Effect.gen(function* () {
      const events = yield* SupervisionEvents
      yield* events.publish(task, fellBack)
      yield* events.publish(task, fellBack)
      const [counter] = yield* Metric.snapshot
      assert.strictEqual(counter?.id, "aethercast_supervision_events_total")
      assert.deepStrictEqual(counter?.attributes, { event: "FellBack", agent: "Voice" })
      assert.deepInclude(counter?.state, { count: 2 })
    }).pipe(
      Effect.provide(SupervisionEvents.layer),
      Effect.provideService(Metric.MetricRegistry, new Map())
    )
  )

  it.effect("is published for each change of a circuit, about no task", () => {
    const voice = Dependency.make("voice", { circuit: { failures: 1, cooldown: "1 minute" } })
    return Effect.gen(function* () {
      const circuits = yield* Circuits
      const { all } = yield* collect(1)
      yield* TestClock.adjust("1 second")
      yield* Effect.flip(circuits.guard(voice, Effect.fail(new Broken()), () => true))
      yield* TestClock.adjust("1 second")
      const [change] = yield* all
      assert.isNull(change?.task)
      assert.deepStrictEqual(
        change?.event,
        SupervisionEvent.cases.CircuitChanged.make({
          dependency: "voice",
          from: "closed",
          to: "open"
        })
      )
    }).pipe(
      Effect.provide(
        CircuitEvents.layer.pipe(
          Layer.provideMerge(Layer.merge(Circuits.layerMemory, SupervisionEvents.layer))
        )
      )
    )
  })
})
