import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Layer, Schema } from "effect"
import * as Agent from "../../src/agent/Agent.ts"
import * as TestKit from "../../src/agent/TestKit.ts"
import * as Dependency from "../../src/supervision/Dependency.ts"
import type { Supervision } from "../../src/supervision/Supervision.ts"

class Busy extends Schema.TaggedError<Busy>()("Busy", {}) {}

const supervision = {
  deadline: "10 minutes",
  restarts: { times: 2, within: "1 minute" }
} as const

/** An agent whose tasks take a second, and when each of them started and ended. */
const worker = (limits: Partial<Supervision<"Busy">>) => {
  const started: Array<string> = []
  const seconds: Array<number> = []
  const running = { now: 0, most: 0 }
  const agent = Agent.make({
    name: "Worker",
    version: 1,
    description: "Works for a second",
    input: Schema.String,
    success: Schema.Void,
    error: Busy,
    supervision: { ...supervision, ...limits }
  })(
    Effect.succeed(
      Effect.fnUntraced(function* (name) {
        started.push(name)
        seconds.push((yield* Clock.currentTimeMillis) / 1000)
        running.now += 1
        running.most = Math.max(running.most, running.now)
        yield* Effect.sleep("1 second").pipe(
          Effect.ensuring(Effect.sync(() => void (running.now -= 1)))
        )
      })
    )
  )
  return { agent, running, seconds, started }
}

/** Requests tasks at the same time, each in a workflow of its own. */
const ask = (
  agent: ReturnType<typeof worker>["agent"],
  tasks: ReadonlyArray<{
    readonly name: string
    readonly tenant?: string
    readonly priority?: number
  }>
) =>
  TestKit.runToEnd(
    Effect.forEach(
      tasks,
      ({ name, ...run }) => agent.ask("work", name).pipe(TestKit.inRun(name, run)),
      { concurrency: "unbounded", discard: true }
    )
  )

const tasksOf = (tenant: string, count: number) =>
  Array.from({ length: count }, (_, n) => ({ name: `${tenant}-${n + 1}`, tenant }))

const hosting = (
  { agent }: ReturnType<typeof worker>,
  options: Parameters<typeof TestKit.layerWith>[0] = {}
) => Effect.provide(Layer.provideMerge(agent.layer, TestKit.layerWith(options)), { local: true })

describe("the limits of an agent", () => {
  it.effect("run at most as many of its tasks on a node as its concurrency", () => {
    const work = worker({ concurrency: 2 })
    return Effect.gen(function* () {
      yield* ask(work.agent, tasksOf("ann", 7))
      assert.strictEqual(work.running.most, 2)
      assert.strictEqual(work.started.length, 7)
    }).pipe(hosting(work))
  })

  it.effect("serve waiting tasks by priority, and fairly between tenants", () => {
    const work = worker({ concurrency: 1 })
    return Effect.gen(function* () {
      yield* ask(work.agent, [
        ...tasksOf("ann", 4),
        ...tasksOf("bob", 2),
        { name: "urgent", tenant: "ann", priority: 9 }
      ])
      assert.deepStrictEqual(work.started, [
        "ann-1",
        "urgent",
        "bob-1",
        "ann-2",
        "bob-2",
        "ann-3",
        "ann-4"
      ])
    }).pipe(hosting(work))
  })

  it.effect("run at most as many tasks of a tenant, and of all, as the node allows", () => {
    const work = worker({})
    return Effect.gen(function* () {
      yield* ask(work.agent, [...tasksOf("ann", 4), ...tasksOf("bob", 1), ...tasksOf("cyd", 1)])
      assert.strictEqual(work.running.most, 2)
      assert.deepStrictEqual(work.started.slice(0, 2), ["ann-1", "bob-1"])
    }).pipe(hosting(work, { limits: { perNode: 2, perTenant: 1 } }))
  })

  it.effect("start its attempts at the rate of a dependency", () => {
    const voice = Dependency.make("voice", { rate: { limit: 2, window: "20 seconds" } })
    const work = worker({ circuits: [{ dependency: voice, on: [] }] })
    return Effect.gen(function* () {
      yield* ask(work.agent, tasksOf("ann", 5))
      const [first = 0] = work.seconds
      assert.deepStrictEqual(
        work.seconds.map((second) => Math.round(second - first)),
        [0, 0, 10, 20, 30]
      )
    }).pipe(hosting(work))
  })

  it.effect("run at most as many calls of a dependency on a node as its concurrency", () => {
    const voice = Dependency.make("voice", { concurrency: 3 })
    const work = worker({ circuits: [{ dependency: voice, on: [] }] })
    return Effect.gen(function* () {
      yield* ask(work.agent, tasksOf("ann", 8))
      assert.strictEqual(work.running.most, 3)
    }).pipe(hosting(work))
  })
})

/** Charges for each attempt, and answers at one of them. */
const Charging = Agent.make({
  name: "Charging",
  version: 1,
  description: "Costs something",
  input: Schema.Struct({ answersAt: Schema.Int, charges: Schema.Literals([1, 2, "infinite"]) }),
  success: Schema.Int,
  error: Busy,
  supervision: {
    ...supervision,
    retry: { on: ["Busy"], times: 2, base: "100 millis", cap: "1 second" }
  }
})(
  Effect.sync(() => {
    let attempts = 0
    return Effect.fnUntraced(function* ({ answersAt, charges }, { charge }) {
      attempts += 1
      yield* charge(charges === "infinite" ? Infinity : charges)
      yield* charge(0.5)
      return attempts < answersAt ? yield* new Busy() : attempts
    })
  })
)

/** The cost of a task, as the agent's node records its end. */
const costOf = Effect.fnUntraced(function* (id: string) {
  const { entries } = yield* TestKit.Recorded
  return entries.flatMap((entry) =>
    entry._tag === "Task" && entry.task.id === id && entry.execution !== undefined
      ? [[entry.status, entry.execution.cost] as const]
      : []
  )
})

describe("the cost of a task", () => {
  const kit = Effect.provide(Layer.provideMerge(Charging.layer, TestKit.layer), { local: true })

  it.effect("is in the ledger, of all attempts that led to the answer", () =>
    Effect.gen(function* () {
      const answer = yield* TestKit.runToEnd(Charging.ask("pay", { answersAt: 3, charges: 2 }))
      assert.strictEqual(answer, 3)
      assert.deepStrictEqual((yield* costOf("run/pay")).at(-1), ["COMPLETED", 7.5])
    }).pipe(TestKit.inRun("run"), kit)
  )

  it.effect("is in the ledger of a task that failed, too", () =>
    Effect.gen(function* () {
      yield* TestKit.runToEnd(Effect.flip(Charging.ask("pay", { answersAt: 9, charges: 1 })))
      assert.deepStrictEqual((yield* costOf("run/pay")).at(-1), ["FAILED", 4.5])
    }).pipe(TestKit.inRun("run"), kit)
  )

  it.effect("is finite: an agent that charges anything else crashes", () =>
    Effect.gen(function* () {
      const failure = yield* TestKit.runToEnd(
        Effect.flip(Charging.ask("pay", { answersAt: 1, charges: "infinite" }))
      )
      assert(failure._tag === "AgentCrashed")
      assert.include(failure.crash, "finite")
    }).pipe(TestKit.inRun("run"), kit)
  )
})
