import { Array, Clock, Context, Effect, Fiber, Latch, Layer, Schedule, type Schema } from "effect"
import { SqlClient } from "effect/sql"
import * as Instances from "./internal/LedgerSql.ts"
import type { Task, TaskStatus } from "../agent/Task.ts"

/** A change of a workflow, as `aethercast_workflow_instances` keeps it. */
export interface WorkflowEntry {
  readonly _tag: "Workflow"
  readonly workflowId: string
  readonly name: string
  readonly sessionId?: string | undefined
  readonly trigger: string
  readonly version: number
  readonly status: TaskStatus
  readonly context?: Schema.Json | undefined
  readonly error?: string | undefined
}

/** A change of a task, as `aethercast_task_instances` keeps it. Absent values leave what is known. */
export interface TaskEntry {
  readonly _tag: "Task"
  readonly task: Task
  readonly status: TaskStatus
  readonly retries: number
  readonly input?: Schema.Json
  readonly output?: Schema.Json
  readonly error?: Schema.Json
  /** What supervision decided about it so far, in order. */
  readonly events?: Schema.Json
  /** In the units of the agent's card. */
  readonly cost?: number
}

export type Entry = WorkflowEntry | TaskEntry

/**
 * The story of every workflow and task, for operators. The engine's own tables decide what runs;
 * the ledger only tells it, and is therefore written behind: entries wait at most 50 ms and go out
 * together, so that a short task costs less than one statement. What a crash takes with it is told
 * again when the task is answered or replayed.
 */
export class Ledger extends Context.Service<
  Ledger,
  {
    record(entry: Entry): Effect.Effect<void>
    /**
     * Records, and waits at most 5 s until it is on its way to the database: for an end that nobody
     * tells again. Postgres finishes a statement that it was sent, even if the node dies meanwhile;
     * the end is lost only if both fail in that moment.
     */
    settle(entry: Entry): Effect.Effect<void>
  }
>()("@aethercast/cluster/Ledger") {
  static readonly layer = Layer.effect(
    Ledger,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const some = yield* Latch.make()
      const hurry = yield* Latch.make()
      let page = makePage()
      let isClosing = false

      /** On a connection of its own, so that it is known when it goes out. */
      const send = Effect.fnUntraced(function* (rows: Rows, sent: Latch.Latch) {
        const connection = yield* sql.reserve
        const upsert = Instances.upsert(sql, rows.workflows, rows.tasks)
        const sending = yield* Effect.forkScoped(
          Effect.provideService(upsert, sql.transactionService, [connection, 0]),
          { startImmediately: true }
        )
        Latch.openUnsafe(sent)
        yield* Fiber.join(sending)
      }, Effect.scoped)

      /** What the database refuses is looked for in halves: one entry takes no others with it. */
      const write = (rows: Rows, sent: Latch.Latch): Effect.Effect<void> =>
        send(rows, sent).pipe(
          Effect.retry({ while: ({ isRetryable }) => isRetryable, schedule: patience }),
          Effect.catch((error) => {
            const parts = error.isRetryable ? [] : halves(rows)
            return parts.length > 0
              ? Effect.forEach(parts, (part) => write(part, sent), { discard: true })
              : Effect.logError(`The ledger lost ${size(rows)} entries`, error)
          })
        )

      const writePage = ({ sent, tasks, workflows }: Page) => {
        const rows = { workflows: [...workflows.values()], tasks: [...tasks.values()] }
        const parts = inPortions(rows, portion)
        const last = parts.length - 1
        return Effect.forEach(
          parts,
          (part, index) => write(part, index === last ? sent : Latch.makeUnsafe()),
          { discard: true }
        ).pipe(
          Effect.catchDefect((defect) => Effect.logError("The ledger lost a page", defect)),
          Effect.withTracerEnabled(false)
        )
      }

      const isDone = () => isClosing && page.workflows.size + page.tasks.size === 0
      const writer = Effect.gen(function* () {
        while (!isDone()) {
          yield* Latch.await(some)
          // Whoever waits for an entry is not made to wait for others.
          yield* Effect.timeoutOption(Latch.await(hurry), "50 millis")
          const full = page
          page = makePage()
          if (!isClosing) {
            Latch.closeUnsafe(some)
            Latch.closeUnsafe(hurry)
          }
          yield* writePage(full)
        }
      })

      yield* Effect.acquireRelease(Effect.forkDetach(writer), (fiber) =>
        Effect.suspend(() => {
          isClosing = true
          Latch.openUnsafe(some)
          Latch.openUnsafe(hurry)
          return Effect.timeoutOrElse(Effect.interruptible(Fiber.await(fiber)), {
            duration: "2 seconds",
            orElse: () =>
              Effect.andThen(
                Effect.logWarning("The ledger closes before all of it is written"),
                Fiber.interrupt(fiber)
              )
          })
        })
      )

      const record = Effect.fnUntraced(function* (entry: Entry) {
        const at = yield* Clock.currentTimeMillis
        if (entry._tag === "Workflow") {
          put(page.workflows, entry.workflowId, workflowRow(entry, at), Instances.foldWorkflow)
        } else {
          put(page.tasks, entry.task.id, taskRow(entry, at), Instances.foldTask)
        }
        Latch.openUnsafe(some)
        return page
      })

      return Ledger.of({
        record: (entry) => Effect.asVoid(record(entry)),
        settle: Effect.fnUntraced(function* (entry) {
          const { sent } = yield* record(entry)
          Latch.openUnsafe(hurry)
          yield* Effect.timeoutOption(Latch.await(sent), "5 seconds")
        })
      })
    })
  )

  /** For tests and for agents that run without a database. */
  static readonly layerMemory = (entries: globalThis.Array<Entry>) => {
    const record = (entry: Entry) => Effect.sync(() => void entries.push(entry))
    return Layer.succeed(Ledger, Ledger.of({ record, settle: record }))
  }
}

