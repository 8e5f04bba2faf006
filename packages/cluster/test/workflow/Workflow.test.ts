import { assert, describe, it } from "@effect/vitest"
import { Cron, DateTime, Effect, Fiber, Layer, Schema } from "effect"
import { TestClock } from "effect/testing"
import * as Agent from "../../src/agent/Agent.ts"
import * as TestKit from "../../src/agent/TestKit.ts"
import { AgentCrashed } from "../../src/agent/TaskFailure.ts"
import type { TaskDispatcher } from "../../src/agent/TaskDispatcher.ts"
import type { WorkflowClient } from "../../src/workflow/WorkflowClient.ts"
import type { WorkflowRun } from "../../src/workflow/WorkflowRun.ts"
import type { WorkflowEngine } from "effect/workflow"
import * as Signal from "../../src/workflow/Signal.ts"
import * as Timer from "../../src/workflow/Timer.ts"
import * as Workflow from "../../src/workflow/Workflow.ts"
import {
  WorkflowCancelled,
  WorkflowCrashed,
  WorkflowNotFound
} from "../../src/workflow/WorkflowFailure.ts"
import * as WorkflowSchedule from "../../src/workflow/WorkflowSchedule.ts"

const supervision = { deadline: "2 hours", restarts: { times: 0, within: "1 minute" } } as const

/** Answers with its input after as many seconds; crashes on a negative number. */
const Waiter = Agent.make({
  name: "Waiter",
  version: 1,
  description: "Waits",
  input: Schema.Int,
  success: Schema.Int,
  error: Schema.Never,
  supervision
})(
  Effect.succeed(
    Effect.fnUntraced(function* (seconds) {
      if (seconds < 0) return yield* Effect.die("negative")
      yield* Effect.sleep(seconds * 1000)
      return seconds
    })
  )
)

class Unpayable extends Schema.TaggedError<Unpayable>()("Unpayable", { amount: Schema.Int }) {}

const definition = {
  version: 1,
  input: Schema.Struct({ id: Schema.String, seconds: Schema.Int }),
  success: Schema.Struct({ paid: Schema.Int }),
  error: Unpayable,
  workflowId: ({ id }: { readonly id: string }) => id,
  trigger: "test",
  priority: 5
}
const Payment = Workflow.make({ ...definition, name: "Payment" })
const Parent = Workflow.make({ ...definition, name: "Parent" })

const Approval = Signal.make({ name: "approval", value: Schema.Boolean })

type Run<R = never> = (input: {
  readonly id: string
  readonly seconds: number
}) => Effect.Effect<
  { readonly paid: number },
  Workflow.RunError<Unpayable>,
  | R
  | TaskDispatcher
  | WorkflowClient
  | WorkflowEngine.WorkflowEngine
  | WorkflowEngine.WorkflowInstance
  | WorkflowRun
>

const pay = Effect.fnUntraced(function* ({ seconds }: { readonly seconds: number }) {
  if (seconds === 13) return yield* new Unpayable({ amount: seconds })
  return { paid: yield* Waiter.ask("wait", seconds) }
})

const hosting = (...layers: ReadonlyArray<Layer.Layer<never, never, HostServices>>) =>
  Effect.provide(
    layers
      .reduce((all, one) => Layer.merge(all, one), Waiter.layer)
      .pipe(Layer.provideMerge(TestKit.layer)),
    { local: true }
  )
type HostServices = Layer.Success<typeof TestKit.layer>

/** The statuses of a run in the ledger, each once, in order. */
const statuses = (workflowId: string) =>
  Effect.map(TestKit.Recorded, ({ entries }) => [
    ...new Set(
      entries.flatMap((entry) =>
        entry._tag === "Workflow" && entry.workflowId === workflowId ? [entry.status] : []
      )
    )
  ])

