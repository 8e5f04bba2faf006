import { Clock, Context, Effect, Layer, Order, Predicate, Ref, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { storableText } from "../storage/PgText.ts"
import { retrySql } from "../storage/SqlRetry.ts"
import { Task } from "../agent/Task.ts"

/** A task that was given up, and everything that it takes to ask it again. */
export class DeadLetter extends Schema.Class<DeadLetter>("aethercast/cluster/DeadLetter")({
  task: Task,
  /** Where it was done: entity id, and the role of the nodes. */
  entityId: Schema.String,
  role: Schema.String,
  attempts: Schema.Array(
    Schema.Struct({
      /** Epoch milliseconds. */
      at: Schema.Finite,
      millis: Schema.Finite,
      /** The agent itself, or one of its fallbacks. */
      route: Schema.String,
      error: Schema.Json
    })
  ),
  /** A `Reason`, encoded. */
  error: Schema.Json,
  status: Schema.Literals(["WAITING", "REPLAYED", "DISCARDED"]),
  /** Why it was discarded. */
  reason: Schema.optionalKey(Schema.String),
  /** Epoch milliseconds, as is `settledAt`. */
  diedAt: Schema.Finite,
  settledAt: Schema.optionalKey(Schema.Finite)
}) {}

export class DeadLetterNotFound extends Schema.TaggedError<DeadLetterNotFound>()(
  "DeadLetterNotFound",
  { taskId: Schema.String }
) {}

/** Somebody else was faster. */
export class AlreadySettled extends Schema.TaggedError<AlreadySettled>()("AlreadySettled", {
  taskId: Schema.String,
  status: DeadLetter.fields.status
}) {}

/** Which letters are wanted: those that every given field fits. */
export const DeadLetterFilter = Schema.Struct({
  agent: Schema.optionalKey(Schema.String),
  workflowId: Schema.optionalKey(Schema.String),
  /** See `errorTag`. */
  errorTag: Schema.optionalKey(Schema.String),
  status: Schema.optionalKey(DeadLetter.fields.status),
  /** Epoch milliseconds. */
  since: Schema.optionalKey(Schema.Finite),
  limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 })),
  /** The last letter of the page before. */
  after: Schema.optionalKey(Schema.Struct({ diedAt: Schema.Finite, taskId: Schema.String }))
})
export type DeadLetterFilter = typeof DeadLetterFilter.Type

export interface Settlement {
  readonly status: "REPLAYED" | "DISCARDED"
  readonly reason?: string
}

/** The tag of what a task died of: when its agent refused it, that of the agent's own error. */
export const errorTag = ({ error }: Pick<DeadLetter, "error">): string => {
  const tag = tagOf(error)
  return tag === "Refused" && Predicate.hasProperty(error, "error")
    ? (tagOf(error.error) ?? tag)
    : (tag ?? "Unknown")
}

/** Tasks that were given up wait here for somebody to replay or discard them. */
export class DeadLetters extends Context.Service<
  DeadLetters,
  {
    /**
     * Answers when the letter is stored. A task has one letter: one that dies again waits again, and
     * a letter that is told twice leaves what was settled in between.
     */
    keep(letter: DeadLetter): Effect.Effect<void>
    /** At most 1,000, the latest death first. */
    list(filter: DeadLetterFilter): Effect.Effect<ReadonlyArray<DeadLetter>>
    find(taskId: string): Effect.Effect<DeadLetter, DeadLetterNotFound>
    /** Of several who settle at once, one succeeds. */
    settle(
      taskId: string,
      settlement: Settlement
    ): Effect.Effect<void, DeadLetterNotFound | AlreadySettled>
  }
