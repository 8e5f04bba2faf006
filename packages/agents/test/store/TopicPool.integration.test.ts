import { migrations } from "@aethercast/agents/store/Migrations"
import { TopicPool } from "@aethercast/agents/store/TopicPool"
import { Topic, TopicId } from "@aethercast/domain/Topic"
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import * as TestDatabase from "../../../cluster/test/harness/TestDatabase.ts"

const topic = (id: string, title = id) =>
  new Topic({
    id: TopicId.make(id),
    title,
    summary: "",
    tags: [],
    publishedAt: DateTime.makeUnsafe(0),
    sources: []
  })

const titles = TopicPool.use(({ reports }) =>
  Effect.map(reports, (all) => all.map(({ provider, topic: { title } }) => `${provider}: ${title}`))
)

const WithPool = Layer.provideMerge(TopicPool.layer, TestDatabase.layer(migrations))

describe("the pool of topics", () => {
  it.live("has the topics of each provider, the earliest first, as last reported", () =>
    Effect.gen(function* () {
      const pool = yield* TopicPool
      yield* pool.save("one", [topic("a"), topic("b")])
      yield* pool.save("two", [topic("a")])
      yield* pool.save("one", [topic("c"), topic("a", "A again")])
      assert.deepStrictEqual(yield* titles, ["one: A again", "one: b", "two: a", "one: c"])
    }).pipe(Effect.provide(WithPool))
  )

  it.live("forgets topics that were not reported for two days, and the oldest of too many", () =>
    Effect.gen(function* () {
      const pool = yield* TopicPool
      const sql = yield* SqlClient.SqlClient
      yield* pool.save("one", [topic("old")])
      yield* sql`UPDATE pooled_topics SET expires_at = now()`
      assert.deepStrictEqual(yield* titles, [])
      yield* pool.save("two", [topic("kept")])
      yield* pool.save("one", [topic("first")])
      yield* pool.save(
        "one",
        Array.from({ length: 300 }, (_, n) => topic(`t${n}`))
      )
      const all = yield* titles
      assert.strictEqual(all.length, 301)
      assert.include(all, "two: kept")
      assert.notInclude(all, "one: first")
      assert.deepStrictEqual(yield* sql`SELECT 1 FROM pooled_topics WHERE topic_id = 'old'`, [])
    }).pipe(Effect.provide(WithPool))
  )

  it.live("has another version when there are other topics", () =>
    Effect.gen(function* () {
      const pool = yield* TopicPool
      const empty = yield* pool.version
      yield* pool.save("one", [topic("a")])
      const one = yield* pool.version
      assert.notStrictEqual(one, empty)
      yield* pool.save("one", [topic("a")])
      assert.strictEqual(yield* pool.version, one)
    }).pipe(Effect.provide(WithPool))
  )
})
