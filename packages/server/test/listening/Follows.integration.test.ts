import { migrations } from "@aethercast/agents/store/Migrations"
import { Followed, type FollowSettings } from "@aethercast/domain/Follow"
import { SessionId } from "@aethercast/domain/Session"
import { assert, layer } from "@effect/vitest"
import { DateTime, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { layer as database } from "../../../cluster/test/harness/TestDatabase.ts"
import { Follows } from "../../src/listening/Follows.ts"

const topic = (words: string, timeZone = "UTC"): FollowSettings => ({
  followed: Followed.cases.Topic.make({ words }),
  lengthSeconds: 180,
  style: "conversation",
  language: "en",
  timeZone
})

const open = Effect.fnUntraced(function* (letter: string) {
  const sql = yield* SqlClient.SqlClient
  const session = SessionId.make(letter.repeat(20))
  yield* sql`INSERT INTO sessions ${sql.insert({ session_id: session, feed_token: letter })}`
  return session
})

/** As if the follows had been made some days ago. */
const later = (days: number) =>
  SqlClient.SqlClient.use((sql) => sql`UPDATE follows SET served_for = served_for - ${days}::int`)

const wordsDue = Follows.use(({ due }) =>
  Effect.map(due, (all) =>
    all.map(({ follow: { followed } }) => (followed._tag === "Topic" ? followed.words : ""))
  )
)

layer(Follows.layer.pipe(Layer.provideMerge(database(migrations))), { excludeTestServices: true })(
  "what sessions follow",
  (it) => {
    it.effect("is due from the next morning on, once each morning", () =>
      Effect.gen(function* () {
        const follows = yield* Follows
        const me = yield* open("a")
        yield* follows.add(me, topic("tides"))
        assert.deepStrictEqual(yield* wordsDue, [])
        yield* later(3)
        const [due] = yield* follows.due
        assert.strictEqual(due?.session, me)
        const now = yield* DateTime.now
        const lastMorning = DateTime.formatIsoDateUtc(DateTime.subtract(now, { hours: 7 }))
        assert.strictEqual(due?.morning, lastMorning)
        if (due === undefined) return
        yield* follows.serve(due, "high-tide")
        assert.deepStrictEqual(yield* wordsDue, [])
        yield* later(1)
        assert.strictEqual((yield* follows.due)[0]?.servedTopic, "high-tide")
        yield* follows.remove(me, due.follow.id)
        assert.deepStrictEqual(yield* wordsDue, [])
      })
    )

    it.effect("goes by the clocks of its time zone", () =>
      Effect.gen(function* () {
        const follows = yield* Follows
        const me = yield* open("b")
        const zones = ["Pacific/Kiritimati", "Pacific/Niue"]
        for (const zone of zones) yield* follows.add(me, topic(zone, zone))
        yield* later(1)
        const due = yield* follows.due
        const mornings = zones.map(
          (zone) => due.find(({ follow }) => follow.timeZone === zone)?.morning ?? ""
        )
        const now = yield* DateTime.now
        assert.deepStrictEqual(
          mornings,
          zones.map((zone) =>
            DateTime.formatIsoDate(
              DateTime.setZoneNamedUnsafe(DateTime.subtract(now, { hours: 7 }), zone)
            )
          )
        )
        assert.notStrictEqual(mornings[0], mornings[1])
        const unknown = yield* Effect.flip(follows.add(me, topic("tides", "Europe/Atlantis")))
        assert.strictEqual(unknown.reason, 'There is no time zone "Europe/Atlantis".')
      })
    )

    it.effect("is no feed on a private network", () =>
      Effect.gen(function* () {
        const follows = yield* Follows
        const me = yield* open("e")
        for (const url of ["http://10.0.0.1/rss", "http://library.internal/feed.xml"]) {
          const followed = Followed.cases.Feed.make({ url })
          const refused = yield* Effect.flip(follows.add(me, { ...topic("tides"), followed }))
          assert.match(refused.reason, /not a public address/)
        }
      })
    )

    it.effect("is at most twenty things, belongs to its session, and goes with it", () =>
      Effect.gen(function* () {
        const follows = yield* Follows
        const sql = yield* SqlClient.SqlClient
        const [me, you] = [yield* open("c"), yield* open("d")]
        const first = yield* follows.add(me, topic("t0"))
        for (let n = 1; n < 20; n++) yield* follows.add(me, topic(`t${n}`))
        assert.match((yield* Effect.flip(follows.add(me, topic("t20")))).reason, /at most 20/)
        assert.strictEqual((yield* follows.list(me)).length, 20)
        assert.deepStrictEqual(yield* follows.list(you), [])
        assert.isFalse(yield* follows.remove(you, first.id))
        yield* sql`DELETE FROM sessions WHERE session_id = ${me}`
        assert.deepStrictEqual(yield* follows.list(me), [])
      })
    )
  }
)
