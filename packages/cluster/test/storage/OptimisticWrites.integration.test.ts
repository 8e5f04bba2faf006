import type { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Option, type Scope } from "effect"
import { SqlClient } from "effect/sql"
import { eventually } from "../harness/Eventually.ts"
import { layer as testDatabase } from "../harness/TestDatabase.ts"
import { answer, answers, loseLocks, open, read, request, shard } from "./Storing.ts"

type Request = ReturnType<typeof request>
type Node = Effect.Success<ReturnType<typeof open>>

const entity = "drafted"
const tell = (id: string) => request(id, entity)
const idOf = (message: Request) => message.envelope.requestId

/** Sends a message and waits for its answer, as the engine does for a sender on the shard's own node. */
const ask = Effect.fnUntraced(function* (node: Node, message: Request) {
  const waiting = yield* Effect.forkScoped(node.messages.registerReplyHandler(message), {
    startImmediately: true
  })
  const saved = yield* node.messages.saveRequest(message)
  return { saved, waiting }
})

/** Which of the messages are stored, and whether they are answered. */
const stored = Effect.fnUntraced(function* (...messages: ReadonlyArray<Request>) {
  const sql = yield* SqlClient.SqlClient
  const ids = messages.map((message) => String(idOf(message)))
  const rows = yield* sql<{ processed: boolean }>`
    SELECT processed FROM aethercast_messages WHERE id::text IN ${sql.in(ids)} ORDER BY id
  `
  return rows.map(({ processed }) => (processed ? "answered" : "waiting"))
})

/** A node whose entity is executing its first message. */
const begun = Effect.gen(function* () {
  const node = yield* open(1)
  assert.deepStrictEqual(yield* node.shards.acquire(node.address, [shard]), [shard])
  const first = tell("first")
  yield* node.messages.saveRequest(first)
  assert.deepStrictEqual(yield* read(node), [idOf(first)])
  return { node, first }
})

const live = (
  name: string,
  test: Effect.Effect<unknown, unknown, PgClient.PgClient | SqlClient.SqlClient | Scope.Scope>
) => it.live(name, () => test.pipe(Effect.scoped, Effect.provide(testDatabase()), Effect.orDie))

describe("a message that is certain to be new, and whose answer is awaited", () => {
  live(
    "is handed over before it is stored, and stored with its answer",
    Effect.gen(function* () {
      const { node } = yield* begun
      const second = tell("second")
      const { saved, waiting } = yield* ask(node, second)
      assert.strictEqual(saved._tag, "Success")
      assert.deepStrictEqual(yield* read(node), [idOf(second)])
      yield* answer(node, idOf(second), "done")
      yield* Fiber.join(waiting)
      assert.deepStrictEqual(yield* stored(second), ["answered"])
      assert.deepStrictEqual(yield* answers(node, idOf(second)), ["done"])
      assert.deepStrictEqual(yield* read(node), [])
    })
  )

  live(
    "is stored a moment later when it is not answered, and is not read twice",
    Effect.gen(function* () {
      const { node } = yield* begun
      const second = tell("second")
      yield* ask(node, second)
      assert.deepStrictEqual(yield* read(node), [idOf(second)])
      yield* eventually(
        Effect.map(stored(second), (rows) => assert.deepStrictEqual(rows, ["waiting"]))
      )
      node.gate.open()
      assert.deepStrictEqual(yield* read(node), [])
      yield* answer(node, idOf(second), "done")
      assert.deepStrictEqual(yield* stored(second), ["answered"])
    })
  )

  live(
    "is answered once when it is asked twice",
    Effect.gen(function* () {
      const { node } = yield* begun
      const [second, again] = [tell("second"), tell("second")]
      const asked = yield* ask(node, second)
      const repeated = yield* ask(node, again)
      assert.strictEqual(asked.saved._tag, "Success")
      assert.deepInclude(repeated.saved, { _tag: "Duplicate", originalId: idOf(second) })
      assert.deepStrictEqual(yield* read(node), [idOf(second)])
      assert.deepStrictEqual(yield* stored(second, again), ["waiting"])
    })
  )

  live(
    "is answered once when it is asked again and its entity's history is over",
    Effect.gen(function* () {
      const { first, node } = yield* begun
      const other = yield* open(2)
      const ends = {
        "the first is answered": answer(node, idOf(first), "suspended"),
        "another node had to do with it": Effect.gen(function* () {
          yield* other.messages.saveRequest(tell("other"))
          node.gate.open()
          yield* read(node)
        })
      }
      for (const [key, end] of Object.entries(ends)) {
        const asked = tell(key)
        yield* ask(node, asked)
        assert.include(yield* read(node), idOf(asked))
        yield* end
        const again = yield* ask(node, tell(key))
        assert.deepInclude(again.saved, { _tag: "Duplicate", originalId: idOf(asked) })
      }
    })
  )

  live(
    "is answered once when it is asked again while its answer is stored",
    Effect.gen(function* () {
      const { node } = yield* begun
      const asked = Array.from({ length: 500 }, (_, n) => tell(`key-${n}`))
      yield* Effect.forEach(asked, (message) => ask(node, message))
      assert.lengthOf(yield* read(node), asked.length)
      const answering = yield* Effect.forkScoped(
        Effect.forEach(asked, (message) => answer(node, idOf(message), "done"), {
          concurrency: "unbounded"
        }),
        { startImmediately: true }
      )
      const again = yield* Effect.forEach(asked, (_, n) => ask(node, tell(`key-${n}`)), {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(new Set(again.map(({ saved }) => saved._tag)), new Set(["Duplicate"]))
      yield* Fiber.join(answering)
      assert.deepStrictEqual(yield* read(node), [])
      assert.deepStrictEqual(new Set(yield* stored(...asked)), new Set(["answered"]))
    })
  )

  live(
    "is stored though Postgres keeps no such key",
    Effect.gen(function* () {
      const { node } = yield* begun
      const odd = tell(`nul \0 and half ${"\u{1F30A}".slice(0, 1)}`)
      yield* ask(node, odd)
      assert.deepStrictEqual(yield* read(node), [idOf(odd)])
      yield* eventually(
        Effect.map(stored(odd), (rows) => assert.deepStrictEqual(rows, ["waiting"]))
      )
    })
  )

  live(
    "goes to the next owner of the shard when its answer comes too late",
    Effect.gen(function* () {
      const { node } = yield* begun
      const next = yield* open(2)
      const second = tell("second")
      const { waiting } = yield* ask(node, second)
      assert.deepStrictEqual(yield* read(node), [idOf(second)])
      yield* loseLocks
      assert.deepStrictEqual(yield* next.shards.acquire(next.address, [shard]), [shard])

      yield* answer(node, idOf(second), "late")
      // The caller is told to look for the answer of the shard's owner.
      assert.strictEqual(
        (yield* Effect.flip(Fiber.join(waiting)))._tag,
        "EntityNotAssignedToRunner"
      )
      yield* eventually(
        Effect.map(stored(second), (rows) => assert.deepStrictEqual(rows, ["waiting"]))
      )
      assert.include(yield* read(next), idOf(second))
      yield* answer(next, idOf(second), "the next one's")
      assert.deepStrictEqual(yield* answers(node, idOf(second)), ["the next one's"])
    })
  )

  live(
    "is stored as soon as the database takes it",
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const { node } = yield* begun
      const second = tell("second")
      yield* sql`ALTER TABLE aethercast_messages RENAME TO aethercast_messages_away`
      yield* ask(node, second)
      assert.deepStrictEqual(yield* read(node), [idOf(second)])
      yield* Effect.flip(answer(node, idOf(second), "lost"))
      yield* sql`ALTER TABLE aethercast_messages_away RENAME TO aethercast_messages`
      yield* eventually(
        Effect.map(stored(second), (rows) => assert.deepStrictEqual(rows, ["waiting"]))
      )
      yield* answer(node, idOf(second), "done")
      assert.deepStrictEqual(yield* stored(second), ["answered"])
    })
  )
})

