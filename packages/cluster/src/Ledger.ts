import {
  type Cause,
  Clock,
  Context,
  DateTime,
  Effect,
  Fiber,
  Latch,
  Layer,
  Queue,
  Schedule,
  Schema
} from "effect"
import { SqlClient } from "effect/sql"
import { storable } from "./Jsonb.ts"
import { type Task, TaskStatus } from "./Task.ts"

/** A change of a workflow, as `workflow_instances` keeps it. */
export class WorkflowEntry extends Schema.TaggedClass<WorkflowEntry>()("Workflow", {
  workflowId: Schema.String,
  name: Schema.String,
  sessionId: Schema.NullOr(Schema.String),
  trigger: Schema.String,
  version: Schema.Int,
  status: TaskStatus,
  context: Schema.Json,
  error: Schema.NullOr(Schema.String)
}) {}

/** A change of a task, as `task_instances` keeps it. Absent values leave what is known. */
export class TaskEntry extends Schema.TaggedClass<TaskEntry>()("Task", {
  taskId: Schema.String,
  workflowId: Schema.String,
  agent: Schema.String,
  version: Schema.Int,
  order: Schema.Int,
  status: TaskStatus,
  input: Schema.NullOr(Schema.Json),
  output: Schema.NullOr(Schema.Json),
  error: Schema.NullOr(Schema.Json),
  retries: Schema.Int,
  correlationId: Schema.String,
  priority: Schema.Int,
  /** What supervision decided about it so far, in order. */
  decisions: Schema.NullOr(Schema.Json),
  /** In the units of the agent's card. */
  cost: Schema.Finite
}) {}

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
    /** Records, and waits at most 5 s until it is written: for an end that nobody tells again. */
    settle(entry: Entry): Effect.Effect<void>
  }
>()("@aethercast/cluster/Ledger") {
  static readonly layer = Layer.effect(
    Ledger,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const hurry = yield* Latch.make()
      const queue = yield* Queue.make<Timed, Cause.Done>({ capacity: 20_000, strategy: "sliding" })

      const write = Effect.fnUntraced(function* (batch: ReadonlyArray<Timed>) {
        const workflows = merge(batch.flatMap(workflowRow), (row) => row.workflow_id)
        const tasks = merge(batch.flatMap(taskRow), (row) => row.task_id)
        // Tasks first: a workflow that has ended here has all its tasks here.
        if (tasks.length > 0) yield* upsertTasks(sql, storable(JSON.stringify(tasks)))
        if (workflows.length > 0) yield* upsertWorkflows(sql, storable(JSON.stringify(workflows)))
      })

      const told = (batch: ReadonlyArray<Timed>) =>
        Effect.forEach(batch, ({ written }) => Latch.open(written), { discard: true })

      const record = Effect.fnUntraced(function* (entry: Entry) {
        const at = yield* Clock.currentTimeMillis
        const written = yield* Latch.make()
        yield* Queue.offer(queue, { at, entry, written })
        return written
      })

      yield* Effect.acquireRelease(
        Effect.gen(function* () {
          while (true) {
            const first = yield* Queue.takeBetween(queue, 1, 500)
            // Whoever waits for an entry is not made to wait for others.
            yield* Effect.timeoutOption(Latch.await(hurry), "50 millis")
            yield* Latch.close(hurry)
            const more = yield* Queue.size(queue)
            const rest = more === 0 ? [] : yield* Queue.takeBetween(queue, 1, 500)
            const batch = [...first, ...rest]
            yield* Effect.retry(write(batch), patience).pipe(
              Effect.catch((error) =>
                Effect.logError(`The ledger lost ${batch.length} entries`, error)
              ),
              Effect.andThen(told(batch))
            )
          }
        }).pipe(Effect.ignore, Effect.forkDetach),
        (writer) =>
          Effect.andThen(
            Effect.andThen(Queue.end(queue), Latch.open(hurry)),
            Effect.timeoutOrElse(Effect.interruptible(Fiber.await(writer)), {
              duration: "2 seconds",
              orElse: () => Fiber.interrupt(writer)
            })
          )
      )

      return Ledger.of({
        record: (entry) => Effect.asVoid(record(entry)),
        settle: (entry) =>
          Effect.flatMap(Effect.tap(record(entry), Latch.open(hurry)), (written) =>
            Effect.asVoid(Effect.timeoutOption(Latch.await(written), "5 seconds"))
          )
      })
    })
  )

  /** For tests and for agents that run without a database. */
  static readonly layerMemory = (entries: Array<Entry>) => {
    const record = (entry: Entry) => Effect.sync(() => void entries.push(entry))
    return Layer.succeed(Ledger, Ledger.of({ record, settle: record }))
  }
}

