import { NodeServices } from "@effect/platform-node"
import { PgClient } from "@effect/sql-pg"
import { assert, describe, layer } from "@effect/vitest"
import { Effect, FileSystem, Layer, Logger, Option, Redacted, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { SqlClient } from "effect/sql"
import { inject } from "vitest"
import { Postgres } from "../src/Postgres.ts"

const server = (data: string) => ({ role: "server", data, databaseUrl: Option.none() }) as const
const node = (data: string) => ({ ...server(data), role: "node" }) as const
const given = (url: string) =>
  ({ ...server("/nowhere"), databaseUrl: Option.some(Redacted.make(url)) }) as const

const newFolder = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  return yield* fs.makeTempDirectoryScoped({ prefix: "aethercast postgres " })
})

/** Starts a server in another process and waits until it has its database. */
const startElsewhere = Effect.fnUntraced(function* (data: string) {
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

const within = <A, E, R>(
  settings: Parameters<typeof Postgres.layer>[0],
  effect: Effect.Effect<A, E, R>
) => Effect.provide(effect, Layer.fresh(Postgres.layer(settings)))

const address = Effect.map(Postgres, ({ url }) => Redacted.value(url))

/** What the process logs while it has the database. */
const logged = Effect.fnUntraced(function* (url: string) {
  const lines: Array<string> = []
  const LogLayer = Logger.layer([Logger.map(Logger.formatLogFmt, (line) => lines.push(line))])
  yield* Effect.provide(within(given(url), Effect.void), LogLayer)
  return lines.join("\n")
})

const query = <A, E>(run: (sql: SqlClient.SqlClient) => Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    const { url } = yield* Postgres
    return yield* SqlClient.SqlClient.use(run).pipe(
      Effect.provide(PgClient.layer({ url, maxConnections: 1 }))
    )
  })

const store = query((sql) => sql`CREATE TABLE memory AS SELECT 'kept' AS word`)
const stored = query((sql) => sql`SELECT word FROM memory`)

layer(NodeServices.layer, { excludeTestServices: true })("the database", (it) => {
  describe("of a server without DATABASE_URL", () => {
    it.effect("is in its data folder, at the same address at each start", () =>
      Effect.gen(function* () {
        const data = yield* newFolder
        const before = yield* within(
          server(data),
          Effect.tap(address, () => store)
        )
        const after = yield* within(server(data), Effect.all([address, stored]))
        assert.deepStrictEqual(after, [before, [{ word: "kept" }]])
      })
    )

    it.effect("is refused while another server has the data folder", () =>
      Effect.gen(function* () {
        const data = yield* newFolder
        const other = yield* startElsewhere(data)
        const error = yield* Effect.flip(within(server(data), Effect.void))
        assert.strictEqual(error._tag, "DataFolderInUse")
        assert.include(error.message, `process ${other.pid}`)
        yield* other.kill({ killSignal: "SIGTERM" })
      })
    )

    it.effect("is taken over from a server that was killed, under its users", () =>
      Effect.gen(function* () {
        const data = yield* newFolder
        const before = yield* Effect.scoped(
          Effect.andThen(
            startElsewhere(data),
            within(
              node(data),
              Effect.tap(address, () => store)
            )
          )
        )
        const after = yield* within(server(data), Effect.all([address, stored]))
        assert.deepStrictEqual(after, [before, [{ word: "kept" }]])
      })
    )

    it.effect("comes with advice when it does not start", () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const data = yield* newFolder
        yield* within(server(data), Effect.void)
        yield* fs.writeFileString(`${data}/postgres/PG_VERSION`, "9\n")
        const error = yield* Effect.flip(within(server(data), Effect.void))
        assert.strictEqual(error._tag, "NoDatabase")
        assert.include(error.message, "not compatible")
        assert.include(error.message, "DATABASE_URL")
      })
    )
  })

  describe("of a node that joins", () => {
    it.effect("is the one of the server in its data folder", () =>
      Effect.gen(function* () {
        const data = yield* newFolder
        const both = Effect.all([address, within(node(data), address)])
        const [ofServer, ofNode] = yield* within(server(data), both)
        assert.strictEqual(ofNode, ofServer)
      })
    )

    it.effect("is missing, with advice, when no server runs", () =>
      Effect.gen(function* () {
        const data = yield* newFolder
        const never = yield* Effect.flip(within(node(data), Effect.void))
        assert.strictEqual(never._tag, "NoDatabase")
        assert.include(never.message, `No server runs in ${data}`)
        yield* within(server(data), Effect.void)
        const noLonger = yield* Effect.flip(within(node(data), Effect.void))
        assert.strictEqual(noLonger._tag, "NoDatabase")
      })
    )
  })

  describe("of DATABASE_URL", () => {
    it.effect(
      "is reported with its host and the reason, without a password, when nothing answers",
      () =>
        Effect.gen(function* () {
          const error = yield* Effect.flip(
            within(given("postgres://me:secret@127.0.0.1:1/cast"), Effect.void)
          )
          assert.strictEqual(error._tag, "NoDatabase")
          assert.include(error.message, "127.0.0.1:1")
          assert.include(error.message, "ECONNREFUSED")
          assert.notInclude(error.message, "secret")
        })
    )

    it.effect(
      "comes with a warning when it is for a superuser, and with none for another role",
      () =>
        Effect.gen(function* () {
          assert.include(yield* logged(inject("postgres")), "connects as a superuser")
          assert.strictEqual(yield* logged(inject("databaseOwner")), "")
        })
    )

    it.effect("is reported when it does not accept our password", () =>
      Effect.gen(function* () {
        const data = yield* newFolder
        yield* within(
          server(data),
          Effect.gen(function* () {
            const wrong = new URL(yield* address)
            wrong.password = "wrong"
            const error = yield* Effect.flip(within(given(wrong.href), Effect.void))
            assert.include(error.message, "password authentication failed")
          })
        )
      })
    )
  })
})