describe("the result of a run", () => {
  it.effect("is what the run returns, for everybody who joins it or knows its id", () =>
    Effect.gen(function* () {
      const id = yield* Payment.start({ id: "one", seconds: 5 })
      assert.strictEqual(id, "one")
      const results = yield* TestKit.runToEnd(
        Effect.all(
          [Payment.result(id), Payment.execute({ id, seconds: 5 }), Payment.json.result(id)],
          { concurrency: "unbounded" }
        )
      )
      assert.deepStrictEqual(results, [{ paid: 5 }, { paid: 5 }, { paid: 5 }])
      assert.deepStrictEqual(yield* Payment.result(id), { paid: 5 })
      assert.deepStrictEqual(yield* statuses(id), ["PENDING", "IN_PROGRESS", "COMPLETED"])
    }).pipe(hosting(Payment.layer(pay)))
  )

  it.effect("is the workflow's own error, or that of a task", () =>
    Effect.gen(function* () {
      const own = yield* Effect.flip(Payment.execute({ id: "own", seconds: 13 }))
      assert.deepStrictEqual(own, new Unpayable({ amount: 13 }))
      const task = yield* TestKit.runToEnd(
        Effect.flip(Payment.execute({ id: "task", seconds: -1 }))
      )
      assert.instanceOf(task, AgentCrashed)
      assert.deepStrictEqual(yield* statuses("task"), ["PENDING", "IN_PROGRESS", "FAILED"])
    }).pipe(hosting(Payment.layer(pay)))
  )

  it.effect("is a crash when the run dies, or asks a step for two things", () => {
    const conflicting: Run = Effect.fnUntraced(function* () {
      yield* Waiter.ask("same", 0)
      return { paid: yield* Waiter.ask("same", 1) }
    })
    return Effect.gen(function* () {
      const crash = yield* TestKit.runToEnd(Effect.flip(Payment.execute({ id: "one", seconds: 1 })))
      assert.instanceOf(crash, WorkflowCrashed)
      assert.include(crash.message, "one/same")
    }).pipe(hosting(Payment.layer(conflicting)))
  })

  it.effect("is not there for a run that was never started", () =>
    Effect.gen(function* () {
      const missing = yield* Effect.flip(Payment.result("nobody"))
      assert.deepStrictEqual(
        missing,
        new WorkflowNotFound({ workflow: "Payment", workflowId: "nobody" })
      )
      assert.instanceOf(
        yield* Effect.flip(Approval.send({ workflow: Payment, workflowId: "nobody" }, true)),
        WorkflowNotFound
      )
      assert.isFalse(yield* TestKit.runToEnd(Payment.cancel("nobody", "test")))
    }).pipe(hosting(Payment.layer(pay)))
  )

  it.effect("can be started as JSON, which is decoded", () =>
    Effect.gen(function* () {
      const refused = yield* Effect.flip(Payment.json.start({ id: "one", seconds: "many" }))
      assert.include(refused.message, "seconds")
      const id = yield* Payment.json.start({ id: "one", seconds: 0 })
      assert.deepStrictEqual(yield* TestKit.runToEnd(Payment.result(id)), { paid: 0 })
    }).pipe(hosting(Payment.layer(pay)))
  )
})

describe("a signal", () => {
  const approved: Run = Effect.fnUntraced(function* () {
    return { paid: (yield* Approval.await()) ? 1 : 0 }
  })

  it.effect("wakes the run that waits for it, and the first value counts", () =>
    Effect.gen(function* () {
      const workflowId = yield* Payment.start({ id: "one", seconds: 0 })
      // Long enough for the run to be suspended and to leave memory.
      yield* TestKit.runToEnd(Effect.sleep("5 minutes"))
      yield* Approval.send({ workflow: Payment, workflowId }, true)
      yield* Approval.send({ workflow: Payment, workflowId }, false)
      assert.deepStrictEqual(yield* TestKit.runToEnd(Payment.result(workflowId)), { paid: 1 })
    }).pipe(hosting(Payment.layer(approved)))
  )

  it.effect("may come before the run waits for it", () => {
    const later: Run = Effect.fnUntraced(function* (input) {
      yield* Waiter.ask("before", input.seconds)
      return yield* approved(input)
    })
    return Effect.gen(function* () {
      const workflowId = yield* Payment.start({ id: "one", seconds: 60 })
      yield* Approval.send({ workflow: Payment, workflowId }, true)
      assert.deepStrictEqual(yield* TestKit.runToEnd(Payment.result(workflowId)), { paid: 1 })
    }).pipe(hosting(Payment.layer(later)))
  })

  it.effect("of each key is a value of its own", () => {
    const twice: Run = Effect.fnUntraced(function* () {
      const [one, two] = [yield* Approval.await("one"), yield* Approval.await("two")]
      return { paid: Number(one) + 10 * Number(two) }
    })
    return Effect.gen(function* () {
      const workflowId = yield* Payment.start({ id: "one", seconds: 0 })
      yield* Approval.send({ workflow: Payment, workflowId }, true, "two")
      yield* TestKit.runToEnd(Effect.sleep("1 minute"))
      yield* Approval.send({ workflow: Payment, workflowId }, false, "one")
      assert.deepStrictEqual(yield* TestKit.runToEnd(Payment.result(workflowId)), { paid: 10 })
    }).pipe(hosting(Payment.layer(twice)))
  })

  it.effect("that never comes does not keep the answer of a task from the run", () => {
    const race: Run = ({ seconds }) =>
      Effect.race(
        Effect.map(Waiter.ask("wait", seconds), (paid) => ({ paid })),
        Effect.as(Approval.await(), { paid: -1 })
      )
    return Effect.gen(function* () {
      const paid = yield* TestKit.runToEnd(Payment.execute({ id: "one", seconds: 30 }))
      assert.deepStrictEqual(paid, { paid: 30 })
    }).pipe(hosting(Payment.layer(race)))
  })
})

