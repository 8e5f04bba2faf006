import { migrations } from "@aethercast/agents/store/Migrations"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { SessionId } from "@aethercast/domain/Session"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { layer as database } from "../../../cluster/test/harness/TestDatabase.ts"
import { Tastes } from "../../src/sessions/Tastes.ts"

const episode = EpisodeId.make("e".repeat(20))

const open = Effect.fnUntraced(function* (letter: string) {
  const sql = yield* SqlClient.SqlClient
  const session = SessionId.make(letter.repeat(20))
  yield* sql`INSERT INTO sessions ${sql.insert({ session_id: session, feed_token: letter })}`
  return session
})

const thumbUp = (cause: string, themes: ReadonlyArray<string>) =>
  ({ episode, kind: "ThumbUp", cause, themes, lengthSeconds: 60 }) as const

const themesOf = (session: SessionId) =>
  Tastes.use(({ get }) =>
    Effect.map(get(session), (taste) => taste.map(({ theme }) => theme).toSorted())
  )

layer(Tastes.layer.pipe(Layer.provideMerge(database(migrations))), { excludeTestServices: true })(
  "the taste of a session",
  (it) => {
    it.effect("is learnt from each signal once, and is that session's alone", () =>
      Effect.gen(function* () {
        const tastes = yield* Tastes
        const me = yield* open("a")
        const other = yield* open("b")
        yield* tastes.learn(me, thumbUp("command1", ["tides", "moon"]))
        const once = yield* tastes.get(me)
        yield* tastes.learn(me, thumbUp("command1", ["tides", "moon"]))
        assert.strictEqual((yield* tastes.signals(me)).length, 1)
        assert.deepStrictEqual(once.map(({ theme }) => theme).toSorted(), ["moon", "tides"])
        assert.deepStrictEqual(yield* tastes.get(other), [])
      })
    )

    it.effect("knows how much of an order was heard, what was heard twice counted once", () =>
      Effect.gen(function* () {
        const tastes = yield* Tastes
        const sql = yield* SqlClient.SqlClient
        const me = yield* open("c")
        yield* tastes.learn(me, { ...thumbUp("order", ["tides"]), kind: "Ordered" })
        for (const frames of ["[0,1000)", "[500,1250)"]) {
          yield* sql`
            INSERT INTO heard_spans (session_id, episode_id, line_id, frames)
            VALUES (${me}, ${episode}, '1.1', ${frames}::text::int4range)
          `
        }
        const [signal] = yield* tastes.signals(me)
        assert.strictEqual(signal?._tag === "Ordered" ? signal.heard : undefined, 0.5)
      })
    )

    it.effect("is forgotten theme by theme, or as a whole", () =>
      Effect.gen(function* () {
        const tastes = yield* Tastes
        const me = yield* open("d")
        yield* tastes.learn(me, thumbUp("command1", ["tides", "moon"]))
        yield* tastes.learn(me, thumbUp("command2", ["tides"]))
        yield* tastes.forget(me, "tides")
        assert.deepStrictEqual(yield* themesOf(me), ["moon"])
        assert.strictEqual((yield* tastes.signals(me)).length, 1)
        yield* tastes.forget(me)
        assert.deepStrictEqual(yield* themesOf(me), [])
      })
    )

    it.effect("follows from the newest 200 signals", () =>
      Effect.gen(function* () {
        const tastes = yield* Tastes
        const me = yield* open("e")
        for (let index = 0; index < 205; index++) {
          yield* tastes.learn(me, thumbUp(`command${index}`, [`theme ${index}`]))
        }
        const signals = yield* tastes.signals(me)
        assert.strictEqual(signals.length, 200)
        assert.deepStrictEqual(signals[0]?.themes, ["theme 5"])
      })
    )

    it.effect("is deleted with its session, and a signal that comes later is not kept", () =>
      Effect.gen(function* () {
        const tastes = yield* Tastes
        const sql = yield* SqlClient.SqlClient
        const me = yield* open("f")
        yield* tastes.learn(me, thumbUp("command1", ["tides"]))
        yield* sql`DELETE FROM sessions WHERE session_id = ${me}`
        yield* tastes.learn(me, thumbUp("command2", ["tides"]))
        assert.deepStrictEqual(yield* tastes.signals(me), [])
      })
    )
  }
)
