import { NodeServices } from "@effect/platform-node"
import { PgClient } from "@effect/sql-pg"
import { assert, describe, layer } from "@effect/vitest"
import { Effect, FileSystem, Layer, Path, Redacted, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { SqlClient } from "effect/sql"
import { probe } from "../../src/postgres/DatabaseProbe.ts"
import { EmbeddedPostgres, running } from "../../src/postgres/EmbeddedPostgres.ts"
import * as DatabaseCluster from "../../src/postgres/internal/DatabaseCluster.ts"
import * as PostgresAccount from "../../src/postgres/internal/PostgresAccount.ts"
import * as PostgresPrograms from "../../src/postgres/internal/PostgresPrograms.ts"
import * as Postmaster from "../../src/postgres/internal/Postmaster.ts"
import { eventually } from "../harness/Eventually.ts"
import { freePort } from "../harness/FreePort.ts"

/** A folder for a database; its name has spaces, which a command line could split. */
const newFolder = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  return join(yield* fs.makeTempDirectoryScoped({ prefix: "aethercast postgres " }), "postgres")
})

/** Runs an effect while this process runs the Postgres in a folder. */
const whileRunning = <A, E, R>(folder: string, effect: Effect.Effect<A, E, R>) =>
  Effect.provide(effect, Layer.fresh(EmbeddedPostgres.layer({ folder })))

/** Starts the Postgres in a folder from another process, which is killed with the scope. */
const startElsewhere = Effect.fnUntraced(function* (folder: string) {
  const other = yield* ChildProcess.make(
    process.execPath,
    [`${import.meta.dirname}/PostgresProcess.ts`, folder],
    { killSignal: "SIGKILL", stderr: "inherit" }
  )
  yield* other.stdout.pipe(
    Stream.decodeText(),
    Stream.splitLines,
    Stream.takeUntil((line) => line === "up"),
    Stream.runDrain
  )
})

const address = Effect.map(EmbeddedPostgres, ({ url }) => Redacted.value(url))

const query = Effect.fnUntraced(function* <A, E>(
  folder: string,
  run: (sql: SqlClient.SqlClient) => Effect.Effect<A, E>
) {
  const url = yield* running(folder)
  return yield* SqlClient.SqlClient.use(run).pipe(
    Effect.provide(PgClient.layer({ url, maxConnections: 1 }))
  )
})

const store = (folder: string) =>
  query(folder, (sql) => sql`CREATE TABLE memory AS SELECT 'kept' AS word`)
const stored = (folder: string) => query(folder, (sql) => sql`SELECT word FROM memory`)
const kept = [{ word: "kept" }]

/** A folder as the release before made it: the runtime was the superuser, in the database `postgres`. */
const older = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const programs = yield* PostgresPrograms.installed
  const account = yield* PostgresAccount.choose(folder, programs.initdb)
  const passwordFile = `${folder}.password`
  yield* fs.writeFileString(passwordFile, "old-password")
  yield* fs.makeDirectory(folder, { mode: 0o700 })
  if (account._tag === "Other") {
    yield* fs.chown(passwordFile, account.uid, account.gid)
    yield* fs.chown(folder, account.uid, account.gid)
  }
  yield* PostgresPrograms.run(account, programs.initdb, [
    `--pgdata=${folder}`,
    `--pwfile=${passwordFile}`,
    "--username=aethercast",
    "--auth=scram-sha-256"
  ])
  const port = yield* freePort
  const connection = { port, user: "aethercast", password: "old-password" }
  yield* fs.writeFileString(`${folder}/connection.json`, JSON.stringify(connection))
  const options = `-c port=${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=`
  const control = (command: string) =>
    PostgresPrograms.run(account, programs.pg_ctl, [
      command,
      `--pgdata=${folder}`,
      "--wait",
      ...(command === "start" ? [`--options=${options}`, `--log=${folder}/server.log`] : [])
    ])
  yield* control("start")
  const url = Redacted.make(`postgres://aethercast:old-password@127.0.0.1:${port}/postgres`)
  yield* PgClient.PgClient.use((sql) =>
    Effect.gen(function* () {
      yield* sql`CREATE TABLE memory (id serial PRIMARY KEY, word text)`
      yield* sql`INSERT INTO memory (word) VALUES ('kept')`
      yield* sql`CREATE VIEW memories AS SELECT * FROM memory`
      yield* sql`CREATE SEQUENCE counted`
      yield* sql`CREATE FUNCTION remembered() RETURNS int LANGUAGE sql AS 'SELECT 1'`
    })
  ).pipe(Effect.provide(PgClient.layer({ url, maxConnections: 1 })))
  yield* control("stop")
})

