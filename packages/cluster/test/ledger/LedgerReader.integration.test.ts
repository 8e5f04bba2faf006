import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"
import { Task, type TaskStatus } from "../../src/agent/Task.ts"
import type { Execution } from "../../src/ledger/Execution.ts"
import { Ledger } from "../../src/ledger/Ledger.ts"
import { type TaskEntry, taskEntry, type WorkflowEntry } from "../../src/ledger/LedgerEntry.ts"
import { LedgerReader } from "../../src/ledger/LedgerReader.ts"
import { eventually } from "../harness/Eventually.ts"
import * as TestDatabase from "../harness/TestDatabase.ts"

const TestLayer = Layer.provideMerge(
  Layer.merge(Ledger.layer, LedgerReader.layer),
  TestDatabase.layer()
)

const workflow = (id: string, status: TaskStatus, more: Partial<WorkflowEntry> = {}) =>
  ({
    _tag: "Workflow",
    workflowId: id,
    name: "Bake",
    trigger: "test",
    version: 1,
    status,
    ...more
  }) as const

const task = (workflowId: string, order: number) =>
  new Task({
    id: `${workflowId}/step-${order}`,
    workflowId,
    agent: "Baker",
    version: 3,
    order,
    correlationId: workflowId,
    priority: 5,
    tenant: "",
    deadline: Number.MAX_SAFE_INTEGER,
    input: { flour: "rye" }
  })

/** An execution with so many retries. */
const execution = (retries: number, more: Partial<Execution> = {}): Execution => ({
  beganAt: 1,
  retries,
  cost: 0,
  attempts: [],
  events: [],
  ...more
})

/** Records entries one after another, and waits until the last one is stored. */
const record = Effect.fnUntraced(function* (...entries: ReadonlyArray<WorkflowEntry | TaskEntry>) {
  const ledger = yield* Ledger
  yield* Effect.forEach(entries, ledger.recordAndFlush)
})

layer(TestLayer, { excludeTestServices: true })("a reader of the ledger", (it) => {
  it.effect("finds a workflow with a tally of its tasks", () =>
    Effect.gen(function* () {
      const reader = yield* LedgerReader
      yield* record(
        workflow("bread", "PENDING", { sessionId: "me", context: { loaves: 2 } }),
        taskEntry(task("bread", 0), "COMPLETED", { execution: execution(0, { cost: 0.5 }) }),
        taskEntry(task("bread", 1), "FAILED", { execution: execution(1, { cost: 0.25 }) }),
        workflow("bread", "FAILED", { error: "burnt" })
      )
      const found = yield* eventually(
        Effect.tap(Effect.flatMap(reader.workflow("bread"), Effect.fromOption), ({ status }) =>
          Effect.sync(() => assert.strictEqual(status, "FAILED"))
        )
      )
      const { completedAt, createdAt, updatedAt, ...rest } = found
      assert.deepStrictEqual(
        { ...rest },
        {
          id: "bread",
          name: "Bake",
          version: 1,
          status: "FAILED",
          sessionId: "me",
          parentWorkflowId: null,
          trigger: "test",
          context: { loaves: 2 },
          error: "burnt",
          tasks: 2,
          failedTasks: 1,
          cost: 0.75
        }
      )
      assert.isTrue(createdAt <= updatedAt && updatedAt === completedAt)
    })
  )

  it.effect("finds the tasks of a workflow in the order in which they were requested", () =>
    Effect.gen(function* () {
      const reader = yield* LedgerReader
      const events = [{ at: 5, _tag: "Attempted", route: "Baker", attempt: 1 }]
      yield* record(
        workflow("cake", "IN_PROGRESS"),
        taskEntry(task("cake", 0), "DISPATCHED", { input: { flour: "rye" } }),
        taskEntry(task("cake", 1), "DISPATCHED"),
        taskEntry(task("cake", 0), "IN_PROGRESS", { execution: execution(0, { events }) }),
        taskEntry(task("cake", 0), "FAILED", {
          execution: execution(1, { events }),
          error: { _tag: "Burnt" }
        })
      )
      const [first, second] = yield* eventually(
        Effect.tap(reader.tasks("cake"), ([one]) =>
          Effect.sync(() => assert.strictEqual(one?.status, "FAILED"))
        )
      )
      assert.deepInclude(first, {
        id: "cake/step-0",
        agent: "Baker",
        version: 3,
        retries: 1,
        input: { flour: "rye" },
        output: null,
        error: { _tag: "Burnt" },
        events
      })
      assert.isNumber(first?.completedAt)
      assert.deepInclude(second, { id: "cake/step-1", status: "DISPATCHED", startedAt: null })
      assert.deepStrictEqual(
        Option.map(yield* reader.task("cake/step-1"), ({ order }) => order),
        Option.some(1)
      )
    })
  )

  it.effect("lists workflows newest first, by status and up to a limit", () =>
    Effect.gen(function* () {
      const reader = yield* LedgerReader
      const sql = yield* SqlClient.SqlClient
      for (const [n, status] of (["PENDING", "PENDING", "COMPLETED"] as const).entries()) {
        yield* record(workflow(`pie-${n}`, status))
        yield* eventually(Effect.flatMap(reader.workflow(`pie-${n}`), Effect.fromOption))
        yield* sql`
          UPDATE aethercast_workflow_instances SET created_at = now() + ${n + 1} * interval '1 day'
          WHERE workflow_id = ${`pie-${n}`}
        `
      }
      const ids = (filter: Parameters<typeof reader.workflows>[0]) =>
        Effect.map(reader.workflows(filter), (all) => all.map(({ id }) => id))
      assert.deepStrictEqual(yield* ids({ limit: 2 }), ["pie-2", "pie-1"])
      assert.deepStrictEqual(yield* ids({ limit: 2, status: "PENDING" }), ["pie-1", "pie-0"])
    })
  )

  it.effect("knows the versions of a workflow that have run", () =>
    Effect.gen(function* () {
      const reader = yield* LedgerReader
      yield* record(
        workflow("tart-0", "PENDING", { name: "Tart", version: 4 }),
        workflow("tart-1", "PENDING", { name: "Tart", version: 2 }),
        workflow("tart-2", "PENDING", { name: "Tart", version: 4 })
      )
      yield* eventually(
        Effect.map(reader.versionsRun("Tart"), (versions) =>
          assert.deepStrictEqual(versions, [2, 4])
        )
      )
    })
  )

  it.effect("finds nothing by an id that Postgres could not store", () =>
    Effect.gen(function* () {
      const reader = yield* LedgerReader
      assert.isTrue(Option.isNone(yield* reader.workflow("\u0000")))
      assert.isTrue(Option.isNone(yield* reader.task("\ud800")))
      assert.deepStrictEqual(yield* reader.tasks("\u0000"), [])
    })
  )
})
