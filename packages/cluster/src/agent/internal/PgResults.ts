import { createHash } from "node:crypto"
import { Effect, Option, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { storableText } from "../../storage/PgText.ts"
import { retrySql } from "../../storage/SqlRetry.ts"
import type { Results } from "../IdempotencyStore.ts"

/** Results in `aethercast_idempotency`. */
export const make = Effect.map(SqlClient.SqlClient, (sql): Results => {
  const select = SqlSchema.findOneOption({
    Request: Schema.String,
    Result: Schema.Struct({ answer: Schema.String }),
    execute: (key) =>
      sql`SELECT answer FROM aethercast_idempotency WHERE key_sha256 = ${hashOf(key)}`
  })
  return {
    find: (key) =>
      retrySql(
        Effect.map(
          select(key),
          Option.map(({ answer }) => answer)
        )
      ),
    // The key itself is for operators.
    add: (key, text) =>
      retrySql(sql`
        INSERT INTO aethercast_idempotency (key_sha256, key, answer)
        VALUES (${hashOf(key)}, ${storableText(key.slice(0, 255))}, ${text}) ON CONFLICT DO NOTHING
      `)
  }
})

/** A key may be longer than an index allows. */
const hashOf = (key: string) => createHash("sha256").update(key).digest("hex")
