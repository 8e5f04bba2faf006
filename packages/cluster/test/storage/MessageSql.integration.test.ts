import { connect } from "node:net"
import { Duplex, Transform } from "node:stream"
import { PgClient } from "@effect/sql-pg"
import * as Database from "@aethercast/cluster/Database"
import * as DatabaseTarget from "../../src/postgres/internal/DatabaseTarget.ts"
import * as MessageSql from "../../src/storage/internal/MessageSql.ts"
import * as Storage from "../../src/storage/ClusterStorage.ts"
import { assert, it } from "@effect/vitest"
import { Context, Effect, Layer, Option, Redacted, Ref } from "effect"
import { RunnerAddress, RunnerHealth, Runners, Sharding, ShardingConfig } from "effect/cluster"
import { eventually } from "../harness/Eventually.ts"
import { fresh, layer as testDatabase } from "../harness/TestDatabase.ts"
import { Echo, quiet, shard } from "./Storing.ts"

/** The ids of the messages that the entities of all nodes received, in order. */
class Received extends Context.Service<Received, Ref.Ref<ReadonlyArray<string>>>()(
  "@aethercast/cluster/test/Received"
) {
  static readonly layer = Layer.effect(Received, Ref.make<ReadonlyArray<string>>([]))
}

const EchoLayer = Echo.toLayer(
  Effect.gen(function* () {
    const received = yield* Received
    return {
      Say: ({ payload: { id } }) =>
        Effect.as(
          Ref.update(received, (ids) => [...ids, id]),
          id
        )
    }
  }),
  { concurrency: "unbounded" }
)

/** A node that no other can reach but through the database; one without a port has no shards. */
const engine = (port: number | undefined) => {
  const storage = Storage.postgres()
  return Layer.merge(storage.notifications, port === undefined ? Layer.empty : EchoLayer).pipe(
    Layer.provideMerge(Sharding.layer),
    Layer.provide([Runners.layerNoop, RunnerHealth.layerNoop]),
    Layer.provide(storage.layer),
    Layer.provide(
      ShardingConfig.layer({
        ...quiet,
        runnerAddress: Option.map(Option.fromUndefinedOr(port), (port) =>
          RunnerAddress.make("127.0.0.1", port)
        )
      })
    ),
    Layer.fresh
  )
}

/** Postgres, and how many statements it was sent. */
const counted = (url: Redacted.Redacted) => {
  let statements = 0
  const stream = () => {
    const target = DatabaseTarget.of(new URL(Redacted.value(url)))
    const socket = connect({ ...target, noDelay: true })
    const writable = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        statements += count(chunk)
        done(null, chunk)
      }
    })
    writable.pipe(socket)
    return Duplex.from({ writable, readable: socket })
  }
  return {
    layer: PgClient.layer({ url, maxConnections: 8, stream }),
    statements: Effect.sync(() => statements)
  }
}

/** Every statement ends with one Sync message. */
const count = (chunk: Buffer) => {
  const sync = Buffer.from([0x53, 0, 0, 0, 4])
  let found = 0
  for (let at = chunk.indexOf(sync); at >= 0; at = chunk.indexOf(sync, at + sync.length)) found++
  return found
}

it.live("a message that is stored and handled on one node takes two statements", () =>
  Effect.gen(function* () {
    const url = yield* fresh
    yield* Layer.build(Database.layer({ url, migrations: {} }))
    const postgres = counted(url)
    yield* Effect.gen(function* () {
      const client = (yield* Echo.client)("counted")
      yield* client.Say({ id: "first" })
      const before = yield* postgres.statements
      for (let n = 0; n < messages; n++) yield* client.Say({ id: `${n}` })
      const taken = (yield* postgres.statements) - before
      assert.isAtLeast(taken, 2 * messages)
      // Once a second the database is queried for messages without a notification.
      assert.isAtMost(taken, 2 * messages + 30)
    }).pipe(
      Effect.provide(
        engine(1).pipe(Layer.provideMerge(Received.layer), Layer.provide(postgres.layer))
      )
    )
  }).pipe(Effect.scoped, Effect.orDie)
)
const messages = 200

