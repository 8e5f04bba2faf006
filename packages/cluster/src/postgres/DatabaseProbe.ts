import { PgClient } from "@effect/sql-pg"
import { Effect, Redacted, Schema } from "effect"
import * as PostgresClient from "./PostgresClient.ts"

/** No Postgres accepts us at this address. The reason names no password. */
export class DatabaseUnreachable extends Schema.TaggedError<DatabaseUnreachable>()(
  "DatabaseUnreachable",
  { host: Schema.String, reason: Schema.String }
) {
  override get message() {
    return `The database at ${this.host} cannot be used: ${this.reason}`
  }
}

/** Whether the role that connects is a superuser. Fails when the database does not answer within 10 s. */
export const probe = Effect.fn("DatabaseProbe.probe")(function* (url: Redacted.Redacted) {
  const connection = PostgresClient.layer({
    url,
    applicationName: "aethercast",
    maxConnections: 1,
    connectTimeout: "5 seconds"
  })
  const rows = yield* PgClient.PgClient.use(
    (sql) => sql`SELECT FROM pg_roles WHERE rolname = current_user AND rolsuper`
  ).pipe(
    Effect.provide(connection),
    Effect.timeout("10 seconds"),
    Effect.mapError((error) => {
      const { host } = new URL(Redacted.value(url))
      return new DatabaseUnreachable({ host, reason: innermostMessage(error) })
    })
  )
  return { isSuperuser: rows.length > 0 }
})

/** The client wraps the driver's error, which names the reason. */
const innermostMessage = (error: Error): string =>
  error.cause instanceof Error ? innermostMessage(error.cause) : error.message