/** The entry of a task at a moment of its life. */
export const taskEntry = (
  task: Task,
  status: TaskStatus,
  details: Omit<TaskEntry, "_tag" | "task" | "status">
): TaskEntry => ({ _tag: "Task", task, status, ...details })

/** A value as the ledger keeps it: itself, or its beginning when it is larger than 2,000 characters. */
export const summary = (value: Schema.Json): Schema.Json => {
  const text = JSON.stringify(value)
  return text.length <= 2000 ? value : { characters: text.length, beginning: text.slice(0, 500) }
}

/** What goes out in one statement. */
interface Rows {
  readonly workflows: ReadonlyArray<Instances.WorkflowInstance>
  readonly tasks: ReadonlyArray<Instances.TaskInstance>
}

const size = ({ tasks, workflows }: Rows) => workflows.length + tasks.length

/** Tasks first: a workflow that has ended in the ledger has all its tasks there. */
const inPortions = (rows: Rows, most: number): ReadonlyArray<Rows> =>
  size(rows) <= most
    ? [rows]
    : [
        ...Array.chunksOf(rows.tasks, most).map((tasks) => ({ workflows: [], tasks })),
        ...Array.chunksOf(rows.workflows, most).map((workflows) => ({ workflows, tasks: [] }))
      ]

const halves = (rows: Rows): ReadonlyArray<Rows> =>
  size(rows) > 1 ? inPortions(rows, Math.ceil(size(rows) / 2)) : []

const portion = 1000

/** What goes out together: one row of each workflow and task. */
interface Page {
  readonly workflows: Map<string, Instances.WorkflowInstance>
  readonly tasks: Map<string, Instances.TaskInstance>
  readonly sent: Latch.Latch
}

const makePage = (): Page => ({
  workflows: new Map(),
  tasks: new Map(),
  sent: Latch.makeUnsafe()
})

const put = <Row>(
  rows: Map<string, Row>,
  key: string,
  told: Row,
  fold: (known: Row, told: Row) => Row
) => {
  const known = rows.get(key)
  rows.set(key, known === undefined ? told : fold(known, told))
  if (rows.size <= mostRows) return
  const [oldest] = rows.keys()
  if (oldest !== undefined) rows.delete(oldest)
}

/** While the database is away, the oldest go first. */
const mostRows = 20_000

/** Longer than a restart of Postgres. */
const patience = Schedule.min([
  Schedule.exponential("100 millis"),
  Schedule.spaced("2 seconds")
]).pipe(Schedule.upTo({ duration: "1 minute" }))

const ended = (status: TaskStatus) => status === "COMPLETED" || status === "FAILED"

const workflowRow = (entry: WorkflowEntry, at: number): Instances.WorkflowInstance => ({
  workflow_id: entry.workflowId,
  workflow_name: entry.name,
  session_id: entry.sessionId,
  trigger_event_type: entry.trigger,
  version: entry.version,
  status: entry.status,
  context_data: entry.context,
  error_message: entry.error,
  created_at: entry.status === "PENDING" ? at : undefined,
  updated_at: at,
  completed_at: ended(entry.status) ? at : undefined
})

const taskRow = ({ task, ...entry }: TaskEntry, at: number): Instances.TaskInstance => ({
  task_id: task.id,
  workflow_id: task.workflowId,
  agent_name: task.agent,
  agent_version: task.version,
  task_order: task.order,
  status: entry.status,
  input_params: entry.input,
  output_result_summary: entry.output,
  error_details: entry.error,
  retry_count: entry.retries,
  correlation_id: task.correlationId,
  priority: task.priority,
  events: entry.events,
  cost: entry.cost ?? 0,
  created_at: entry.status === "DISPATCHED" ? at : undefined,
  started_at: entry.status === "IN_PROGRESS" ? at : undefined,
  completed_at: ended(entry.status) ? at : undefined
})
