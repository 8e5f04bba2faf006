import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Latch, Ref, Schema, Scope } from "effect"
import { TestClock } from "effect/testing"
import { Admission, type AdmissionRequest } from "../../src/supervision/Admission.ts"
import * as Dependency from "../../src/supervision/Dependency.ts"

const request = (agent: string, details: Partial<AdmissionRequest> = {}): AdmissionRequest => ({
  agent,
  tenant: "somebody",
  priority: 5,
  dependencies: [],
  ...details
})

/** Admits each task in a scope of its own, and lists the admitted ones in order. */
const queueing = Effect.gen(function* () {
  const admission = yield* Admission
  const admitted = yield* Ref.make<ReadonlyArray<string>>([])
  const enter = Effect.fnUntraced(function* (name: string, wanted: AdmissionRequest) {
    const scope = yield* Scope.make()
    const fiber = yield* Scope.provide(admission.admit(wanted), scope).pipe(
      Effect.andThen(Ref.update(admitted, (before) => [...before, name])),
      Effect.forkChild({ startImmediately: true })
    )
    return { fiber, leave: Scope.close(scope, Exit.void) }
  })
  return { enter, admitted: Effect.andThen(Effect.yieldNow, Ref.get(admitted)), admission }
})

const busy = (running: number, waiting: number) => ({ running, waiting })

const Visitor = Schema.Struct({
  agent: Schema.Literals(["Voice", "Script"]),
  tenant: Schema.Literals(["ann", "bob"]),
  priority: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9 })),
  stays: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 5 })),
  patience: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 8 }))
})
const Visitors = Schema.Array(Visitor).check(Schema.isMaxLength(40))

