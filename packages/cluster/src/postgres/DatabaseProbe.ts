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

/** Succeeds when the database answers a query within 10 s. */
export const probe = Effect.fn("DatabaseProbe.probe")(function* (url: Redacted.Redacted) {
  const connection = PostgresClient.layer({
    url,
    applicationName: "aethercast",
    maxConnections: 1,
    connectTimeout: "5 seconds"
  })
  yield* PgClient.PgClient.use((sql) => sql`SELECT 1`).pipe(
    Effect.provide(connection),
    Effect.timeout("10 seconds"),
    Effect.mapError((error) => {
      const { host } = new URL(Redacted.value(url))
      return new DatabaseUnreachable({ host, reason: innermostMessage(error) })
    })
  )
})

/** The client wraps the driver's error, which names the reason. */
const innermostMessage = (error: Error): string =>
  error.cause instanceof Error ? innermostMessage(error.cause) : error.message