describe("a message is stored before it is handed over", () => {
  const storedFirst = Effect.fnUntraced(function* (node: Node, message: Request) {
    yield* ask(node, message)
    assert.deepStrictEqual(yield* stored(message), ["waiting"])
  })

  live(
    "when nobody waits here for its answer",
    Effect.gen(function* () {
      const { node } = yield* begun
      const second = tell("second")
      yield* node.messages.saveRequest(second)
      assert.deepStrictEqual(yield* stored(second), ["waiting"])
    })
  )

  live(
    "when another node has stored one for the same entity",
    Effect.gen(function* () {
      const { node } = yield* begun
      const other = yield* open(2)
      yield* other.messages.saveRequest(tell("other"))
      node.gate.open()
      assert.lengthOf(yield* read(node), 1)
      yield* storedFirst(node, tell("second"))
    })
  )

  live(
    "when the entity was known before this node had it",
    Effect.gen(function* () {
      const other = yield* open(2)
      yield* other.messages.saveRequest(tell("other"))
      const node = yield* open(1)
      assert.deepStrictEqual(yield* node.shards.acquire(node.address, [shard]), [shard])
      yield* node.messages.saveRequest(tell("first"))
      yield* storedFirst(node, tell("second"))
    })
  )

  live(
    "when the first one is answered",
    Effect.gen(function* () {
      const { first, node } = yield* begun
      yield* answer(node, idOf(first), "done")
      yield* storedFirst(node, tell("second"))
    })
  )

  live(
    "when the shard was another node's meanwhile",
    Effect.gen(function* () {
      const { first, node } = yield* begun
      const other = yield* open(2)
      yield* loseLocks
      yield* other.shards.acquire(other.address, [shard])
      const signal = tell("signal")
      yield* other.messages.saveRequest(signal)
      yield* answer(other, idOf(signal), "given")
      yield* answer(other, idOf(first), "suspended")
      yield* loseLocks
      yield* node.shards.acquire(node.address, [shard])

      // What was stored there does not count as new here.
      const { address } = signal.envelope
      const known = yield* node.messages.requestIdForPrimaryKey({
        address,
        tag: "Say",
        id: "signal"
      })
      assert.deepStrictEqual(known, Option.some(idOf(signal)))
      const again = yield* ask(node, tell("signal"))
      assert.deepInclude(again.saved, { _tag: "Duplicate", originalId: idOf(signal) })
      yield* storedFirst(node, tell("second"))
    })
  )

  live(
    "when the node has not seen its locks for longer than they last",
    Effect.gen(function* () {
      const { node } = yield* begun
      node.epochs.confirm(-Infinity)
      yield* storedFirst(node, tell("second"))
    })
  )

  live(
    "when it is part of a transaction",
    Effect.gen(function* () {
      const { node } = yield* begun
      const second = tell("second")
      yield* node.messages.withTransaction(ask(node, second))
      assert.deepStrictEqual(yield* stored(second), ["waiting"])
    })
  )
})
