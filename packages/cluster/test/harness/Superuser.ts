import { Effect, Redacted } from "effect"
import * as PostgresConnection from "../../src/postgres/internal/PostgresConnection.ts"

/** The address of an embedded Postgres for its superuser, who prepares tests and benchmarks. */
export const superuserUrl = Effect.fn("Superuser.superuserUrl")(function* (
  folder: string,
  url: Redacted.Redacted
) {
  const { password, user } = yield* PostgresConnection.readSuperuser(folder)
  const own = new URL(Redacted.value(url))
  return Redacted.make(Object.assign(own, { username: user, password }).href)
})
