import { randomBytes } from "node:crypto"
import { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as PostgresConnection from "./PostgresConnection.ts"

/**
 * Makes the ordinary role that the runtime connects as and the database that it owns, as far as they are
 * missing, and returns how it connects. In a folder of an older release the runtime was the superuser:
 * its tables stay where they are and change their owner.
 */
export const prepare = Effect.fn("RuntimeRole.prepare")(function* (
  folder: string,
  socketFolder: string
) {
  const superuser = yield* PostgresConnection.readSuperuser(folder)
  const password = randomBytes(24).toString("base64url")
  const on: On = (database, use) =>
    PgClient.PgClient.use(use).pipe(
      Effect.provide(
        PgClient.layer({
          url: PostgresConnection.urlOf(socketFolder, superuser, database),
          maxConnections: 1
        })
      )
    )
  yield* on("template1", ensureRole(password))
  yield* ensureDatabase(on)
  yield* on(PostgresConnection.database, (sql) => sql.unsafe(changeOwners))
  // The older release kept the superuser in the file that the connection is written to.
  yield* PostgresConnection.writeSuperuser(folder, superuser)
  return new PostgresConnection.PostgresConnection({ user: role, password, socketFolder })
})

type On = <A, E>(
  database: string,
  use: (sql: SqlClient.SqlClient) => Effect.Effect<A, E>
) => Effect.Effect<A, E | SqlError.SqlError>

const role = "aethercast_runtime"

const ensureRole = (password: string) => (sql: SqlClient.SqlClient) =>
  Effect.gen(function* () {
    const [found] = yield* sql`SELECT FROM pg_roles WHERE rolname = ${role}`
    const verb = found === undefined ? "CREATE" : "ALTER"
    const form = `${verb} ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %L`
    const rows = yield* sql<{ readonly statement: string }>`
      SELECT format(${form}, ${password}::text) AS statement
    `
    yield* Effect.forEach(rows, ({ statement }) => sql.unsafe(statement))
  })

const ensureDatabase = Effect.fnUntraced(function* (on: On) {
  const { database } = PostgresConnection
  const [found] = yield* on(
    "template1",
    (sql) => sql`SELECT FROM pg_database WHERE datname = ${database}`
  )
  if (found === undefined) {
    const tables = yield* on(
      "postgres",
      (sql) => sql`SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace LIMIT 1`
    )
    const statements =
      tables.length === 0
        ? [`CREATE DATABASE ${database}`]
        : [`ALTER DATABASE postgres RENAME TO ${database}`, "CREATE DATABASE postgres"]
    yield* on("template1", (sql) => Effect.forEach(statements, (text) => sql.unsafe(text)))
  }
  yield* on("template1", (sql) => sql.unsafe(`ALTER DATABASE ${database} OWNER TO ${role}`))
})

/** A sequence of a column changes its owner with the table. */
const changeOwners = `
  DO $$
  DECLARE statement text;
  BEGIN
    FOR statement IN
      SELECT format('ALTER TABLE %s OWNER TO ${role}', c.oid::regclass) FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
        AND c.relowner <> '${role}'::regrole
        AND NOT EXISTS (
          SELECT FROM pg_depend d
          WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
            AND c.relkind = 'S'
        )
      UNION ALL
      SELECT format('ALTER ROUTINE %s OWNER TO ${role}', p.oid::regprocedure) FROM pg_proc p
      WHERE p.pronamespace = 'public'::regnamespace AND p.proowner <> '${role}'::regrole
    LOOP
      EXECUTE statement;
    END LOOP;
  END $$
`
