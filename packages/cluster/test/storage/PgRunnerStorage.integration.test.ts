import { PgClient } from "@effect/sql-pg"
import { assert, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { ShardId } from "effect/cluster"
import { TestClock } from "effect/testing"
import { layer as testDatabase } from "../harness/TestDatabase.ts"
import { answer, answers, loseLocks, open, request, shard } from "./Storing.ts"

const another = ShardId.make("default", 2)

it.effect(
  "an answer does not wait for a refresh of its shard's lock, however long ago the last was",
  () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const node = yield* open(1)
      yield* node.shards.acquire(node.address, [shard, another])
      const message = request("question")
      yield* node.messages.saveRequest(message)
      yield* TestClock.adjust("1 day")
      yield* sql.withTransaction(
        Effect.gen(function* () {
          // No heartbeat can be written, and the lock's session waits for that.
          yield* sql`LOCK TABLE aethercast_runners IN ACCESS EXCLUSIVE MODE`
          const owned = yield* node.shards
            .refresh(node.address, [shard])
            .pipe(Effect.timeoutOption("5 seconds"), TestClock.withLive)
          assert.deepStrictEqual(owned, Option.some([shard]))
        })
      )
      yield* answer(node, message.envelope.requestId, "yes")
      assert.deepStrictEqual(yield* answers(node, message.envelope.requestId), ["yes"])
    }).pipe(Effect.scoped, Effect.provide(testDatabase()))
)

it.effect("a node with a single shard notices that it has lost the lock", () =>
  Effect.gen(function* () {
    const node = yield* open(1)
    yield* node.shards.acquire(node.address, [shard])
    yield* TestClock.adjust("1 day")
    yield* loseLocks
    // The engine retries as well: the first statement meets the session that was ended.
    const refresh = Effect.retry(node.shards.refresh(node.address, [shard]), { times: 3 })
    assert.deepStrictEqual(yield* refresh, [])
  }).pipe(Effect.scoped, Effect.provide(testDatabase()))
)
