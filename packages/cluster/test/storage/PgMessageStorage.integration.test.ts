import { PgClient } from "@effect/sql-pg"
import { assert, it } from "@effect/vitest"
import { Effect, Fiber, type Scope } from "effect"
import { ShardId } from "effect/cluster"
import type { SqlClient } from "effect/sql"
import { layer as testDatabase } from "../harness/TestDatabase.ts"
import { answer, answers, loseLocks, open, read, request, shard } from "./Storing.ts"

const onTwo = <A, E>(
  test: Effect.Effect<A, E, PgClient.PgClient | SqlClient.SqlClient | Scope.Scope>
) => test.pipe(Effect.scoped, Effect.provide(testDatabase()))

/** Two nodes' storages of which the first has the shard. */
const two = Effect.gen(function* () {
  const a = yield* open(1)
  const b = yield* open(2)
  assert.deepStrictEqual(yield* a.shards.acquire(a.address, [shard]), [shard])
  assert.deepStrictEqual(yield* b.shards.acquire(b.address, [shard]), [])
  return { a, b }
})

it.live("a message is read once", () =>
  onTwo(
    Effect.gen(function* () {
      const { a, b } = yield* two
      const [here, there] = [request("here"), request("there")]
      yield* a.messages.saveRequest(here)
      yield* b.messages.saveRequest(there)
      a.gate.open()
      assert.sameMembers(yield* read(a), [here.envelope.requestId, there.envelope.requestId])
      a.gate.open()
      assert.deepStrictEqual(yield* read(a), [])
      assert.deepStrictEqual(yield* read(b), [])
    })
  )
)

it.live("a message waits for a read of its own shard", () =>
  onTwo(
    Effect.gen(function* () {
      const { a } = yield* two
      const message = request("early")
      yield* a.messages.saveRequest(message)
      // While the engine does not know that the shard is its own, it reads other shards.
      const others = yield* a.messages.unprocessedMessages([ShardId.make("default", 2)])
      assert.deepStrictEqual(others, [])
      assert.deepStrictEqual(yield* read(a), [message.envelope.requestId])
    })
  )
)

it.live("a node that has lost its shard stores no answer, and its next owner one", () =>
  onTwo(
    Effect.gen(function* () {
      const { a, b } = yield* two
      const { requestId } = (yield* Effect.tap(
        Effect.succeed(request("m")),
        a.messages.saveRequest
      )).envelope
      assert.deepStrictEqual(yield* read(a), [requestId])
      yield* loseLocks
      assert.deepStrictEqual(yield* b.shards.acquire(b.address, [shard]), [shard])

      yield* answer(a, requestId, "late")
      assert.deepStrictEqual(yield* answers(a, requestId), [])
      assert.deepStrictEqual(yield* read(b), [requestId])
      yield* answer(b, requestId, "b's")
      yield* answer(a, requestId, "later")
      assert.deepStrictEqual(yield* answers(a, requestId), ["b's"])
    })
  )
)

it.live("a caller whose answer was refused retries at the next owner of the shard", () =>
  onTwo(
    Effect.gen(function* () {
      const { a, b } = yield* two
      const message = request("m")
      yield* a.messages.saveRequest(message)
      const waiting = yield* Effect.forkChild(a.messages.registerReplyHandler(message), {
        startImmediately: true
      })
      yield* loseLocks
      yield* b.shards.acquire(b.address, [shard])
      yield* answer(a, message.envelope.requestId, "late")
      const error = yield* Effect.flip(Fiber.join(waiting))
      assert.strictEqual(error._tag, "EntityNotAssignedToRunner")
    })
  )
)

it.live("a node that has lost its shard reads nothing of it", () =>
  onTwo(
    Effect.gen(function* () {
      const { a, b } = yield* two
      yield* loseLocks
      yield* b.shards.acquire(b.address, [shard])
      const message = request("m")
      yield* a.messages.saveRequest(message)
      a.gate.open()
      assert.deepStrictEqual(yield* read(a), [])
      assert.deepStrictEqual(yield* read(b), [message.envelope.requestId])
    })
  )
)

