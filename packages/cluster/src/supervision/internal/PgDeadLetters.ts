import { Clock, Effect, Schema } from "effect"
import { SqlClient, SqlSchema, type Statement } from "effect/sql"
import { storableText } from "../../storage/PgText.ts"
import { retrySql } from "../../storage/SqlRetry.ts"
import {
  AlreadySettled,
  DeadLetter,
  DeadLetterNotFound,
  errorTag,
  type Settlement,
  waiting
} from "../DeadLetter.ts"
import { clampLimit, DeadLetterFilter } from "../DeadLetterFilter.ts"
import type { DeadLetters } from "../DeadLetters.ts"

/** Letters in the table `aethercast_dead_letters`. */
export const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const columns = sql`letter, status, reason, settled_at AS "settledAt"`

  const select = SqlSchema.findAll({
    Request: DeadLetterFilter,
    Result: Row,
    execute: (filter) => sql`
      SELECT ${columns} FROM aethercast_dead_letters WHERE ${conditions(sql, filter)}
      ORDER BY died_at DESC, task_id DESC LIMIT ${filter.limit}
    `
  })
  const selectOne = SqlSchema.findOneOption({
    Request: Schema.String,
    Result: Row,
    execute: (taskId) =>
      sql`SELECT ${columns} FROM aethercast_dead_letters WHERE task_id = ${storableText(taskId)}`
  })

  const find = Effect.fn("DeadLetters.find")(function* (taskId: string) {
    const row = yield* Effect.fromOption(yield* retrySql(selectOne(taskId))).pipe(
      Effect.mapError(() => new DeadLetterNotFound({ taskId }))
    )
    return fromRow(row)
  })

  const update = Effect.fnUntraced(function* (
    condition: Statement.Fragment,
    { reason, status }: Settlement
  ) {
    const now = yield* Clock.currentTimeMillis
    return yield* retrySql(sql`
      UPDATE aethercast_dead_letters
      SET status = ${status}, settled_at = ${now},
        reason = ${reason === undefined ? null : storableText(reason)}
      WHERE ${condition} AND status = 'WAITING' RETURNING task_id
    `)
  })

  const service: DeadLetters["Service"] = {
    add: Effect.fn("DeadLetters.add")(function* (letter: DeadLetter) {
      const text = yield* Schema.encodeEffect(LetterText)(letter)
      const { agent, id, workflowId } = letter.task
      yield* sql`
        INSERT INTO aethercast_dead_letters AS stored (
          task_id, workflow_id, agent_name, error_tag, letter, status, died_at
        )
        VALUES (${storableText(id)}, ${storableText(workflowId)}, ${storableText(agent)},
          ${storableText(errorTag(letter))}, ${text}, 'WAITING', ${letter.diedAt})
        ON CONFLICT (task_id) DO UPDATE SET
          error_tag = excluded.error_tag, letter = excluded.letter, status = 'WAITING',
          reason = NULL, died_at = excluded.died_at, settled_at = NULL
        WHERE excluded.died_at > stored.died_at
      `
    }, retrySql),
    list: Effect.fn("DeadLetters.list")((filter: DeadLetterFilter) =>
      retrySql(Effect.map(select(clampLimit(filter)), (rows) => rows.map(fromRow)))
    ),
    find,
    settle: Effect.fn("DeadLetters.settle")(function* (taskId: string, settlement: Settlement) {
      const settled = yield* update(sql`task_id = ${storableText(taskId)}`, settlement)
      if (settled.length > 0) return
      return yield* new AlreadySettled({ taskId, status: (yield* find(taskId)).status })
    }),
    settleAll: Effect.fn("DeadLetters.settleAll")((workflowId: string, settlement: Settlement) =>
      Effect.asVoid(update(sql`workflow_id = ${storableText(workflowId)}`, settlement))
    )
  }
  return service
})

const LetterText = Schema.fromJsonString(Schema.toCodecJson(DeadLetter))

/** The columns are current; the stored letter stays as it was added. */
const Row = Schema.Struct({
  letter: LetterText,
  status: DeadLetter.fields.status,
  reason: Schema.NullOr(Schema.String),
  settledAt: Schema.NullOr(Schema.Finite)
})

const fromRow = ({ letter, reason, settledAt, status }: typeof Row.Type) =>
  new DeadLetter({
    ...waiting(letter),
    status,
    ...(reason === null ? {} : { reason }),
    ...(settledAt === null ? {} : { settledAt })
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
