import { Array, Latch } from "effect"
import type { LedgerEntry } from "../LedgerEntry.ts"
import {
  mergeTask,
  mergeWorkflow,
  taskRow,
  type TaskRow,
  workflowRow,
  type WorkflowRow
} from "./LedgerRow.ts"

/** The entries that are written together, merged to one row for each workflow and task. */
export interface LedgerBatch {
  readonly workflows: Map<string, WorkflowRow>
  readonly tasks: Map<string, TaskRow>
  /** Opens when the last statement of the batch is sent. */
  readonly sent: Latch.Latch
}

/** The rows of one statement. */
export interface Rows {
  readonly workflows: ReadonlyArray<WorkflowRow>
  readonly tasks: ReadonlyArray<TaskRow>
}

export const make = (): LedgerBatch => ({
  workflows: new Map(),
  tasks: new Map(),
  sent: Latch.makeUnsafe()
})

/** Adds an entry of the time `at`, epoch milliseconds. */
export const add = (batch: LedgerBatch, entry: LedgerEntry, at: number): void =>
  entry._tag === "Workflow"
    ? put(batch.workflows, entry.workflowId, workflowRow(entry, at), mergeWorkflow)
    : put(batch.tasks, entry.task.id, taskRow(entry, at), mergeTask)

export const isEmpty = ({ tasks, workflows }: LedgerBatch) => workflows.size + tasks.size === 0

/** The batch in statements of at most 1,000 rows. */
export const statements = ({ tasks, workflows }: LedgerBatch): ReadonlyArray<Rows> =>
  chunks({ workflows: [...workflows.values()], tasks: [...tasks.values()] }, 1000)

/** Both halves of the rows; empty for a single row. */
export const halves = (rows: Rows): ReadonlyArray<Rows> =>
  size(rows) > 1 ? chunks(rows, Math.ceil(size(rows) / 2)) : []

export const size = ({ tasks, workflows }: Rows) => workflows.length + tasks.length

/** Tasks first: when a workflow has ended in the ledger, so have all of its tasks. */
const chunks = (rows: Rows, max: number): ReadonlyArray<Rows> =>
  size(rows) <= max
    ? [rows]
    : [
        ...Array.chunksOf(rows.tasks, max).map((tasks) => ({ workflows: [], tasks })),
        ...Array.chunksOf(rows.workflows, max).map((workflows) => ({ workflows, tasks: [] }))
      ]

const put = <Row>(
  rows: Map<string, Row>,
  key: string,
  later: Row,
  merge: (earlier: Row, later: Row) => Row
) => {
  const earlier = rows.get(key)
  rows.set(key, earlier === undefined ? later : merge(earlier, later))
  if (rows.size <= maxRows) return
  const [oldest] = rows.keys()
  if (oldest !== undefined) rows.delete(oldest)
}

/** A batch grows while the database is down; beyond this the oldest rows are dropped. */
const maxRows = 20_000