it.live("the next owner of a shard reads what is unanswered, once", () =>
  onTwo(
    Effect.gen(function* () {
      const { a, b } = yield* two
      const messages = Array.from({ length: 20 }, (_, n) => request(`${n}`))
      yield* Effect.forEach(messages, a.messages.saveRequest, { concurrency: "unbounded" })
      const ids = messages.map(({ envelope }) => envelope.requestId)
      assert.sameMembers(yield* read(a), ids)
      yield* Effect.forEach(ids.slice(0, 5), (id) => answer(a, id, "a's"))
      yield* a.messages.saveRequest(request("never read"))
      yield* a.shards.release(a.address, shard)

      assert.deepStrictEqual(yield* b.shards.acquire(b.address, [shard]), [shard])
      const taken = yield* read(b)
      assert.strictEqual(taken.length, 16)
      assert.includeMembers(taken, ids.slice(5))
      b.gate.open()
      assert.deepStrictEqual(yield* read(b), [])
    })
  )
)

it.live("the first answer stays", () =>
  onTwo(
    Effect.gen(function* () {
      const { a } = yield* two
      const message = request("m")
      yield* a.messages.saveRequest(message)
      yield* answer(a, message.envelope.requestId, "first")
      yield* answer(a, message.envelope.requestId, "second")
      assert.deepStrictEqual(yield* answers(a, message.envelope.requestId), ["first"])
      const again = yield* a.messages.saveRequest(request("m"))
      assert.strictEqual(again._tag, "Duplicate")
    })
  )
)

it.live("a message whose INSERT has an unknown outcome is read", () =>
  onTwo(
    Effect.gen(function* () {
      const { a } = yield* two
      const { requestId } = (yield* Effect.tap(
        Effect.succeed(request("m")),
        a.messages.saveRequest
      )).envelope
      yield* read(a)
      a.gate.doubt([String(requestId)])
      assert.deepStrictEqual(yield* read(a), [requestId])
    })
  )
)

it.live("a reset message is read again, and one whose answer is cleared", () =>
  onTwo(
    Effect.gen(function* () {
      const { a } = yield* two
      const { requestId } = (yield* Effect.tap(
        Effect.succeed(request("m")),
        a.messages.saveRequest
      )).envelope
      yield* read(a)
      yield* a.messages.resetRequests([requestId])
      assert.deepStrictEqual(yield* read(a), [requestId])
      yield* answer(a, requestId, "first")
      const [reply] = yield* a.messages.repliesForUnfiltered([requestId])
      yield* a.messages.clearReplies(requestId, { expectedReplyId: requestId })
      assert.deepStrictEqual(yield* answers(a, requestId), ["first"])
      assert.isDefined(reply)
      yield* a.messages.clearReplies(requestId)
      assert.deepStrictEqual(yield* answers(a, requestId), [])
      assert.deepStrictEqual(yield* read(a), [requestId])
    })
  )
)

it.live("a message that a transaction takes back is neither stored nor read", () =>
  onTwo(
    Effect.gen(function* () {
      const { a } = yield* two
      const message = request("m")
      yield* a.messages
        .withTransaction(Effect.andThen(a.messages.saveRequest(message), Effect.fail("no")))
        .pipe(Effect.flip)
      a.gate.open()
      assert.deepStrictEqual(yield* read(a), [])
      const kept = request("m")
      yield* a.messages.withTransaction(a.messages.saveRequest(kept))
      a.gate.open()
      assert.deepStrictEqual(yield* read(a), [kept.envelope.requestId])
    })
  )
)

it.live("the owner of a shard takes it back from a node that wrote over it", () =>
  onTwo(
    Effect.gen(function* () {
      const { a, b } = yield* two
      const sql = yield* PgClient.PgClient
      yield* sql`UPDATE aethercast_shards SET node = ${b.epochs.node}::text::bigint`
      const message = request("m")
      yield* a.messages.saveRequest(message)
      yield* answer(a, message.envelope.requestId, "refused")
      assert.deepStrictEqual(yield* answers(a, message.envelope.requestId), [])
      yield* a.shards.refresh(a.address, [shard])
      a.gate.open()
      assert.deepStrictEqual(yield* read(a), [message.envelope.requestId])
      yield* answer(a, message.envelope.requestId, "a's")
      assert.deepStrictEqual(yield* answers(a, message.envelope.requestId), ["a's"])
    })
  )
)
