import { migrations } from "@aethercast/agents/store/Migrations"
import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { Headers } from "effect/http"
import { SqlClient } from "effect/sql"
import * as TestDatabase from "../../../cluster/test/harness/TestDatabase.ts"
import { Sessions } from "../../src/sessions/Sessions.ts"
import * as SessionRetention from "../../src/sessions/SessionRetention.ts"
import * as SessionSecret from "../../src/sessions/SessionSecret.ts"
import { secretOf } from "./TestSessions.ts"

const asProgram = (secret: string) => Headers.fromInput({ authorization: `Bearer ${secret}` })
const asBrowser = (secret: string) =>
  Headers.fromInput({ cookie: `theme=dark; aethercast-session=${secret}` })

layer(
  Sessions.layer.pipe(
    Layer.provideMerge(TestDatabase.layer(migrations)),
    Layer.provide(NodeServices.layer)
  ),
  { excludeTestServices: true }
)("Sessions", (it) => {
  it.effect("are known by their secret, whether it comes as a token or as a cookie", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const secret = yield* sessions.create("192.0.2.1")
      const session = SessionSecret.sessionOf(secret)
      for (const headers of [asProgram(secret), asBrowser(secret)]) {
        assert.deepStrictEqual(yield* sessions.find(headers), Option.some(session))
        assert.strictEqual(yield* sessions.require(headers), session)
      }
    })
  )

  it.effect("cannot be made up, and their ids are no secrets", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const secret = yield* sessions.create("192.0.2.1")
      const wrong = [secretOf("a"), SessionSecret.sessionOf(secret), "", `${secret}x`]
      for (const headers of [...wrong.map(asProgram), ...wrong.map(asBrowser), Headers.empty]) {
        assert.deepStrictEqual(yield* sessions.find(headers), Option.none())
        assert.strictEqual((yield* Effect.flip(sessions.require(headers)))._tag, "NoSession")
      }
    })
  )

  it.effect("are stored without their secrets", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const sql = yield* SqlClient.SqlClient
      const secret = yield* sessions.create("192.0.2.1")
      const rows =
        yield* sql`SELECT * FROM sessions WHERE session_id = ${SessionSecret.sessionOf(secret)}`
      assert.lengthOf(rows, 1)
      assert.notInclude(JSON.stringify(rows), secret)
    })
  )

  it.effect("are deleted when they were not used for 30 days and nothing hangs on them", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const sql = yield* SqlClient.SqlClient
      const secrets = [
        yield* sessions.create("192.0.2.2"),
        yield* sessions.create("192.0.2.2"),
        yield* sessions.create("192.0.2.2")
      ]
      const [unused = "", listener = "", recent = ""] = secrets.map(SessionSecret.sessionOf)
      yield* sql`
        UPDATE sessions SET used_at = now() - interval '31 days'
        WHERE ${sql.in("session_id", [unused, listener])}
      `
      const cursor = JSON.stringify({ line: "0.0", frame: 1 })
      yield* sql`
        INSERT INTO listening_positions (session_id, episode_id, cursor)
        VALUES (${listener}, 'e', ${cursor}::text::jsonb)
      `
      assert.strictEqual(yield* SessionRetention.deleteUnused, 1)
      const left = yield* sql<{ id: string }>`
        SELECT session_id AS id FROM sessions WHERE ${sql.in("session_id", [unused, listener, recent])}
      `
      assert.sameMembers(
        left.map(({ id }) => id),
        [listener, recent]
      )
    })
  )

  it.effect("are bounded for each network", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const open = (address: string) => Effect.result(sessions.create(address))
      const results = yield* Effect.forEach(Array.from({ length: 301 }), () => open("2001:db8::1"))
      assert.deepStrictEqual(
        results.map(({ _tag }) => _tag === "Success"),
        [...Array.from({ length: 300 }, () => true), false]
      )
      assert.strictEqual((yield* open("2001:db8:0:1::1"))._tag, "Success")
    })
  )
})