describe("a timer", () => {
  it.effect("wakes its run after a day", () => {
    const patient: Run = Effect.fnUntraced(function* () {
      yield* Timer.sleep("rest", "24 hours")
      return { paid: 1 }
    })
    return Effect.gen(function* () {
      const id = yield* Payment.start({ id: "one", seconds: 0 })
      yield* TestKit.runToEnd(Effect.sleep("1 minute"))
      yield* TestClock.adjust("23 hours")
      assert.deepStrictEqual(yield* statuses(id), ["PENDING", "IN_PROGRESS"])
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(yield* TestKit.runToEnd(Payment.result(id)), { paid: 1 })
    }).pipe(hosting(Payment.layer(patient)))
  })
})

describe("a child", () => {
  it.effect("gives its result and its errors to its parent", () => {
    const delegating: Run = (input) => Payment.execute({ ...input, id: `${input.id}/child` })
    return Effect.gen(function* () {
      assert.deepStrictEqual(yield* TestKit.runToEnd(Parent.execute({ id: "good", seconds: 90 })), {
        paid: 90
      })
      assert.instanceOf(
        yield* TestKit.runToEnd(Effect.flip(Parent.execute({ id: "bad", seconds: 13 }))),
        Unpayable
      )
    }).pipe(hosting(Payment.layer(pay), Parent.layer(delegating)))
  })

  it.effect("is cancelled with its parent, and so is its task", () => {
    const delegating: Run = (input) => Payment.execute({ ...input, id: `${input.id}/child` })
    return Effect.gen(function* () {
      const id = yield* Parent.start({ id: "one", seconds: 3600 })
      yield* TestKit.runToEnd(Effect.sleep("1 minute"))
      assert.isTrue(yield* TestKit.runToEnd(Parent.cancel(id, "no longer wanted")))
      for (const result of [Parent.result(id), Payment.result("one/child")]) {
        const { _tag, message } = yield* Effect.flip(result)
        assert.deepStrictEqual(
          [_tag, message],
          ["WorkflowCancelled", "Cancelled: no longer wanted"]
        )
      }
      const { events } = yield* TestKit.Recorded
      assert.deepStrictEqual(yield* events("one/child/wait"), ["Attempted", "Cancelled"])
    }).pipe(hosting(Payment.layer(pay), Parent.layer(delegating)))
  })

  it.effect("that waits for a signal lets its parent sleep, and wakes it", () => {
    const asking: Run = Effect.fnUntraced(function* () {
      return { paid: (yield* Approval.await()) ? 1 : 0 }
    })
    const delegating: Run = (input) => Payment.execute({ ...input, id: `${input.id}/child` })
    return Effect.gen(function* () {
      const id = yield* Parent.start({ id: "one", seconds: 0 })
      yield* TestKit.runToEnd(Effect.sleep("5 minutes"))
      yield* Approval.send({ workflow: Payment, workflowId: "one/child" }, true)
      assert.deepStrictEqual(yield* TestKit.runToEnd(Parent.result(id)), { paid: 1 })
    }).pipe(hosting(Payment.layer(asking), Parent.layer(delegating)))
  })

  it.effect("of a task does not suspend the run that requested the task", () => {
    const executor = Agent.make({
      name: "Executor",
      version: 1,
      description: "Executes a workflow",
      input: Schema.Struct({ id: Schema.String, seconds: Schema.Int }),
      success: Schema.Int,
      error: Schema.Never,
      supervision
    })(
      Effect.succeed((input) =>
        Payment.execute(input).pipe(
          Effect.map(({ paid }) => paid),
          Effect.orDie
        )
      )
    )
    const asking: Run = Effect.fnUntraced(function* () {
      return { paid: (yield* Approval.await()) ? 1 : 0 }
    })
    const requesting: Run = Effect.fnUntraced(function* (input) {
      return { paid: yield* executor.ask("execute", { ...input, id: `${input.id}/child` }) }
    })
    return Effect.gen(function* () {
      const id = yield* Parent.start({ id: "one", seconds: 0 })
      yield* TestKit.runToEnd(Effect.sleep("5 minutes"))
      yield* Approval.send({ workflow: Payment, workflowId: "one/child" }, true)
      assert.deepStrictEqual(yield* TestKit.runToEnd(Parent.result(id)), { paid: 1 })
    }).pipe(hosting(Payment.layer(asking), Parent.layer(requesting), executor.layer))
  })
})