/** The entry of a task at a moment of its life. */
export const taskEntry = (
  task: Task,
  status: TaskStatus,
  details: {
    readonly retries: number
    readonly input?: Schema.Json
    readonly output?: Schema.Json
    readonly error?: Schema.Json
    readonly decisions?: Schema.Json
    readonly cost?: number
  }
): TaskEntry =>
  new TaskEntry({
    taskId: task.id,
    workflowId: task.workflowId,
    agent: task.agent,
    version: task.version,
    order: task.order,
    status,
    input: details.input ?? null,
    output: details.output ?? null,
    error: details.error ?? null,
    retries: details.retries,
    correlationId: task.correlationId,
    priority: task.priority,
    decisions: details.decisions ?? null,
    cost: details.cost ?? 0
  })

/** A value as the ledger keeps it: itself, or its beginning when it is larger than 2,000 characters. */
export const summary = (value: Schema.Json): Schema.Json => {
  const text = JSON.stringify(value)
  return text.length <= 2000 ? value : { characters: text.length, beginning: text.slice(0, 500) }
}

interface Timed {
  readonly at: number
  readonly entry: Entry
  readonly written: Latch.Latch
}

/** Longer than a restart of Postgres. */
const patience = Schedule.min([
  Schedule.exponential("100 millis"),
  Schedule.spaced("2 seconds")
]).pipe(Schedule.upTo({ duration: "1 minute" }))

const stage = (status: TaskStatus) => TaskStatus.literals.indexOf(status)

/**
 * One row of one key: later stages win, earlier ones fill what they leave open. A run that is
 * repeated tells its earlier stages again.
 */
const merge = <Row extends { readonly status: TaskStatus }>(
  rows: ReadonlyArray<Row>,
  key: (row: Row) => string
): ReadonlyArray<Row> => {
  const byKey = new Map<string, Row>()
  for (const row of rows.toSorted((a, b) => stage(a.status) - stage(b.status))) {
    const known = byKey.get(key(row))
    const told = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))
    byKey.set(key(row), known === undefined ? row : { ...known, ...told, ...since(known) })
  }
  return [...byKey.values()]
}

/** The moments that a row has: what is told again did not happen again. */
const since = (row: object) =>
  Object.fromEntries(
    ["created_at", "started_at", "completed_at"].flatMap((moment) => {
      const at = new Map(Object.entries(row)).get(moment)
      return at === null || at === undefined ? [] : [[moment, at]]
    })
  )

const iso = (millis: number) => DateTime.formatIso(DateTime.makeUnsafe(millis))

const ended = (status: TaskStatus) => status === "COMPLETED" || status === "FAILED"

const workflowRow = ({ at, entry }: Timed) =>
  entry._tag === "Workflow"
    ? [
        {
          workflow_id: entry.workflowId,
          workflow_name: entry.name,
          session_id: entry.sessionId,
          trigger_event_type: entry.trigger,
          version: entry.version,
          status: entry.status,
          context_data: entry.context,
          error_message: entry.error,
          created_at: entry.status === "PENDING" ? iso(at) : null,
          updated_at: iso(at),
          completed_at: ended(entry.status) ? iso(at) : null
        }
      ]
    : []

const taskRow = ({ at, entry }: Timed) =>
  entry._tag === "Task"
    ? [
        {
          task_id: entry.taskId,
          workflow_id: entry.workflowId,
          agent_name: entry.agent,
          agent_version: entry.version,
          task_order: entry.order,
          status: entry.status,
          input_params: entry.input,
          output_result_summary: entry.output,
          error_details: entry.error,
          retry_count: entry.retries,
          correlation_id: entry.correlationId,
          priority: entry.priority,
          decisions: entry.decisions,
          // Nobody but the agent knows what it cost.
          cost: entry.cost === 0 ? null : entry.cost,
          created_at: entry.status === "DISPATCHED" ? iso(at) : null,
          started_at: entry.status === "IN_PROGRESS" ? iso(at) : null,
          completed_at: ended(entry.status) ? iso(at) : null
        }
      ]
    : []

