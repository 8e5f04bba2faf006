import { RunQueue } from "@aethercast/cluster/RunQueue"
import { EpisodeActorLayer } from "@aethercast/agents/episode/EpisodeActor"
import { EpisodeWorkflow } from "@aethercast/agents/orchestrator/EpisodeWorkflow"
import { Prose } from "@aethercast/agents/sources/Article"
import { ListenerDocuments } from "@aethercast/agents/store/ListenerDocuments"
import { Episodes } from "@aethercast/agents/store/Episodes"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { EpisodeRequest, Subject } from "@aethercast/domain/EpisodeRequest"
import { SessionId } from "@aethercast/domain/Session"
import { TopicId } from "@aethercast/domain/Topic"
import { TooManyOrders } from "@aethercast/domain/TooManyOrders"
import { assert, layer } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import * as TestNode from "../../../agents/test/TestNode.ts"
import { TestVoice } from "../../../agents/test/TestVoice.ts"
import { eventually } from "../../../cluster/test/harness/Eventually.ts"
import { episode } from "../http/TestApi.ts"
import { EpisodeClient } from "../../src/listening/EpisodeClient.ts"
import { HeardEpisodes } from "../../src/listening/HeardEpisodes.ts"
import { OrderQuotas } from "../../src/listening/OrderQuotas.ts"
import type { Caller } from "../../src/listening/Tenant.ts"
import type { QuotaPolicy } from "../../src/QuotaPolicy.ts"
import { Tastes } from "../../src/sessions/Tastes.ts"

const perHour = (limit: number) => ({ limit, windowSeconds: 3600 })

const policy: QuotaPolicy = {
  session: perHour(2),
  tenant: perHour(3),
  address: perHour(5),
  node: perHour(12),
  cluster: perHour(1000),
  waiting: 1000
}

let count = 0
const freshRequest = () =>
  new EpisodeRequest({
    id: EpisodeId.make(String(++count).padStart(24, "0")),
    subject: Subject.cases.Words.make({ words: "tides" }),
    lengthSeconds: 60,
    style: "briefing"
  })

const order = Effect.fnUntraced(function* (caller: Caller, request = freshRequest()) {
  const sql = yield* SqlClient.SqlClient
  if (caller.session !== undefined) {
    const row = { session_id: caller.session, feed_token: caller.session }
    yield* sql`INSERT INTO sessions ${sql.insert(row)} ON CONFLICT DO NOTHING`
  }
  return yield* (yield* EpisodeClient).start(request, caller)
})

const session = (letter: string) => SessionId.make(letter.repeat(24))

const rowsOf = (table: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    SqlSchema.findOne({
      Request: Schema.Void,
      Result: Schema.Struct({ rows: Schema.Int }),
      execute: () => sql`SELECT count(*)::integer AS rows FROM ${sql(table)}`
    })(undefined)
  ).pipe(Effect.map(({ rows }) => rows))

/** What is stored of orders. */
const stored = Effect.all({
  orders: rowsOf("episode_orders"),
  runs: rowsOf("aethercast_workflow_instances"),
  messages: rowsOf("aethercast_messages")
})

const clientOf = (quotas: QuotaPolicy) =>
  EpisodeClient.layer.pipe(
    Layer.provide([OrderQuotas.layer(quotas), HeardEpisodes.layer, Tastes.layer]),
    // The runs are stored, and do nothing.
    Layer.provide([EpisodeWorkflow.layer(() => Effect.never), EpisodeActorLayer]),
    Layer.provideMerge(Layer.merge(TestNode.layer, TestVoice.layer))
  )

layer(clientOf(policy), { excludeTestServices: true })("orders", (it) => {
  it.effect("are refused when the session, the address or the server has too many", () =>
    Effect.gen(function* () {
      const refusals = Effect.fnUntraced(function* (callers: ReadonlyArray<Caller>) {
        const exits = yield* Effect.forEach(callers, (caller) => Effect.exit(order(caller)))
        return exits.map(Exit.isFailure)
      })
      const home = "192.0.2.1"
      assert.deepStrictEqual(
        yield* refusals(
          ["a", "a", "a", "b", "b", "c", "d"].map((letter) => ({
            address: home,
            session: session(letter)
          }))
        ),
        // Two for each session, and five for the address.
        [false, false, true, false, false, false, true]
      )
      assert.deepStrictEqual(
        yield* refusals([
          { address: "2001:db8::1" },
          { address: "2001:db8::2" },
          { address: "2001:db8::3:4" },
          { address: "2001:db8::5" },
          { address: "2001:db8:0:1::5" }
        ]),
        // Without a session the tenant is the network.
        [false, false, false, true, false]
      )
      const { by, retryAfterSeconds } = yield* Effect.flip(order({ address: "2001:db8::6" })).pipe(
        Effect.filterOrElse(Schema.is(TooManyOrders), Effect.die)
      )
      assert.strictEqual(by, "listener")
      assert.isAtMost(retryAfterSeconds, 1200)
      assert.isAbove(retryAfterSeconds, 1190)
      // Nine were made; the server takes twelve.
      const others = ["203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.4"]
      assert.deepStrictEqual(yield* refusals(others.map((address) => ({ address }))), [
        false,
        false,
        false,
        true
      ])
      const refused = yield* Effect.flip(order({ address: "203.0.113.5" }))
      assert.deepInclude(refused, { _tag: "TooManyOrders", by: "everybody" })
    })
  )

  it.effect("that are refused leave nothing behind", () =>
    Effect.gen(function* () {
      const before = yield* eventually(
        Effect.tap(stored, ({ orders, runs }) =>
          Effect.sync(() => assert.deepStrictEqual({ orders, runs }, { orders: 12, runs: 12 }))
        )
      )
      const request = freshRequest()
      for (let n = 0; n < 20; n++) yield* Effect.flip(order({ address: "203.0.113.9" }, request))
      assert.deepStrictEqual(yield* stored, before)
      const episodes = yield* EpisodeClient
      assert.strictEqual((yield* Effect.flip(episodes.get(request.id)))._tag, "EpisodeNotFound")
    })
  )
})