it.live("messages that are stored at the same time share statements", () =>
  Effect.gen(function* () {
    const url = yield* fresh
    yield* Layer.build(Database.layer({ url, migrations: {} }))
    const postgres = counted(url)
    yield* Effect.gen(function* () {
      const client = (yield* Echo.client)("counted")
      yield* client.Say({ id: "first" })
      const before = yield* postgres.statements
      const said = yield* Effect.forEach(
        Array.from({ length: messages }, (_, n) => `${n}`),
        (id) => client.Say({ id }),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(
        said,
        Array.from({ length: messages }, (_, n) => `${n}`)
      )
      assert.isAtMost((yield* postgres.statements) - before, messages)
      assert.strictEqual((yield* Ref.get(yield* Received)).length, messages + 1)
    }).pipe(
      Effect.provide(
        engine(1).pipe(Layer.provideMerge(Received.layer), Layer.provide(postgres.layer))
      )
    )
  }).pipe(Effect.scoped, Effect.orDie)
)

it.live("a repeated message is answered as it was first, and not handled again", () =>
  Effect.gen(function* () {
    const client = (yield* Echo.client)("repeated")
    assert.strictEqual(yield* client.Say({ id: "a" }), "a")
    assert.strictEqual(yield* client.Say({ id: "a" }), "a")
    const long = "k".repeat(4000)
    assert.strictEqual(yield* client.Say({ id: long }), long)
    assert.strictEqual(yield* client.Say({ id: long }), long)
    assert.deepStrictEqual(yield* Ref.get(yield* Received), ["a", long])
  }).pipe(
    Effect.provide(
      engine(1).pipe(Layer.provideMerge(Received.layer), Layer.provide(testDatabase()))
    ),
    Effect.scoped
  )
)

it.live("a message that another node stores wakes the node that has its shard", () =>
  Effect.gen(function* () {
    const received = yield* Received
    const one = yield* Layer.build(engine(1))
    yield* Effect.provideContext(
      Effect.flatMap(Echo.client, (client) => client("e").Say({ id: "here" })),
      one
    )
    const other = yield* Layer.build(engine(undefined))
    yield* Effect.provideContext(
      Effect.flatMap(Echo.client, (client) => client("e").Say({ id: "there" }, { discard: true })),
      other
    )
    yield* eventually(
      Effect.map(Ref.get(received), (ids) => assert.deepStrictEqual(ids, ["here", "there"]))
    )
  }).pipe(Effect.scoped, Effect.provide(Layer.merge(Received.layer, testDatabase())))
)

it.live("a read looks at no message that is done, however many there are", () =>
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    yield* sql`INSERT INTO aethercast_shards VALUES (${String(shard)}, 1, 1)`
    yield* sql`
      INSERT INTO aethercast_messages
        (id, message_id, shard_id, entity_type, entity_id, kind, request_id, envelope, processed,
          settled_at, exit, last_reply_id, claim, read_at)
      SELECT n, 'Workflow/Job/' || n || '/run/', 'default:' || (n % 64 + 1), 'Workflow/Job', n, 0, n,
        '{}', true, now(), '{}', n, 1, now()
      FROM generate_series(1, 100000) AS n
    `
    yield* sql`ANALYZE aethercast_messages`
    const statement = MessageSql.make(sql, "1").read({
      shards: [String(shard)],
      doubtful: [],
      now: 0,
      limit: 1024,
      addresses: undefined
    })
    const plan = JSON.stringify(yield* sql`EXPLAIN ${statement}`)
    assert.include(plan, "aethercast_messages_unprocessed")
    assert.notInclude(plan, "Seq Scan on aethercast_messages")
  }).pipe(Effect.scoped, Effect.provide(testDatabase()))
)
