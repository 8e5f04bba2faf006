import { NodeServices } from "@effect/platform-node"
import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Option, Path, Redacted, Schedule, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { SqlClient } from "effect/sql"
import { Postgres } from "../src/Postgres.ts"
import * as Account from "../src/postgres/Account.ts"
import * as Cluster from "../src/postgres/Cluster.ts"
import * as Postmaster from "../src/postgres/Postmaster.ts"
import * as Programs from "../src/postgres/Programs.ts"
import { Settings } from "../src/Settings.ts"

const server = (data: string) =>
  new Settings({
    role: "server",
    host: "127.0.0.1",
    port: 0,
    data,
    library: Option.none(),
    opensBrowser: false,
    databaseUrl: Option.none(),
    clusterHost: "127.0.0.1",
    clusterPort: 0,
    roles: ["default"],
    tls: Option.none(),
    noticeSeconds: 0
  })

const node = (data: string) => new Settings({ ...server(data), role: "node" })

const using = (databaseUrl: string) =>
  new Settings({ ...server("/nowhere"), databaseUrl: Option.some(Redacted.make(databaseUrl)) })

const folder = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  return yield* fs.makeTempDirectoryScoped({ prefix: "aethercast postgres " })
})

/** A server in another process, from the moment that its database is up until the scope ends. */
const otherServer = Effect.fnUntraced(function* (data: string) {
  const other = yield* ChildProcess.make(
    process.execPath,
    [`${import.meta.dirname}/ServerProcess.ts`, "--data", data],
    { killSignal: "SIGKILL", stderr: "inherit" }
  )
  yield* other.stdout.pipe(
    Stream.decodeText(),
    Stream.splitLines,
    Stream.takeUntil((line) => line === "up"),
    Stream.runDrain
  )
  return other
})

const within = <A, E, R>(settings: Settings, effect: Effect.Effect<A, E, R>) =>
  Effect.provide(effect, Layer.fresh(Postgres.layer(settings)))

const address = Effect.map(Postgres, ({ url }) => Redacted.value(url))

const query = <A, E>(run: (sql: SqlClient.SqlClient) => Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    const { url } = yield* Postgres
    return yield* SqlClient.SqlClient.use(run).pipe(
      Effect.provide(PgClient.layer({ url, maxConnections: 1 }))
    )
  })

const remember = query((sql) => sql`CREATE TABLE memory AS SELECT 'kept' AS word`)
const recall = query((sql) => sql<{ word: string }>`SELECT word FROM memory`)
const kept = [{ word: "kept" }]

const postmaster = Effect.fnUntraced(function* (data: string) {
  const fs = yield* FileSystem.FileSystem
  const text = yield* fs.readFileString(`${data}/postgres/postmaster.pid`)
  return Number(text.split("\n")[0])
})

/** Its pid file goes a moment before itself. */
const gone = (pid: number) =>
  Effect.try({ try: () => process.kill(pid, 0), catch: () => "gone" }).pipe(
    Effect.flip,
    Effect.retry(soon)
  )

const soon = Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "20 seconds" }))