layer(clientOf({ ...policy, waiting: 1 }), { excludeTestServices: true })("an order", (it) => {
  it.effect("that is repeated since its answer was lost is not counted again", () =>
    Effect.gen(function* () {
      const caller = { address: "192.0.2.7", session: session("r") }
      const request = freshRequest()
      for (let n = 0; n < 10; n++) yield* order(caller, request)
      yield* order(caller)
      yield* Effect.flip(order(caller))
    })
  )

  it.effect(
    "that is repeated is the same when its document is gone, and another one is refused",
    () =>
      Effect.gen(function* () {
        const caller = { address: "198.51.100.4", session: session("t") }
        const documents = yield* ListenerDocuments
        const prose = new Prose({
          title: "Tides",
          paragraphs: [],
          references: [],
          sentences: [],
          language: "en",
          sketch: []
        })
        const { id: documentId } = yield* documents.save(session("t"), "tides.txt", prose)
        const about = (subject: Subject) => new EpisodeRequest({ ...freshRequest(), subject })
        const request = about(Subject.cases.Document.make({ documentId, withWeb: false }))
        const first = yield* order(caller, request)
        yield* (yield* Episodes).open(episode(request.id, EpisodeStatus.cases.Starting.make({})))
        yield* documents.remove(session("t"), documentId)
        assert.strictEqual(yield* order(caller, request), first)
        const nowhere = Subject.cases.Known.make({ topicId: TopicId.make("nowhere") })
        const other = new EpisodeRequest({ ...request, subject: nowhere })
        assert.strictEqual((yield* Effect.flip(order(caller, other)))._tag, "EpisodeConflict")
        const fresh = yield* Effect.flip(order(caller, about(request.subject)))
        assert.strictEqual(fresh._tag, "ListenerDocumentNotFound")
      })
  )

  it.effect("runs on the account of its session, or of the network that a program calls from", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const ordered = [
        yield* order({ address: "198.51.100.1", session: session("s") }),
        yield* order({ address: "2001:db8:7:8::1" })
      ]
      const accounts = Effect.forEach(ordered, (id) =>
        Effect.map(
          sql<{ session: string }>`
            SELECT session_id AS session FROM aethercast_workflow_instances WHERE workflow_id = ${id}
          `,
          (rows) => rows[0]?.session
        )
      )
      yield* eventually(
        Effect.map(accounts, (found) =>
          assert.deepStrictEqual(found, ["s".repeat(24), "network 2001:db8:7:8"])
        )
      )
    })
  )

  it.effect("is found as soon as its run has opened the episode, however long that takes", () =>
    Effect.gen(function* () {
      const request = freshRequest()
      yield* order({ address: "198.51.100.3" }, request)
      const { get } = yield* EpisodeClient
      const waiting = yield* Effect.forkChild(get(request.id), { startImmediately: true })
      const { open } = yield* Episodes
      yield* open(episode(request.id, EpisodeStatus.cases.Starting.make({})))
      assert.strictEqual((yield* Fiber.join(waiting)).id, request.id)
    })
  )

  it.effect("is refused while too many wait for their turn", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`
        INSERT INTO aethercast_run_queue (workflow_id, workflow_name, tenant, shard, status, round)
        VALUES ('episode:other', 'Episode', 'other', -1, 'WAITING', 0)
      `
      const { waiting } = yield* RunQueue
      yield* eventually(Effect.map(waiting, (runs) => assert.lengthOf(runs, 1)))
      const refused = yield* Effect.flip(order({ address: "198.51.100.9" }))
      assert.deepStrictEqual(refused, new TooManyOrders({ by: "everybody", retryAfterSeconds: 60 }))
    })
  )
})
