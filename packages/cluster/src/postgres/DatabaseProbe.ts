import { PgClient } from "@effect/sql-pg"
import { Effect, Redacted, Schema } from "effect"
import { CliError } from "effect/cli"

/** Nobody answers at the database's address, or it does not let us in. */
export class DatabaseUnreachable extends Schema.TaggedError<DatabaseUnreachable>()(
  "DatabaseUnreachable",
  { host: Schema.String, reason: Schema.String }
) {
  override get message() {
    return `The database at ${this.host} cannot be used: ${this.reason}. Check DATABASE_URL, and that the database runs.`
  }
  override get [CliError.userMessage]() {
    return this.message
  }
}

/** Succeeds when the database answers a query within 10 s. */
export const reach = Effect.fn("Reach.reach")(function* (url: Redacted.Redacted) {
  const connection = PgClient.layer({ url, maxConnections: 1, connectTimeout: "5 seconds" })
  yield* PgClient.PgClient.use((sql) => sql`SELECT 1`).pipe(
    Effect.provide(connection),
    Effect.timeout("10 seconds"),
    Effect.mapError((error) => {
      const { host } = new URL(Redacted.value(url))
      return new DatabaseUnreachable({ host, reason: why(error) })
    })
  )
})

/** The innermost cause says it best. */
const why = (error: Error): string =>
  error.cause instanceof Error ? why(error.cause) : error.message