>()("@aethercast/cluster/DeadLetters") {
  static readonly layer = Layer.effect(
    DeadLetters,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const columns = sql`letter, status, reason, settled_at AS "settledAt"`
      const list = SqlSchema.findAll({
        Request: DeadLetterFilter,
        Result: Row,
        execute: (filter) => sql`
          SELECT ${columns} FROM aethercast_dead_letters WHERE ${conditions(sql, filter)}
          ORDER BY died_at DESC, task_id DESC LIMIT ${filter.limit}
        `
      })
      const find = SqlSchema.findOneOption({
        Request: Schema.String,
        Result: Row,
        execute: (taskId) =>
          sql`SELECT ${columns} FROM aethercast_dead_letters WHERE task_id = ${taskId}`
      })
      const found = Effect.fnUntraced(function* (taskId: string) {
        const row = yield* retrySql(find(storableText(taskId)))
        return fromRow(
          yield* Effect.mapError(Effect.fromOption(row), () => new DeadLetterNotFound({ taskId }))
        )
      })

      return DeadLetters.of({
        keep: Effect.fn("DeadLetters.keep")(function* (letter: DeadLetter) {
          const text = yield* Schema.encodeEffect(asText)(letter)
          const { agent, id, workflowId } = letter.task
          yield* sql`
            INSERT INTO aethercast_dead_letters AS known (
              task_id, workflow_id, agent_name, error_tag, letter, status, died_at
            )
            VALUES (${storableText(id)}, ${storableText(workflowId)}, ${storableText(agent)}, ${storableText(errorTag(letter))},
              ${text}, 'WAITING', ${letter.diedAt})
            ON CONFLICT (task_id) DO UPDATE SET
              error_tag = excluded.error_tag, letter = excluded.letter, status = 'WAITING',
              reason = NULL, died_at = excluded.died_at, settled_at = NULL
            WHERE excluded.died_at > known.died_at
          `
        }, retrySql),
        list: Effect.fn("DeadLetters.list")((filter: DeadLetterFilter) =>
          retrySql(Effect.map(list(bounded(filter)), (rows) => rows.map(fromRow)))
        ),
        find: Effect.fn("DeadLetters.find")(found),
        settle: Effect.fn("DeadLetters.settle")(function* (
          taskId: string,
          { reason, status }: Settlement
        ) {
          const now = yield* Clock.currentTimeMillis
          const settled = yield* retrySql(sql`
            UPDATE aethercast_dead_letters
            SET status = ${status}, reason = ${reason === undefined ? null : storableText(reason)},
              settled_at = ${now}
            WHERE task_id = ${storableText(taskId)} AND status = 'WAITING' RETURNING task_id
          `)
          if (settled.length > 0) return
          return yield* new AlreadySettled({ taskId, status: (yield* found(taskId)).status })
        })
      })
    })
  )

  static readonly layerMemory = Layer.effect(
    DeadLetters,
    Effect.gen(function* () {
      const letters = yield* Ref.make<ReadonlyMap<string, DeadLetter>>(new Map())
      const find = Effect.fnUntraced(function* (taskId: string) {
        const letter = (yield* Ref.get(letters)).get(taskId)
        return letter ?? (yield* new DeadLetterNotFound({ taskId }))
      })
      return DeadLetters.of({
        keep: (letter) =>
          Ref.update(letters, (all) => {
            const known = all.get(letter.task.id)
            return known !== undefined && known.diedAt >= letter.diedAt
              ? all
              : new Map(all).set(letter.task.id, waiting(letter))
          }),
        list: (filter) =>
          Effect.map(Ref.get(letters), (all) =>
            [...all.values()]
              .filter((letter) => fits(bounded(filter), letter))
              .toSorted(latestFirst)
              .slice(0, bounded(filter).limit)
          ),
        find,
        settle: Effect.fnUntraced(function* (taskId, settlement) {
          const settledAt = yield* Clock.currentTimeMillis
          const before = yield* Ref.getAndUpdate(letters, (all) => {
            const letter = all.get(taskId)
            return letter?.status === "WAITING"
              ? new Map(all).set(taskId, new DeadLetter({ ...letter, ...settlement, settledAt }))
              : all
          })
          const letter = before.get(taskId)
          if (letter === undefined) return yield* new DeadLetterNotFound({ taskId })
          if (letter.status !== "WAITING") {
            return yield* new AlreadySettled({ taskId, status: letter.status })
          }
        })
      })
    })
  )
}

const tagOf = (json: unknown): string | undefined =>
  Predicate.hasProperty(json, "_tag") && Predicate.isString(json._tag) ? json._tag : undefined

const asText = Schema.fromJsonString(Schema.toCodecJson(DeadLetter))
const Row = Schema.Struct({
  letter: asText,
  status: DeadLetter.fields.status,
  reason: Schema.NullOr(Schema.String),
  settledAt: Schema.NullOr(Schema.Finite)
})

const waiting = ({ reason: _reason, settledAt: _settledAt, ...letter }: DeadLetter) =>
  new DeadLetter({ ...letter, status: "WAITING" })

const fromRow = ({ letter, reason, settledAt, status }: typeof Row.Type) =>
  new DeadLetter({
    ...waiting(letter),
    status,
    ...(reason === null ? {} : { reason }),
    ...(settledAt === null ? {} : { settledAt })
  })

const bounded = (filter: DeadLetterFilter): DeadLetterFilter => ({
  ...filter,
  limit: Math.min(1000, Math.max(1, Math.floor(filter.limit)))
})

const conditions = (
  sql: SqlClient.SqlClient,
  { after, agent, errorTag: tag, since, status, workflowId }: DeadLetterFilter
) =>
  sql.and([
    ...(agent === undefined ? [] : [sql`agent_name = ${storableText(agent)}`]),
    ...(workflowId === undefined ? [] : [sql`workflow_id = ${storableText(workflowId)}`]),
    ...(tag === undefined ? [] : [sql`error_tag = ${storableText(tag)}`]),
    ...(status === undefined ? [] : [sql`status = ${status}`]),
    ...(since === undefined ? [] : [sql`died_at >= ${since}`]),
    ...(after === undefined
      ? []
      : [sql`(died_at, task_id) < (${after.diedAt}, ${storableText(after.taskId)})`])
  ])

const fits = (
  { after, agent, errorTag: tag, since, status, workflowId }: DeadLetterFilter,
  letter: DeadLetter
) =>
  (agent === undefined || letter.task.agent === agent) &&
  (workflowId === undefined || letter.task.workflowId === workflowId) &&
  (tag === undefined || errorTag(letter) === tag) &&
  (status === undefined || letter.status === status) &&
  (since === undefined || letter.diedAt >= since) &&
  (after === undefined ||
    letter.diedAt < after.diedAt ||
    (letter.diedAt === after.diedAt && letter.task.id < after.taskId))

const latestFirst = Order.flip(
  Order.combine(
    Order.mapInput(Order.Number, ({ diedAt }: DeadLetter) => diedAt),
    Order.mapInput(Order.String, ({ task }: DeadLetter) => task.id)
  )
)
