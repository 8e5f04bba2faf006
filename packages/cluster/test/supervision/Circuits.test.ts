import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Fiber, Latch, Layer, Ref, Schema, Stream } from "effect"
import { CircuitBreaker } from "effect/persistence"
import { TestClock } from "effect/testing"
import * as Circuit from "../../src/supervision/Circuit.ts"
import { CircuitOpen, Circuits } from "../../src/supervision/Circuits.ts"
import { CircuitStore } from "../../src/supervision/CircuitStore.ts"
import * as Dependency from "../../src/supervision/Dependency.ts"

class Broken extends Schema.TaggedError<Broken>()("Broken", {}) {}
class Unwelcome extends Schema.TaggedError<Unwelcome>()("Unwelcome", {}) {}

const voice = Dependency.make("voice", {
  circuit: { failures: 3, within: "1 minute", cooldown: "30 seconds" }
})
const isBroken = (error: Broken | Unwelcome) => error._tag === "Broken"

/** A node on the store that all nodes share. */
const node = Effect.map(Layer.build(Layer.fresh(Circuits.layerNoDeps)), (context) => {
  const circuits = Context.get(context, Circuits)
  const call = <A>(effect: Effect.Effect<A, Broken | Unwelcome>) =>
    circuits.guard(voice, effect, isBroken)
  return {
    circuits,
    call,
    works: call(Effect.succeed("spoken")),
    fails: Effect.flip(call(Effect.fail(new Broken()))),
    state: circuits.state(voice)
  }
})

const failTimes = <A, E>(fails: Effect.Effect<A, E>, times: number) =>
  Effect.repeat(fails, { times: times - 1 })

const refusal = (retryAfterMillis: number) =>
  new CircuitOpen({ dependency: "voice", retryAfterMillis })

/** Counts the reads and writes of the store, which take a while. */
const counted = Effect.gen(function* () {
  const store = yield* CircuitStore
  const count = yield* Ref.make({ reads: 0, writes: 0 })
  return {
    /** Since the last time. */
    count: TestClock.adjust("1 millis").pipe(
      Effect.andThen(Ref.getAndSet(count, { reads: 0, writes: 0 }))
    ),
    store: CircuitStore.of({
      ...store,
      read: Ref.update(count, ({ reads, writes }) => ({ reads: reads + 1, writes })).pipe(
        Effect.andThen(Effect.yieldNow),
        Effect.andThen(store.read)
      ),
      write: (dependency, stored) =>
        Ref.update(count, ({ reads, writes }) => ({ reads, writes: writes + 1 })).pipe(
          Effect.andThen(Effect.yieldNow),
          Effect.andThen(store.write(dependency, stored))
        )
    })
  }
})

