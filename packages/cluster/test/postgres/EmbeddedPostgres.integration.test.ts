import { NodeServices } from "@effect/platform-node"
import { PgClient } from "@effect/sql-pg"
import { assert, describe, layer } from "@effect/vitest"
import { Effect, FileSystem, Layer, Path, Redacted, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { SqlClient } from "effect/sql"
import { EmbeddedPostgres, running } from "../../src/postgres/EmbeddedPostgres.ts"
import * as DatabaseCluster from "../../src/postgres/internal/DatabaseCluster.ts"
import * as PostgresAccount from "../../src/postgres/internal/PostgresAccount.ts"
import * as PostgresPrograms from "../../src/postgres/internal/PostgresPrograms.ts"
import * as Postmaster from "../../src/postgres/internal/Postmaster.ts"
import { eventually } from "../harness/Eventually.ts"

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

  it.effect("hides its password from other users", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* newFolder
      yield* whileRunning(folder, Effect.void)
      const { mode } = yield* fs.stat(`${folder}/connection.json`)
      assert.strictEqual(mode & 0o777, 0o600)
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