/** Where a row stands after an entry: an end stays, and nothing goes back. */
const furthest = (sql: SqlClient.SqlClient) => {
  const stages = sql.literal(`ARRAY['${TaskStatus.literals.join("', '")}']`)
  return sql`
    CASE WHEN known.completed_at IS NULL
      AND array_position(${stages}, excluded.status) > array_position(${stages}, known.status)
    THEN excluded.status ELSE known.status END
  `
}

const upsertWorkflows = (sql: SqlClient.SqlClient, rows: string) => sql`
  INSERT INTO workflow_instances AS known (
    workflow_id, workflow_name, session_id, trigger_event_type, version, status, context_data,
    error_message, created_at, updated_at, completed_at
  )
  SELECT workflow_id, workflow_name, session_id, trigger_event_type, version, status,
    coalesce(context_data, '{}'), error_message, coalesce(created_at, updated_at), updated_at,
    completed_at
  FROM jsonb_to_recordset(${rows}::text::jsonb) AS told (
    workflow_id text, workflow_name text, session_id text, trigger_event_type text, version integer,
    status text, context_data jsonb, error_message text, created_at timestamptz,
    updated_at timestamptz, completed_at timestamptz
  )
  ON CONFLICT (workflow_id) DO UPDATE SET
    workflow_name = excluded.workflow_name,
    session_id = coalesce(excluded.session_id, known.session_id),
    trigger_event_type = excluded.trigger_event_type,
    version = excluded.version,
    status = ${furthest(sql)},
    context_data = known.context_data || excluded.context_data,
    error_message = coalesce(excluded.error_message, known.error_message),
    created_at = least(known.created_at, excluded.created_at),
    updated_at = excluded.updated_at,
    completed_at = coalesce(known.completed_at, excluded.completed_at)
`

/** A task may be told before its workflow is, by another node: its row is then opened for it. */
const upsertTasks = (sql: SqlClient.SqlClient, rows: string) => sql`
  WITH told AS (
    SELECT * FROM jsonb_to_recordset(${rows}::text::jsonb) AS row (
      task_id text, workflow_id text, agent_name text, agent_version integer, task_order integer,
      status text, input_params jsonb, output_result_summary jsonb, error_details jsonb,
      retry_count integer, correlation_id text, priority integer, decisions jsonb,
      cost double precision, created_at timestamptz, started_at timestamptz,
      completed_at timestamptz
    )
  ), opened AS (
    INSERT INTO workflow_instances (workflow_id)
    SELECT DISTINCT workflow_id FROM told
    ON CONFLICT DO NOTHING
  )
  INSERT INTO task_instances AS known (
    task_id, workflow_id, agent_name, agent_version, task_order, status, input_params,
    output_result_summary, error_details, retry_count, correlation_id, priority, decisions, cost,
    created_at, started_at, completed_at
  )
  SELECT task_id, workflow_id, agent_name, agent_version, task_order, status, input_params,
    output_result_summary, error_details, retry_count, correlation_id, priority, decisions,
    coalesce(cost, 0), coalesce(created_at, started_at, completed_at), started_at, completed_at
  FROM told
  ON CONFLICT (task_id) DO UPDATE SET
    status = ${furthest(sql)},
    input_params = coalesce(known.input_params, excluded.input_params),
    output_result_summary = coalesce(excluded.output_result_summary, known.output_result_summary),
    error_details = coalesce(excluded.error_details, known.error_details),
    retry_count = greatest(known.retry_count, excluded.retry_count),
    decisions = coalesce(excluded.decisions, known.decisions),
    cost = greatest(known.cost, excluded.cost),
    created_at = least(known.created_at, excluded.created_at),
    started_at = coalesce(known.started_at, excluded.started_at),
    completed_at = coalesce(known.completed_at, excluded.completed_at)
`