describe("circuits", () => {
  it.effect("open after consecutive failures, and refuse without calling", () =>
    Effect.gen(function* () {
      const { call, fails, state, works } = yield* node
      yield* failTimes(fails, 2)
      assert.strictEqual(yield* works, "spoken")
      yield* failTimes(fails, 2)
      assert.strictEqual(yield* state, "closed")
      yield* fails
      assert.strictEqual(yield* state, "open")

      yield* TestClock.adjust("10 seconds")
      const tried = yield* Ref.make(false)
      assert.deepStrictEqual(yield* Effect.flip(call(Ref.set(tried, true))), refusal(20_000))
      assert.isFalse(yield* Ref.get(tried))
    }).pipe(Effect.provide(CircuitStore.layerMemory))
  )

  it.effect("do not count a failure that is too old", () =>
    Effect.gen(function* () {
      const { fails, state } = yield* node
      yield* failTimes(fails, 2)
      yield* TestClock.adjust("61 seconds")
      yield* failTimes(fails, 2)
      assert.strictEqual(yield* state, "closed")
      yield* fails
      assert.strictEqual(yield* state, "open")
    }).pipe(Effect.provide(CircuitStore.layerMemory))
  )

  it.effect("do not count other errors, defects and interruptions", () =>
    Effect.gen(function* () {
      const { call, state } = yield* node
      yield* failTimes(Effect.flip(call(Effect.fail(new Unwelcome()))), 5)
      yield* failTimes(Effect.exit(call(Effect.die("crash"))), 5)
      yield* failTimes(Effect.timeoutOption(call(Effect.never), 0), 5)
      assert.strictEqual(yield* state, "closed")
    }).pipe(Effect.provide(CircuitStore.layerMemory))
  )

  it.effect("admit one probe after the cooldown, and close when it succeeds", () =>
    Effect.gen(function* () {
      const { call, fails, state, works } = yield* node
      yield* failTimes(fails, 3)
      yield* TestClock.adjust("30 seconds")
      const answer = yield* Latch.make()
      const probe = yield* Effect.forkChild(call(Latch.await(answer)), { startImmediately: true })
      assert.strictEqual(yield* state, "half-open")
      assert.deepStrictEqual(yield* Effect.flip(works), refusal(1000))
      yield* Latch.open(answer)
      yield* Fiber.join(probe)
      assert.strictEqual(yield* state, "closed")
      assert.strictEqual(yield* works, "spoken")
      yield* failTimes(fails, 2)
      assert.strictEqual(yield* state, "closed")
    }).pipe(Effect.provide(CircuitStore.layerMemory))
  )

  it.effect("open for another cooldown when the probe fails", () =>
    Effect.gen(function* () {
      const { fails, state, works } = yield* node
      yield* failTimes(fails, 3)
      yield* TestClock.adjust("30 seconds")
      assert.deepStrictEqual(yield* fails, new Broken())
      assert.strictEqual(yield* state, "open")
      assert.deepStrictEqual(yield* Effect.flip(works), refusal(30_000))
    }).pipe(Effect.provide(CircuitStore.layerMemory))
  )

  it.effect("probe with the next call when a probe had no result", () =>
    Effect.gen(function* () {
      const { call, fails, state, works } = yield* node
      yield* failTimes(fails, 3)
      yield* TestClock.adjust("30 seconds")
      yield* Effect.timeoutOption(call(Effect.never), 0)
      yield* Effect.flip(call(Effect.fail(new Unwelcome())))
      yield* Effect.exit(call(Effect.die("crash")))
      assert.strictEqual(yield* state, "half-open")
      assert.strictEqual(yield* works, "spoken")
      assert.strictEqual(yield* state, "closed")
    }).pipe(Effect.provide(CircuitStore.layerMemory))
  )

  it.effect("use the store for failures and changes only", () =>
    Effect.gen(function* () {
      const { count, store } = yield* counted
      const { fails, works } = yield* Effect.provideService(node, CircuitStore, store)
      yield* count
      yield* Effect.repeat(works, { times: 100 })
      assert.deepStrictEqual(yield* count, { reads: 0, writes: 0 })
      yield* fails
      assert.deepStrictEqual(yield* count, { reads: 1, writes: 1 })
      yield* Effect.repeat(works, { times: 100 })
      assert.deepStrictEqual(yield* count, { reads: 0, writes: 0 })
      yield* Effect.all(
        Array.from({ length: 100 }, () => fails),
        { concurrency: "unbounded" }
      )
      assert.strictEqual((yield* count).writes, 3)
      yield* Effect.repeat(Effect.flip(works), { times: 100 })
      assert.deepStrictEqual(yield* count, { reads: 0, writes: 0 })
    }).pipe(Effect.provide(CircuitStore.layerMemory))
  )

  it.effect("are known to every node, and each change is emitted by one of them", () =>
    Effect.gen(function* () {
      const [a, b] = [yield* node, yield* node]
      const changes = yield* Ref.make<ReadonlyArray<string>>([])
      for (const [name, { circuits }] of Object.entries({ a, b })) {
        yield* circuits.transitions.pipe(
          Stream.runForEach(({ dependency, from, to }) =>
            Ref.update(changes, (before) => [...before, `${name}: ${dependency} ${from} to ${to}`])
          ),
          Effect.forkScoped({ startImmediately: true })
        )
      }
      yield* failTimes(a.fails, 3)
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(yield* b.circuits.known, new Map([["voice", "open"]]))
      assert.deepStrictEqual(yield* Effect.flip(b.works), refusal(29_999))

      yield* TestClock.adjust("30 seconds")
      yield* b.works
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(yield* a.state, "closed")
      assert.deepStrictEqual(yield* Ref.get(changes), [
        "a: voice closed to open",
        "b: voice open to half-open",
        "b: voice half-open to closed"
      ])
    }).pipe(Effect.provide(CircuitStore.layerMemory))
  )

  it.effect("admit no second probe while the first one runs", () =>
    Effect.gen(function* () {
      const [a, b] = [yield* node, yield* node]
      yield* failTimes(a.fails, 3)
      yield* TestClock.adjust("30 seconds")
      const probe = yield* Effect.forkChild(a.call(Effect.sleep("2 minutes")), {
        startImmediately: true
      })
      for (let second = 0; second < 119; second++) {
        yield* TestClock.adjust("1 second")
        assert.deepStrictEqual(yield* Effect.flip(b.works), refusal(1000))
      }
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(probe)
      assert.strictEqual(yield* b.works, "spoken")
    }).pipe(Effect.provide(CircuitStore.layerMemory))
  )

  it.effect("replace a probe whose node has died", () =>
    Effect.gen(function* () {
      const store = yield* CircuitStore
      const dying = Circuit.Circuit.cases.HalfOpen.make({
        generation: 7,
        leaseUntil: 10_000,
        openings: 1
      })
      yield* store.write("voice", { revision: 1, circuit: dying })
      const { state, works } = yield* node
      yield* TestClock.adjust("9 seconds")
      assert.deepStrictEqual(yield* Effect.flip(works), refusal(1000))
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* works, "spoken")
      assert.strictEqual(yield* state, "closed")
    }).pipe(Effect.provide(CircuitStore.layerMemory))
  )

  it.effect("open for as long as the dependency asks for, and never for a shorter time", () =>
    Effect.gen(function* () {
      const [a, b] = [yield* node, yield* node]
      yield* a.circuits.trip(voice, "2 minutes")
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(yield* Effect.flip(b.works), refusal(119_999))
      yield* b.circuits.trip(voice, "1 second")
      assert.deepStrictEqual(yield* Effect.flip(b.works), refusal(119_999))
      yield* b.circuits.trip(voice, "3 minutes")
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(yield* Effect.flip(a.works), refusal(179_999))
      yield* TestClock.adjust("3 minutes")
      assert.strictEqual(yield* a.works, "spoken")
      assert.strictEqual(yield* a.state, "closed")
    }).pipe(Effect.provide(CircuitStore.layerMemory))
  )

  it.effect("of thousands of dependencies stay right, and only the last thousand take memory", () =>
    Effect.gen(function* () {
      const { circuits, fails, state } = yield* node
      yield* failTimes(fails, 3)
      for (let n = 0; n < 3000; n++) {
        yield* circuits.guard(Dependency.make(`host ${n}`), Effect.void, () => true)
      }
      assert.strictEqual((yield* circuits.known).size, 1001)
      assert.strictEqual(yield* state, "open")
      assert.deepStrictEqual(yield* fails, refusal(30_000))
    }).pipe(Effect.provide(CircuitStore.layerMemory))
  )

  it.effect("admit calls while the store fails", () =>
    Effect.gen(function* () {
      const store = yield* CircuitStore
      const down = new CircuitBreaker.CircuitBreakerError({
        reason: new CircuitBreaker.CircuitBreakerStoreError({ message: "down" })
      })
      const { fails, state, works } = yield* Effect.provideService(node, CircuitStore, {
        ...store,
        read: Effect.fail(down),
        write: () => Effect.fail(down)
      })
      assert.deepStrictEqual(yield* Effect.repeat(fails, { times: 10 }), new Broken())
      assert.strictEqual(yield* state, "closed")
      assert.strictEqual(yield* works, "spoken")
    }).pipe(Effect.provide(CircuitStore.layerMemory))
  )
})