const pidOf = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const text = yield* fs.readFileString(`${folder}/postmaster.pid`)
  return Number(text.split("\n")[0])
})

const ends = (pid: number) =>
  eventually(Effect.try({ try: () => process.kill(pid, 0), catch: () => "gone" }).pipe(Effect.flip))

layer(NodeServices.layer, { excludeTestServices: true })("an embedded Postgres", (it) => {
  it.effect("has its data again at the next start, at the same address", () =>
    Effect.gen(function* () {
      const folder = yield* newFolder
      const before = yield* whileRunning(
        folder,
        Effect.tap(address, () => store(folder))
      )
      const after = yield* whileRunning(folder, Effect.all([address, stored(folder)]))
      assert.deepStrictEqual(after, [before, kept])
    })
  )

  it.effect("ends with its layer", () =>
    Effect.gen(function* () {
      const folder = yield* newFolder
      const pid = yield* whileRunning(folder, pidOf(folder))
      yield* ends(pid)
      const error = yield* Effect.flip(running(folder))
      assert.strictEqual(error._tag, "PostgresNotRunning")
    })
  )

  it.effect("hides its passwords and its socket from other users", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* newFolder
      const mode = (path: string) => Effect.map(fs.stat(path), ({ mode }) => mode & 0o777)
      yield* whileRunning(
        folder,
        Effect.gen(function* () {
          assert.strictEqual(yield* mode(folder), 0o700)
          assert.strictEqual(yield* mode(`${folder}/connection.json`), 0o600)
          assert.strictEqual(yield* mode(`${folder}/superuser.json`), 0o600)
          assert.isTrue(yield* fs.exists(`${folder}/.s.PGSQL.5432`))
        })
      )
    })
  )

  it.effect("has no TCP port, and asks by SCRAM at its socket", () =>
    Effect.gen(function* () {
      const folder = yield* newFolder
      yield* whileRunning(
        folder,
        Effect.gen(function* () {
          const [row] = yield* query(
            folder,
            (sql) => sql`
              SELECT current_setting('listen_addresses') AS addresses, inet_server_port() AS port
            `
          )
          assert.deepStrictEqual(row, { addresses: "", port: null })
          const url = new URL(yield* address)
          url.password = "wrong"
          const error = yield* Effect.flip(probe(Redacted.make(url.href)))
          assert.include(error.message, "password authentication failed")
        })
      )
    })
  )

  it.effect("lets the runtime use its own database, and nothing else", () =>
    Effect.gen(function* () {
      const folder = yield* newFolder
      yield* whileRunning(
        folder,
        query(folder, (sql) =>
          Effect.gen(function* () {
            const [row] = yield* sql`
              SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication AS mighty,
                (SELECT datdba = pg_roles.oid FROM pg_database WHERE datname = current_database()) AS owner
              FROM pg_roles WHERE rolname = current_user
            `
            assert.deepStrictEqual(row, { mighty: false, owner: true })
            for (const statement of [
              "COPY (SELECT 1) TO PROGRAM 'true'",
              "SELECT pg_read_file('/etc/passwd')",
              "ALTER SYSTEM SET log_statement = 'all'",
              "CREATE DATABASE another",
              "CREATE ROLE another"
            ]) {
              const error = yield* Effect.flip(sql.unsafe(statement))
              assert.strictEqual(error.reason._tag, "AuthorizationError", statement)
            }
          })
        )
      )
    })
  )

  it.effect("may be in a folder whose path is longer than the address of a socket", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { dirname, join } = yield* Path.Path
      const parent = join(dirname(yield* newFolder), "a-rather-long-name".repeat(12))
      yield* fs.makeDirectory(parent)
      const folder = join(parent, "postgres")
      yield* whileRunning(
        folder,
        Effect.gen(function* () {
          yield* store(folder)
          assert.isTrue(yield* fs.exists(`${folder}/.s.PGSQL.5432`))
          process.kill(yield* pidOf(folder), "SIGKILL")
          assert.deepStrictEqual(yield* eventually(stored(folder)), kept)
        })
      )
      assert.deepStrictEqual(yield* whileRunning(folder, stored(folder)), kept)
    })
  )

  it.effect("of the release before keeps its data, which becomes the ordinary role's", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* newFolder
      yield* older(folder)
      yield* whileRunning(
        folder,
        query(folder, (sql) =>
          Effect.gen(function* () {
            assert.deepStrictEqual(yield* sql`SELECT id, word FROM memories`, [
              { id: 1, word: "kept" }
            ])
            yield* sql`INSERT INTO memory (word) VALUES ('new')`
            yield* sql`ALTER TABLE memory ADD COLUMN more text`
            yield* sql`DROP FUNCTION remembered`
            yield* sql`DROP SEQUENCE counted`
            const [row] = yield* sql`
              SELECT current_setting('is_superuser') AS superuser,
                count(*)::int AS others FROM pg_class
              WHERE relnamespace = 'public'::regnamespace AND relowner <> current_user::regrole
            `
            assert.deepStrictEqual(row, { superuser: "off", others: 0 })
          })
        )
      )
      const password = yield* fs.readFileString(`${folder}/connection.json`)
      assert.notInclude(password, "old-password")
    })
  )

  it.effect("is adopted from a process that was killed, without a restart", () =>
    Effect.gen(function* () {
      const folder = yield* newFolder
      yield* Effect.scoped(Effect.andThen(startElsewhere(folder), store(folder)))
      const orphan = yield* pidOf(folder)
      yield* whileRunning(
        folder,
        Effect.gen(function* () {
          assert.strictEqual(yield* pidOf(folder), orphan)
          assert.deepStrictEqual(yield* stored(folder), kept)
        })
      )
      yield* ends(orphan)
    })
  )

  it.effect("is restarted when it was killed, at the same address, with its data", () =>
    Effect.gen(function* () {
      const folder = yield* newFolder
      yield* whileRunning(
        folder,
        Effect.gen(function* () {
          yield* store(folder)
          const killed = yield* pidOf(folder)
          process.kill(killed, "SIGKILL")
          assert.deepStrictEqual(yield* eventually(stored(folder)), kept)
          assert.notStrictEqual(yield* pidOf(folder), killed)
        })
      )
    })
  )

  it.effect("starts after both it and the process that ran it were killed", () =>
    Effect.gen(function* () {
      const folder = yield* newFolder
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* startElsewhere(folder)
          yield* store(folder)
          process.kill(yield* pidOf(folder), "SIGKILL")
        })
      )
      assert.deepStrictEqual(yield* whileRunning(folder, stored(folder)), kept)
    })
  )

  it.effect("starts although another program has the pid of a killed Postgres", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* newFolder
      yield* whileRunning(folder, store(folder))
      yield* fs.writeFileString(`${folder}/postmaster.pid`, `${process.pid}\n${folder}\n`)
      assert.deepStrictEqual(yield* whileRunning(folder, stored(folder)), kept)
    })
  )

  it.effect("is created anew when its creation was interrupted", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* newFolder
      yield* fs.makeDirectory(`${folder}.building/cluster/base`, { recursive: true })
      yield* whileRunning(folder, store(folder))
    })
  )

  it.effect("fails with what Postgres wrote when it does not start", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* newFolder
      yield* whileRunning(folder, Effect.void)
      yield* fs.writeFileString(`${folder}/PG_VERSION`, "9\n")
      const error = yield* Effect.flip(whileRunning(folder, Effect.void))
      assert.strictEqual(error._tag, "PostgresDidNotStart")
      assert.include(error.message, "not compatible")
    })
  )

  describe.runIf(process.getuid?.() === 0)("below a folder that only root may enter", () => {
    const closedFolder = Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { dirname } = yield* Path.Path
      const folder = yield* newFolder
      yield* fs.chmod(dirname(folder), 0o700)
      return folder
    })

    it.effect("has its data", () =>
      Effect.gen(function* () {
        const folder = yield* closedFolder
        yield* whileRunning(folder, store(folder))
        assert.deepStrictEqual(yield* whileRunning(folder, stored(folder)), kept)
      })
    )

    it.effect("has its programs, too", () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const { dirname, join } = yield* Path.Path
        const folder = yield* closedFolder
        const { initdb } = yield* PostgresPrograms.installed
        const native = join(dirname(folder), "native")
        yield* fs.copy(dirname(dirname(initdb)), native)
        const programs = new PostgresPrograms.PostgresPrograms({
          initdb: join(native, "bin", "initdb"),
          pg_ctl: join(native, "bin", "pg_ctl")
        })
        const account = yield* PostgresAccount.choose(folder, programs.initdb)
        const cluster = { folder, account, programs }
        yield* DatabaseCluster.create(cluster)
        yield* Postmaster.run(cluster)
        yield* store(folder)
        assert.deepStrictEqual(yield* stored(folder), kept)
      })
    )
  })
})
