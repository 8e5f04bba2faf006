import { assert, layer } from "@effect/vitest"
import { Arbitrary, Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { Task, TaskStatus } from "../../src/agent/Task.ts"
import * as LedgerBatch from "../../src/ledger/internal/LedgerBatch.ts"
import { upsert } from "../../src/ledger/internal/LedgerSql.ts"
import type { LedgerEntry } from "../../src/ledger/LedgerEntry.ts"
import * as TestDatabase from "../harness/TestDatabase.ts"

const Change = Schema.Struct({
  isWorkflow: Schema.Boolean,
  status: TaskStatus,
  beganAt: Schema.Literals([0, 1, 2, 10]),
  retries: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 5 })),
  cost: Schema.Literals([0, 1.5, 3]),
  value: Schema.Literals(["none", "first", "second"])
})
const changes = Arbitrary.map(
  Arbitrary.array(Arbitrary.schema(Change), { maxLength: 8 }),
  (some): ReadonlyArray<typeof Change.Type> => [
    ...some,
    // A workflow of which only tasks are recorded has no times of its own.
    { isWorkflow: true, status: "IN_PROGRESS", beganAt: 0, retries: 0, cost: 0, value: "none" }
  ]
)

/** The change `n` of a workflow, or of its only task. */
const entryOf = (workflowId: string, change: typeof Change.Type): LedgerEntry => {
  const value = change.value === "none" ? {} : { value: change.value }
  if (change.isWorkflow) {
    return {
      _tag: "Workflow",
      workflowId,
      name: "Episode",
      trigger: "listen",
      version: 1,
      status: change.status,
      ...(change.value === "none" ? {} : { context: value, error: change.value })
    }
  }
  return {
    _tag: "Task",
    task: new Task({
      id: `${workflowId}/step`,
      workflowId,
      agent: "Voice",
      version: 1,
      order: 0,
      correlationId: workflowId,
      priority: 5,
      tenant: "",
      deadline: Number.MAX_SAFE_INTEGER,
      input: null
    }),
    status: change.status,
    ...(change.value === "none" ? {} : { input: value, output: value, error: value }),
    ...(change.beganAt === 0
      ? {}
      : {
          execution: {
            beganAt: change.beganAt,
            retries: change.retries,
            cost: change.cost,
            attempts: [],
            events: [change.value]
          }
        })
  }
}

/** Writes entries, a second after each other, as so many batches. */
const write = Effect.fnUntraced(function* (batches: ReadonlyArray<ReadonlyArray<LedgerEntry>>) {
  const sql = yield* SqlClient.SqlClient
  let at = 1_700_000_000_000
  for (const entries of batches) {
    const batch = LedgerBatch.make()
    for (const entry of entries) LedgerBatch.add(batch, entry, (at += 1000))
    for (const rows of LedgerBatch.statements(batch)) yield* upsert(sql, rows)
  }
})

const rowsOf = Effect.fnUntraced(function* (workflowId: string) {
  const sql = yield* SqlClient.SqlClient
  const rows = [
    yield* sql`
      SELECT to_jsonb(w) - 'workflow_id' AS row FROM aethercast_workflow_instances w
      WHERE workflow_id = ${workflowId}
    `,
    yield* sql`
      SELECT to_jsonb(t) - ARRAY['task_id', 'workflow_id', 'correlation_id'] AS row
      FROM aethercast_task_instances t WHERE workflow_id = ${workflowId}
    `
  ]
  return JSON.stringify(rows, null, 2)
})

layer(TestDatabase.layer(), { excludeTestServices: true })("the ledger", (it) => {
  let run = 0
  it.effect.prop(
    "holds the same whether entries are written together or one by one",
    [changes],
    ([changes]) =>
      Effect.gen(function* () {
        run += 1
        const [together, apart] = [`together-${run}`, `apart-${run}`]
        yield* write([changes.map((change) => entryOf(together, change))])
        yield* write(changes.map((change) => [entryOf(apart, change)]))
        assert.strictEqual(yield* rowsOf(together), yield* rowsOf(apart))
      }),
    { arbitrary: { runs: 100 } }
  )
})
