import { Effect, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { storableText } from "../../storage/PgText.ts"
import { retrySql } from "../../storage/SqlRetry.ts"
import { Execution, put } from "../Execution.ts"
import type { LedgerEntry } from "../LedgerEntry.ts"

const Row = Schema.Struct({ executions: Schema.Array(Execution) })

/** Reads the executions of a task from the database. */
export const make = Effect.map(SqlClient.SqlClient, (sql) =>
  Effect.fnUntraced(function* (taskId: string) {
    const rows = yield* retrySql(
      SqlSchema.findAll({
        Request: Schema.String,
        Result: Row,
        execute: (id) => sql`
          SELECT executions FROM aethercast_task_instances WHERE task_id = ${storableText(id)}
        `
      })(taskId)
    )
    return rows.flatMap(({ executions }) => executions)
  })
)

/** The same from the entries of a ledger in memory. */
export const select = (
  entries: ReadonlyArray<LedgerEntry>,
  taskId: string
): ReadonlyArray<Execution> =>
  entries
    .flatMap((entry) =>
      entry._tag === "Task" && entry.task.id === taskId && entry.execution !== undefined
        ? [entry.execution]
        : []
    )
    .reduce(put, [])