describe("a cancelled run", () => {
  it.effect("fails for those who await it, and is cancelled while it is suspended", () => {
    const asking: Run = Effect.fnUntraced(function* () {
      return { paid: (yield* Approval.await()) ? 1 : 0 }
    })
    return Effect.gen(function* () {
      const paying = yield* Effect.forkChild(
        Effect.flip(Payment.execute({ id: "one", seconds: 0 })),
        { startImmediately: true }
      )
      yield* TestKit.runToEnd(Effect.sleep("5 minutes"))
      assert.isTrue(yield* TestKit.runToEnd(Payment.cancel("one", "too late")))
      assert.deepStrictEqual(
        yield* TestKit.runToEnd(Fiber.join(paying)),
        new WorkflowCancelled({ workflow: "Payment", workflowId: "one", reason: "too late" })
      )
      yield* TestClock.adjust("1 second")
      assert.isFalse(yield* Payment.cancel("one", "again"))
      yield* Approval.send({ workflow: Payment, workflowId: "one" }, true)
      assert.strictEqual((yield* Effect.flip(Payment.result("one")))._tag, "WorkflowCancelled")
    }).pipe(hosting(Payment.layer(asking)))
  })

  it.effect("interrupts the tasks of every role, and refuses those that come later", () => {
    const hosted = { name: "Elsewhere", role: "voice" } as const
    const elsewhere = Agent.make({
      ...hosted,
      version: 1,
      description: "Waits on a node of another role",
      input: Schema.Null,
      success: Schema.Null,
      error: Schema.Never,
      supervision
    })(Effect.succeed(() => Effect.never))
    const both: Run = () =>
      Effect.as(
        Effect.all([elsewhere.ask("far", null), Waiter.ask("near", 3600)], {
          concurrency: "unbounded"
        }),
        { paid: 0 }
      )
    return Effect.gen(function* () {
      const id = yield* Payment.start({ id: "one", seconds: 0 })
      yield* TestKit.runToEnd(Effect.sleep("1 minute"))
      assert.isTrue(yield* TestKit.runToEnd(Payment.cancel(id, "enough")))
      const { events } = yield* TestKit.Recorded
      for (const task of ["one/far", "one/near"]) {
        assert.deepStrictEqual(yield* events(task), ["Attempted", "Cancelled"])
      }
    }).pipe(
      Effect.provide(
        Layer.mergeAll(Payment.layer(both), Waiter.layer, elsewhere.layer).pipe(
          Layer.provideMerge(TestKit.layerWith({ roles: ["default", "voice"] }))
        ),
        { local: true }
      )
    )
  })
})

describe("a schedule", () => {
  it.effect("starts a run at each of its times", () => {
    const hourly = WorkflowSchedule.layer(Payment, {
      cron: Cron.parseUnsafe("0 * * * *"),
      input: (scheduledAt) => ({ id: DateTime.formatIso(scheduledAt), seconds: 0 })
    })
    return Effect.gen(function* () {
      yield* TestKit.runToEnd(Effect.sleep("150 minutes"), { most: "3 hours" })
      for (const id of ["1970-01-01T01:00:00.000Z", "1970-01-01T02:00:00.000Z"]) {
        assert.deepStrictEqual(yield* Payment.result(id), { paid: 0 })
      }
      assert.instanceOf(
        yield* Effect.flip(Payment.result("1970-01-01T03:00:00.000Z")),
        WorkflowNotFound
      )
    }).pipe(hosting(Payment.layer(pay), hourly))
  })
})
