import { assert, layer } from "@effect/vitest"
import { Clock, Effect, Exit, Layer, Random, Schema, Scope } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { DeadLetter } from "../../src/supervision/DeadLetter.ts"
import { DeadLetters } from "../../src/supervision/DeadLetters.ts"
import type { Execution } from "../../src/ledger/Execution.ts"
import { Ledger } from "../../src/ledger/Ledger.ts"
import { type TaskEntry, taskEntry, type WorkflowEntry } from "../../src/ledger/LedgerEntry.ts"
import { Task, type TaskStatus } from "../../src/agent/Task.ts"
import * as TestDatabase from "../harness/TestDatabase.ts"
import { eventually } from "../harness/Eventually.ts"

const TestLayer = Layer.provideMerge(
  Layer.merge(Ledger.layer, DeadLetters.layer),
  TestDatabase.layer()
)

const task = (id: string, order = 0) =>
  new Task({
    id: `test:${id}/step-${order}`,
    workflowId: `test:${id}`,
    agent: "Fragile",
    version: 3,
    order,
    correlationId: `test:${id}`,
    priority: 5,
    tenant: "",
    deadline: Number.MAX_SAFE_INTEGER,
    input: { words: "tides" }
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

const workflow = (
  id: string,
  status: TaskStatus,
  details: Partial<WorkflowEntry> = {}
): WorkflowEntry => ({
  _tag: "Workflow",
  workflowId: `test:${id}`,
  name: "Episode",
  trigger: "listen",
  version: 1,
  status,
  ...details
})

const record = (...entries: ReadonlyArray<WorkflowEntry | TaskEntry>) =>
  Effect.flatMap(Ledger, (ledger) => Effect.forEach(entries, ledger.record, { discard: true }))

const WorkflowRow = Schema.Struct({
  workflow_name: Schema.String,
  session_id: Schema.NullOr(Schema.String),
  trigger_event_type: Schema.String,
  version: Schema.Int,
  status: Schema.String,
  context_data: Schema.Json,
  error_message: Schema.NullOr(Schema.String),
  in_order: Schema.NullOr(Schema.Boolean)
})
const workflowRow = Effect.fnUntraced(function* (id: string) {
  const sql = yield* SqlClient.SqlClient
  return yield* SqlSchema.findOne({
    Request: Schema.String,
    Result: WorkflowRow,
    execute: (workflowId) => sql`
      SELECT *, created_at <= updated_at AND updated_at <= completed_at AS in_order
      FROM aethercast_workflow_instances WHERE workflow_id = ${workflowId}
    `
  })(`test:${id}`)
})

const TaskRow = Schema.Struct({
  agent_name: Schema.String,
  agent_version: Schema.Int,
  task_order: Schema.Int,
  status: Schema.String,
  input_params: Schema.Json,
  output_result_summary: Schema.Json,
  error_details: Schema.Json,
  retry_count: Schema.Int,
  correlation_id: Schema.String,
  priority: Schema.Int,
  in_order: Schema.NullOr(Schema.Boolean)
})
const taskRows = Effect.fnUntraced(function* (id: string) {
  const sql = yield* SqlClient.SqlClient
  return yield* SqlSchema.findNonEmpty({
    Request: Schema.String,
    Result: TaskRow,
    execute: (workflowId) => sql`
      SELECT *, created_at <= started_at AND started_at <= completed_at AS in_order
      FROM aethercast_task_instances WHERE workflow_id = ${workflowId} ORDER BY task_order
    `
  })(`test:${id}`)
})

/** Waits until what was recorded before is written: batches are written in order. */
const written = Effect.gen(function* () {
  const fence = `fence-${yield* Random.nextInt}`
  yield* Effect.flatMap(Ledger, (ledger) => ledger.recordAndFlush(workflow(fence, "PENDING")))
  yield* eventually(workflowRow(fence))
})

layer(TestLayer, { excludeTestServices: true })("the ledger", (it) => {
  it.effect("holds the whole history of a workflow and its tasks", () =>
    Effect.gen(function* () {
      const [good, bad] = [task("story", 0), task("story", 1)]
      yield* record(
        workflow("story", "PENDING", { context: { topic: "tides" }, sessionId: "someone" }),
        workflow("story", "IN_PROGRESS"),
        taskEntry(good, "DISPATCHED", { input: good.input }),
        taskEntry(good, "IN_PROGRESS")
      )
      yield* written
      yield* record(
        taskEntry(good, "COMPLETED", { execution: execution(2), output: { passages: 40 } }),
        taskEntry(bad, "DISPATCHED", { input: bad.input }),
        taskEntry(bad, "IN_PROGRESS"),
        taskEntry(bad, "FAILED", { execution: execution(1), error: { _tag: "Refused" } }),
        workflow("story", "FAILED", { error: "The sources cannot be reached." })
      )
      yield* written

      assert.deepStrictEqual(yield* workflowRow("story"), {
        workflow_name: "Episode",
        session_id: "someone",
        trigger_event_type: "listen",
        version: 1,
        status: "FAILED",
        context_data: { topic: "tides" },
        error_message: "The sources cannot be reached.",
        in_order: true
      })
      const common = {
        agent_name: "Fragile",
        agent_version: 3,
        input_params: { words: "tides" },
        correlation_id: "test:story",
        priority: 5,
        in_order: true
      }
      assert.deepStrictEqual(yield* taskRows("story"), [
        {
          ...common,
          task_order: 0,
          status: "COMPLETED",
          output_result_summary: { passages: 40 },
          error_details: null,
          retry_count: 2
        },
        {
          ...common,
          task_order: 1,
          status: "FAILED",
          output_result_summary: null,
          error_details: { _tag: "Refused" },
          retry_count: 1
        }
      ])
    })
  )

  it.effect("has a row for a workflow whose task was recorded first", () =>
    Effect.gen(function* () {
      yield* record(taskEntry(task("early"), "IN_PROGRESS"))
      yield* written
      assert.strictEqual((yield* workflowRow("early")).workflow_name, "unknown")
      yield* record(workflow("early", "IN_PROGRESS", { context: { topic: "tides" } }))
      yield* written
      const row = yield* workflowRow("early")
      assert.strictEqual(row.workflow_name, "Episode")
      assert.deepStrictEqual(row.context_data, { topic: "tides" })
      assert.strictEqual((yield* taskRows("early")).length, 1)
    })
  )

  it.effect("keeps an end, whatever is recorded afterwards", () =>
    Effect.gen(function* () {
      const again = [
        workflow("ended", "PENDING"),
        workflow("ended", "IN_PROGRESS"),
        taskEntry(task("ended"), "DISPATCHED"),
        taskEntry(task("ended"), "IN_PROGRESS")
      ]
      const end = [
        taskEntry(task("ended"), "COMPLETED", { execution: execution(3), output: 1 }),
        workflow("ended", "COMPLETED")
      ]
      // In one statement, and in a later one.
      yield* record(...again, ...end, ...again)
      yield* written
      yield* record(...again)
      yield* written
      assert.strictEqual((yield* workflowRow("ended")).status, "COMPLETED")
      const [row] = yield* taskRows("ended")
      assert.deepStrictEqual([row.status, row.retry_count], ["COMPLETED", 3])
      assert.isTrue(row.in_order)
    })
  )

  it.effect("never sets a status back", () =>
    Effect.gen(function* () {
      const asked = [workflow("back", "PENDING"), taskEntry(task("back"), "DISPATCHED")]
      yield* record(
        workflow("back", "IN_PROGRESS"),
        taskEntry(task("back"), "IN_PROGRESS", { execution: execution(2) }),
        ...asked
      )
      yield* written
      yield* record(...asked)
      yield* written
      assert.strictEqual((yield* workflowRow("back")).status, "IN_PROGRESS")
      const [row] = yield* taskRows("back")
      assert.deepStrictEqual([row.status, row.retry_count], ["IN_PROGRESS", 2])
    })
  )

  it.effect("settles the dead letter of a task that is answered after all", () =>
    Effect.gen(function* () {
      const letters = yield* DeadLetters
      const [saved, lost] = [task("letter", 0), task("letter", 1)]
      for (const one of [saved, lost]) {
        const diedAt = (yield* Clock.currentTimeMillis) - 1000
        const error = { _tag: "DeadlineExceeded" }
        yield* letters.add(
          new DeadLetter({
            task: one,
            entityId: "here",
            role: "default",
            attempts: [],
            error,
            status: "WAITING",
            diedAt
          })
        )
      }
      yield* record(
        taskEntry(saved, "COMPLETED", { output: 1 }),
        taskEntry(lost, "FAILED", { error: "late" })
      )
      yield* written
      const statuses = yield* Effect.forEach([saved, lost], ({ id }) => letters.find(id))
      assert.deepStrictEqual(
        statuses.map(({ reason, status }) => [status, reason]),
        [
          ["REPLAYED", "It was answered after all"],
          ["WAITING", undefined]
        ]
      )
    })
  )

  it.effect("stores text that Postgres cannot, with U+FFFD for what is missing", () =>
    Effect.gen(function* () {
      const half = "\u{1F30A}".slice(0, 1)
      yield* record(
        taskEntry(task("odd"), "FAILED", {
          input: { [`a\0b`]: `c\0d\\u0000`, text: `${half}wave` },
          error: `\\${half}`
        }),
        workflow("odd", "FAILED", { error: `\0 and ${half}` })
      )
      yield* written
      const [row] = yield* taskRows("odd")
      assert.deepStrictEqual(row.input_params, {
        "a\uFFFDb": "c\uFFFDd\\u0000",
        text: "\uFFFDwave"
      })
      assert.strictEqual(row.error_details, "\\\uFFFD")
      assert.strictEqual((yield* workflowRow("odd")).error_message, "\uFFFD and \uFFFD")
    })
  )

  it.effect("loses only the entry that the database refuses", () =>
    Effect.gen(function* () {
      const tasks = Array.from({ length: 7 }, (_, order) => task("refused", order))
      yield* record(
        ...tasks.map((one) =>
          taskEntry(one.order === 3 ? new Task({ ...one, version: 2 ** 40 }) : one, "COMPLETED")
        ),
        workflow("refused", "COMPLETED")
      )
      yield* written
      assert.strictEqual((yield* workflowRow("refused")).status, "COMPLETED")
      const orders = (yield* taskRows("refused")).map((row) => row.task_order)
      assert.deepStrictEqual(orders, [0, 1, 2, 4, 5, 6])
    })
  )

  it.effect("loses nothing when its connections are cut", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* Effect.forEach(
        Array.from({ length: 20 }, (_, order) => order),
        Effect.fnUntraced(function* (order) {
          yield* record(taskEntry(task("cut", order), "COMPLETED"))
          yield* Effect.ignore(sql`
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
          `)
        }),
        { discard: true }
      )
      yield* eventually(Effect.map(taskRows("cut"), (rows) => assert.strictEqual(rows.length, 20)))
    })
  )

  it.effect("takes fewer statements than there are short tasks", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* written
      yield* sql`CREATE SEQUENCE statements`
      yield* sql`
        CREATE FUNCTION count_statement() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM nextval('statements'); RETURN NULL; END $$
      `
      for (const table of ["aethercast_task_instances", "aethercast_workflow_instances"]) {
        yield* sql`
          CREATE TRIGGER counted AFTER INSERT ON ${sql(table)}
          FOR EACH STATEMENT EXECUTE FUNCTION count_statement()
        `
      }
      const tasks = Array.from({ length: 300 }, (_, order) => task("many", order))
      yield* Effect.forEach(tasks, (one) =>
        record(
          taskEntry(one, "DISPATCHED", { input: one.input }),
          taskEntry(one, "IN_PROGRESS"),
          taskEntry(one, "COMPLETED", { output: "done" })
        )
      )
      yield* written
      const rows = yield* taskRows("many")
      assert.strictEqual(rows.filter((row) => row.status === "COMPLETED").length, 300)
      const [counted] = yield* sql`SELECT last_value::int AS count FROM statements`
      assert.isBelow(Number(counted?.["count"]), 30)
    })
  )

  it.effect("writes all entries before it closes", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const context = yield* Scope.provide(Layer.build(Layer.fresh(Ledger.layer)), scope)
      yield* Effect.provideContext(
        record(
          ...Array.from({ length: 700 }, (_, order) => taskEntry(task("last", order), "COMPLETED"))
        ),
        context
      )
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual((yield* taskRows("last")).length, 700)
    })
  )

  it.effect("closes though Postgres does not answer", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const scope = yield* Scope.make()
      const context = yield* Scope.provide(Layer.build(Layer.fresh(Ledger.layer)), scope)
      yield* sql.withTransaction(
        Effect.gen(function* () {
          yield* sql`LOCK TABLE aethercast_task_instances`
          yield* Effect.provideContext(record(taskEntry(task("locked"), "COMPLETED")), context)
          yield* Effect.timeout(Scope.close(scope, Exit.void), "10 seconds")
        })
      )
    })
  )
})
