import { PgClient } from "@effect/sql-pg"
import { purge } from "../../src/storage/MessagePurge.ts"
import { assert, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"
import { layer as testDatabase } from "../harness/TestDatabase.ts"
import { answer, answers, open, request, shard } from "./Storing.ts"

const long = DateTime.makeUnsafe("2020-01-01T00:00:00Z")
const between = DateTime.makeUnsafe("2021-01-01T00:00:00Z")

/** Messages to these entities, all answered long ago. */
const answered = Effect.fnUntraced(function* (entities: ReadonlyArray<string>) {
  const sql = yield* PgClient.PgClient
  const a = yield* open(1)
  yield* a.shards.acquire(a.address, [shard])
  const messages = entities.map((entity, n) => request(`${n}`, entity))
  yield* Effect.forEach(messages, a.messages.saveRequest)
  yield* Effect.forEach(messages, ({ envelope }) => answer(a, envelope.requestId, "yes"))
  yield* sql`UPDATE aethercast_messages SET settled_at = ${DateTime.formatIso(long)}::text::timestamptz`
  return { a, messages }
})

const left = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const rows = yield* sql<{
    entity_id: string
  }>`SELECT entity_id FROM aethercast_messages ORDER BY 1`
  return rows.map(({ entity_id }) => entity_id)
})

it.live("entities of which everything was answered long ago are deleted, in batches", () =>
  Effect.gen(function* () {
    const { a, messages } = yield* answered(["one", "one", "two", "three"])
    assert.strictEqual(yield* purge(long, 100), 0)
    assert.strictEqual(yield* purge(between, 2), 2)
    assert.strictEqual(yield* purge(between, 2), 2)
    assert.strictEqual(yield* purge(between, 2), 0)
    assert.deepStrictEqual(yield* left, [])
    const [message] = messages
    if (message !== undefined) {
      assert.deepStrictEqual(yield* answers(a, message.envelope.requestId), [])
    }
  }).pipe(Effect.scoped, Effect.provide(testDatabase()))
)

it.live("an entity is kept while any of its messages is recent, unanswered or suspended", () =>
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    const { a } = yield* answered(["recent", "open", "asleep", "asleep", "done"])
    const recent = request("new", "recent")
    yield* a.messages.saveRequest(recent)
    yield* answer(a, recent.envelope.requestId, "yes")
    yield* a.messages.saveRequest(request("new", "open"))
    yield* sql`
      UPDATE aethercast_messages
      SET exit = '{"_tag":"Success","value":{"_tag":"Suspended"}}'
      WHERE id = (SELECT min(id) FROM aethercast_messages WHERE entity_id = 'asleep')
    `
    assert.strictEqual(yield* purge(between, 100), 1)
    assert.deepStrictEqual(yield* left, ["asleep", "asleep", "open", "open", "recent", "recent"])
  }).pipe(Effect.scoped, Effect.provide(testDatabase()))
)

it.live("what a suspended workflow has requested is kept with it", () =>
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    yield* answered(["run", "run", "done"])
    yield* sql`
      UPDATE aethercast_messages
      SET entity_type = 'Workflow/Test', exit = '{"_tag":"Success","value":{"_tag":"Suspended"}}'
      WHERE id = (SELECT min(id) FROM aethercast_messages WHERE entity_id = 'run')
    `
    assert.strictEqual(yield* purge(between, 100), 1)
    assert.deepStrictEqual(yield* left, ["run", "run"])
  }).pipe(Effect.scoped, Effect.provide(testDatabase()))
)