describe("a server without DATABASE_URL", () => {
  it.live("finds what it stored at its next start, at the same address", () =>
    Effect.gen(function* () {
      const data = yield* folder
      const before = yield* within(
        server(data),
        Effect.tap(address, () => remember)
      )
      const after = yield* within(server(data), Effect.all([address, recall]))
      assert.deepStrictEqual(after, [before, kept])
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("leaves no Postgres running when it ends", () =>
    Effect.gen(function* () {
      const data = yield* folder
      const pid = yield* within(server(data), postmaster(data))
      yield* gone(pid)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("keeps the database's password from other users", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const data = yield* folder
      yield* within(server(data), Effect.void)
      const { mode } = yield* fs.stat(`${data}/postgres/connection.json`)
      assert.strictEqual(mode & 0o777, 0o600)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("takes over the Postgres of a server that was killed, under those who use it", () =>
    Effect.gen(function* () {
      const data = yield* folder
      yield* Effect.scoped(Effect.andThen(otherServer(data), within(node(data), remember)))
      const orphan = yield* postmaster(data)
      yield* within(
        server(data),
        Effect.gen(function* () {
          assert.strictEqual(yield* postmaster(data), orphan)
          assert.deepStrictEqual(yield* recall, kept)
        })
      )
      yield* gone(orphan)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("is refused while another server has the folder", () =>
    Effect.gen(function* () {
      const data = yield* folder
      const other = yield* otherServer(data)
      const error = yield* Effect.flip(within(server(data), Effect.void))
      assert.strictEqual(error._tag, "DataFolderInUse")
      assert.include(error.message, `process ${other.pid}`)
      yield* other.kill({ killSignal: "SIGTERM" })
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("starts a Postgres again that was killed, at the same address, with nothing lost", () =>
    Effect.gen(function* () {
      const data = yield* folder
      yield* within(
        server(data),
        Effect.gen(function* () {
          yield* remember
          const killed = yield* postmaster(data)
          process.kill(killed, "SIGKILL")
          assert.deepStrictEqual(yield* Effect.retry(recall, soon), kept)
          assert.notStrictEqual(yield* postmaster(data), killed)
        })
      )
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("starts after both it and its Postgres were killed", () =>
    Effect.gen(function* () {
      const data = yield* folder
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* otherServer(data)
          yield* within(node(data), remember)
          process.kill(yield* postmaster(data), "SIGKILL")
        })
      )
      assert.deepStrictEqual(yield* within(server(data), recall), kept)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("is not misled by a program that has the number of a killed Postgres", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const data = yield* folder
      yield* within(server(data), remember)
      yield* fs.writeFileString(`${data}/postgres/postmaster.pid`, `${process.pid}\n${data}\n`)
      assert.deepStrictEqual(yield* within(server(data), recall), kept)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("makes the database again that a kill left half made", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const data = yield* folder
      yield* fs.makeDirectory(`${data}/postgres.making/cluster/base`, { recursive: true })
      yield* within(server(data), remember)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("says what Postgres wrote when it does not start", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const data = yield* folder
      yield* within(server(data), Effect.void)
      yield* fs.writeFileString(`${data}/postgres/PG_VERSION`, "9\n")
      const error = yield* Effect.flip(within(server(data), Effect.void))
      assert.strictEqual(error._tag, "PostgresDidNotStart")
      assert.include(error.message, "not compatible")
    }).pipe(Effect.provide(NodeServices.layer))
  )
})

/** Such a folder shuts out everybody but root, as root's home does; its programs are copies. */
const closedToAllButRoot = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const { dirname, join } = yield* Path.Path
  const closed = yield* folder
  yield* fs.chmod(closed, 0o700)
  const { initdb } = yield* Programs.installed
  const native = join(closed, "native")
  yield* fs.copy(dirname(dirname(initdb)), native)
  const bin = join(native, "bin")
  const programs = new Programs.Programs({
    initdb: join(bin, "initdb"),
    pg_ctl: join(bin, "pg_ctl")
  })
  return { data: join(closed, "data"), programs }
})

describe.runIf(process.getuid?.() === 0)("root, whose folders nobody else may enter", () => {
  it.live("has its data there", () =>
    Effect.gen(function* () {
      const { data } = yield* closedToAllButRoot
      yield* within(server(data), remember)
      assert.deepStrictEqual(yield* within(server(data), recall), kept)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("has the programs of Postgres there, too", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { data, programs } = yield* closedToAllButRoot
      yield* fs.makeDirectory(data)
      const account = yield* Account.forCluster(`${data}/postgres`, programs.initdb)
      const cluster = { folder: `${data}/postgres`, account, programs }
      yield* Cluster.create(cluster)
      const { url } = yield* Postmaster.run(cluster)
      const rows = yield* SqlClient.SqlClient.use((sql) => sql`SELECT 1 AS one`).pipe(
        Effect.provide(PgClient.layer({ url, maxConnections: 1 }))
      )
      assert.deepStrictEqual(rows, [{ one: 1 }])
    }).pipe(Effect.provide(NodeServices.layer))
  )
})

describe("a joining node", () => {
  it.live("uses the database of the server that runs in the data folder", () =>
    Effect.gen(function* () {
      const data = yield* folder
      const both = Effect.all([address, within(node(data), address)])
      const [its, ours] = yield* within(server(data), both)
      assert.strictEqual(ours, its)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("is told where to find one when no server runs", () =>
    Effect.gen(function* () {
      const data = yield* folder
      const never = yield* Effect.flip(within(node(data), Effect.void))
      assert.strictEqual(never._tag, "NothingToJoin")
      yield* within(server(data), Effect.void)
      const noLonger = yield* Effect.flip(within(node(data), Effect.void))
      assert.strictEqual(noLonger._tag, "NothingToJoin")
    }).pipe(Effect.provide(NodeServices.layer))
  )
})

describe("DATABASE_URL", () => {
  it.live("names the host and the reason when nobody answers, and no password", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        within(using("postgres://me:secret@127.0.0.1:1/cast"), Effect.void)
      )
      assert.strictEqual(error._tag, "DatabaseUnreachable")
      assert.include(error.message, "127.0.0.1:1")
      assert.include(error.message, "ECONNREFUSED")
      assert.notInclude(error.message, "secret")
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("says so when the database does not let us in", () =>
    Effect.gen(function* () {
      const data = yield* folder
      yield* within(
        server(data),
        Effect.gen(function* () {
          const wrong = new URL(yield* address)
          wrong.password = "wrong"
          const error = yield* Effect.flip(within(using(wrong.href), Effect.void))
          assert.include(error.message, "password authentication failed")
        })
      )
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