describe("admission", () => {
  it.effect("keeps the reserved slots of an agent for tasks of the highest priority", () =>
    Effect.gen(function* () {
      const { admitted, enter } = yield* queueing
      const limits = { concurrency: 3, reserved: 1 }
      const one = yield* enter("one", request("Voice", { ...limits, priority: 7 }))
      yield* enter("two", request("Voice", { ...limits, priority: 7 }))
      yield* enter("three", request("Voice", { ...limits, priority: 8 }))
      assert.deepStrictEqual(yield* admitted, ["one", "two"])
      yield* enter("urgent", request("Voice", { ...limits, priority: 9 }))
      assert.deepStrictEqual(yield* admitted, ["one", "two", "urgent"])
      yield* one.leave
      assert.deepStrictEqual(yield* admitted, ["one", "two", "urgent", "three"])
    }).pipe(Effect.provide(Admission.layer()))
  )

  it.effect("leaves one slot of an agent to the others, however many are reserved", () =>
    Effect.gen(function* () {
      const { admitted, enter } = yield* queueing
      yield* enter("one", request("Voice", { concurrency: 1, reserved: 1 }))
      assert.deepStrictEqual(yield* admitted, ["one"])
    }).pipe(Effect.provide(Admission.layer()))
  )

  it.effect("admits as many tasks of an agent as its limit, and then one for each that ends", () =>
    Effect.gen(function* () {
      const { admission, admitted, enter } = yield* queueing
      const one = yield* enter("one", request("Voice", { concurrency: 1 }))
      yield* enter("two", request("Voice", { concurrency: 1 }))
      yield* enter("other", request("Script", { concurrency: 1 }))
      assert.deepStrictEqual(yield* admitted, ["one", "other"])
      assert.deepStrictEqual(
        yield* admission.load,
        new Map([
          ["Voice", busy(1, 1)],
          ["Script", busy(1, 0)]
        ])
      )
      yield* one.leave
      assert.deepStrictEqual(yield* admitted, ["one", "other", "two"])
    }).pipe(Effect.provide(Admission.layer()))
  )

  it.effect("shares the slots of a dependency between the agents that call it", () =>
    Effect.gen(function* () {
      const { admitted, enter } = yield* queueing
      const model = Dependency.make("model", { concurrency: 1 })
      const one = yield* enter("one", request("Script", { dependencies: [model, model] }))
      yield* enter("two", request("Titles", { dependencies: [model] }))
      assert.deepStrictEqual(yield* admitted, ["one"])
      yield* one.leave
      assert.deepStrictEqual(yield* admitted, ["one", "two"])
    }).pipe(Effect.provide(Admission.layer()))
  )

  it.effect("keeps a tenant and the node within their limits", () =>
    Effect.gen(function* () {
      const { admitted, enter } = yield* queueing
      const [ann, bob] = [request("Voice", { tenant: "ann" }), request("Voice", { tenant: "bob" })]
      const first = yield* enter("ann 1", ann)
      yield* enter("ann 2", ann)
      yield* enter("bob 1", bob)
      yield* enter("bob 2", bob)
      assert.deepStrictEqual(yield* admitted, ["ann 1", "bob 1"])
      yield* first.leave
      assert.deepStrictEqual(yield* admitted, ["ann 1", "bob 1", "ann 2"])
    }).pipe(Effect.provide(Admission.layer({ perNode: 2, perTenant: 1 })))
  )

  it.effect("admits a higher priority first, until a lower one has waited long enough", () =>
    Effect.gen(function* () {
      const { admitted, enter } = yield* queueing
      const running = yield* enter("running", request("Voice"))
      const low = yield* enter("low", request("Voice", { priority: 2 }))
      const high = yield* enter("high", request("Voice", { priority: 4 }))
      yield* TestClock.adjust("20 seconds")
      yield* enter("late", request("Voice", { priority: 4 }))
      yield* running.leave
      assert.deepStrictEqual(yield* admitted, ["running", "high"])
      yield* high.leave
      assert.deepStrictEqual(yield* admitted, ["running", "high", "low"])
      yield* low.leave
      assert.deepStrictEqual(yield* admitted, ["running", "high", "low", "late"])
    }).pipe(Effect.provide(Admission.layer({ perNode: 1 })))
  )

  it.effect("removes an interrupted task from the queue, although its scope stays open", () =>
    Effect.gen(function* () {
      const { admission, admitted, enter } = yield* queueing
      const one = yield* enter("one", request("Voice"))
      const impatient = yield* enter("impatient", request("Voice"))
      yield* enter("patient", request("Voice"))
      yield* Fiber.interrupt(impatient.fiber)
      assert.deepStrictEqual(yield* admission.load, new Map([["Voice", busy(1, 1)]]))
      yield* one.leave
      assert.deepStrictEqual(yield* admitted, ["one", "patient"])
      yield* impatient.leave
      assert.deepStrictEqual(yield* admission.load, new Map([["Voice", busy(1, 0)]]))
    }).pipe(Effect.provide(Admission.layer({ perNode: 1 })))
  )

  it.effect.prop(
    "never exceeds a limit and loses no slot, whichever tasks give up",
    [Visitors],
    ([visitors]) =>
      Effect.gen(function* () {
        const admission = yield* Admission
        const inside = yield* Ref.make(0)
        const gate = yield* Latch.make()
        const limits = { Voice: 1, Script: 3 }
        const visit = ({ patience, stays, ...who }: typeof Visitor.Type) =>
          Effect.gen(function* () {
            yield* admission.admit(request(who.agent, { ...who, concurrency: limits[who.agent] }))
            const count = yield* Ref.updateAndGet(inside, (n) => n + 1)
            assert.isAtMost(count, 2)
            yield* Effect.sleep(`${stays} seconds`).pipe(
              Effect.ensuring(Ref.update(inside, (n) => n - 1))
            )
          }).pipe(Effect.scoped, Effect.timeoutOption(`${patience} seconds`))
        const all = yield* Effect.forEach(visitors, (visitor) =>
          Effect.forkChild(Effect.andThen(Latch.await(gate), visit(visitor)))
        )
        yield* Effect.yieldNow
        yield* Latch.open(gate)
        yield* TestClock.adjust("10 seconds")
        yield* Fiber.joinAll(all)
        assert.deepStrictEqual(yield* admission.load, new Map())
      }).pipe(Effect.provide(Admission.layer({ perNode: 2 }), { local: true }))
  )
})
