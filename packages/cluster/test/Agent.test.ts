import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Ref, Schema } from "effect"
import { TestRunner } from "effect/cluster"
import * as Agent from "../src/Agent.ts"
import { type Entry, Ledger } from "../src/Ledger.ts"
import { WorkflowRun } from "../src/WorkflowRun.ts"

class Busy extends Schema.TaggedError<Busy>()("Busy", {}) {}
class Wrong extends Schema.TaggedError<Wrong>()("Wrong", { why: Schema.String }) {}

/** What happened in the test's agents, over all their activations. */
class Happened extends Schema.Class<Happened>("Happened")({
  activations: Schema.Int,
  turns: Schema.Int
}) {}

const log = new Map<string, Happened>()
const count = (name: string, what: "activations" | "turns") =>
  Effect.sync(() => {
    const known = log.get(name) ?? new Happened({ activations: 0, turns: 0 })
    const next = new Happened({ ...known, [what]: known[what] + 1 })
    log.set(name, next)
    return next
  })

const definition = {
  version: 1,
  description: "A test's agent",
  input: Schema.Struct({ crashes: Schema.Int, busy: Schema.Int }),
  success: Schema.Struct({ heard: Schema.Int, turns: Schema.Int }),
  error: Schema.Union([Busy, Wrong]),
  supervision: {
    deadline: "5 seconds",
    restarts: 2,
    retry: { on: ["Busy"], times: 3, base: "1 millis", cap: "4 millis" }
  }
} as const

const Fragile = Agent.make({ ...definition, name: "Fragile" })(
  Effect.gen(function* () {
    yield* count("Fragile", "activations")
    const heard = yield* Ref.make(0)
    return Effect.fn("Fragile.turn")(function* (input, { emit }) {
      const { turns } = yield* count("Fragile", "turns")
      const mine = yield* Ref.updateAndGet(heard, (n) => n + 1)
      yield* emit(Uint8Array.of(1))
      if (turns <= input.crashes) return yield* Effect.die("wobble")
      if (turns <= input.busy) return yield* new Busy()
      if (input.busy < 0) return yield* new Wrong({ why: "negative" })
      yield* emit(Uint8Array.of(2))
      return { heard: mine, turns }
    })
  })
)

const entries: Array<Entry> = []
const TestLayer = Fragile.layer.pipe(
  Layer.provideMerge(TestRunner.layer),
  Layer.provideMerge(Ledger.layerMemory(entries))
)

const inRun = (id: string) =>
  Effect.provideServiceEffect(
    WorkflowRun,
    WorkflowRun.make({ workflowId: `test:${id}`, place: id, priority: 5 })
  )

const fresh = Effect.sync(() => {
  log.clear()
  entries.length = 0
})

layer(TestLayer, { excludeTestServices: true })("an agent", (it) => {
  it.effect("answers a task that is asked twice once", () =>
    Effect.gen(function* () {
      yield* fresh
      const ask = Fragile.ask("step", { crashes: 0, busy: 0 })
      const first = yield* ask
      assert.deepStrictEqual(first, { heard: 1, turns: 1 })
      assert.deepStrictEqual(yield* ask, first)
    }).pipe(inRun("twice"))
  )

  it.effect("restarts with fresh state after a crash and answers the same task", () =>
    Effect.gen(function* () {
      yield* fresh
      const answer = yield* Fragile.ask("step", { crashes: 2, busy: 0 })
      assert.deepStrictEqual(answer, { heard: 1, turns: 3 })
      assert.strictEqual(log.get("Fragile")?.activations, 3)
    }).pipe(inRun("crash"))
  )

  it.effect("that crashes more often than allowed fails the task with a type", () =>
    Effect.gen(function* () {
      yield* fresh
      const error = yield* Effect.flip(Fragile.ask("step", { crashes: 100, busy: 0 }))
      assert.strictEqual(error._tag, "AgentCrashed")
      assert.strictEqual(log.get("Fragile")?.turns, 3)
    }).pipe(inRun("poison"))
  )

  it.effect("tries a passing error again, and no other", () =>
    Effect.gen(function* () {
      yield* fresh
      const answer = yield* Fragile.ask("busy", { crashes: 0, busy: 2 })
      assert.strictEqual(answer.turns, 3)
      const error = yield* Effect.flip(Fragile.ask("wrong", { crashes: 0, busy: -1 }))
      assert.deepStrictEqual(error, new Wrong({ why: "negative" }))
      assert.strictEqual(log.get("Fragile")?.turns, 4)
      const done = entries.flatMap((entry) =>
        entry._tag === "Task" && (entry.status === "COMPLETED" || entry.status === "FAILED")
          ? [[entry.taskId, entry.status, entry.retries]]
          : []
      )
      // The agent tells how it ended, and so does who asked.
      assert.deepStrictEqual(done, [
        ["test:retry/busy", "COMPLETED", 2],
        ["test:retry/busy", "COMPLETED", 0],
        ["test:retry/wrong", "FAILED", 0],
        ["test:retry/wrong", "FAILED", 0]
      ])
    }).pipe(inRun("retry"))
  )

  it.effect("tells a follower everything it yields once, retries notwithstanding", () =>
    Effect.gen(function* () {
      yield* fresh
      const heard: Array<number> = []
      yield* Fragile.askFollowing("step", { crashes: 0, busy: 2 }, ({ bytes }) =>
        Effect.sync(() => heard.push(...bytes))
      )
      assert.deepStrictEqual(heard, [1, 2])
    }).pipe(inRun("follow"))
  )
})
