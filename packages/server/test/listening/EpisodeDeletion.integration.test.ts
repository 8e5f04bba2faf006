import { Prose } from "@aethercast/agents/sources/Article"
import { ListenerDocuments } from "@aethercast/agents/store/ListenerDocuments"
import { EpisodeActorLayer } from "@aethercast/agents/episode/EpisodeActor"
import { EpisodeEntity } from "@aethercast/agents/episode/EpisodeProtocol"
import { newEpisode } from "@aethercast/agents/orchestrator/Commission"
import { EpisodeWorkflow } from "@aethercast/agents/orchestrator/EpisodeWorkflow"
import { Blob, blobIdOf, Blobs } from "@aethercast/agents/store/Blobs"
import { WorkflowRun } from "@aethercast/cluster/WorkflowRun"
import { EpisodeRequest, Subject } from "@aethercast/domain/EpisodeRequest"
import { ListeningPosition } from "@aethercast/domain/ListeningPosition"
import type { SessionId } from "@aethercast/domain/Session"
import { Cursor, LineId } from "@aethercast/domain/Timeline"
import { assert, layer } from "@effect/vitest"
import { DateTime, Effect, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"
import * as TestNode from "../../../agents/test/TestNode.ts"
import { TestVoice } from "../../../agents/test/TestVoice.ts"
import { eventually } from "../../../cluster/test/harness/Eventually.ts"
import { defaultQuotas } from "../../src/QuotaPolicy.ts"
import { EpisodeClient } from "../../src/listening/EpisodeClient.ts"
import { EpisodeDeletion } from "../../src/listening/EpisodeDeletion.ts"
import { HeardEpisodes } from "../../src/listening/HeardEpisodes.ts"
import { ListeningPositions } from "../../src/listening/ListeningPositions.ts"
import { OrderHistory } from "../../src/listening/OrderHistory.ts"
import { OrderQuotas } from "../../src/listening/OrderQuotas.ts"
import * as EpisodeIds from "../../src/sessions/EpisodeIds.ts"
import { SessionRecords } from "../../src/sessions/SessionRecords.ts"
import { Sessions } from "../../src/sessions/Sessions.ts"
import * as SessionSecret from "../../src/sessions/SessionSecret.ts"
import { Tastes } from "../../src/sessions/Tastes.ts"

/** A run that opens its episode, stores a picture for it, and does not end. */
const WorkflowLayer = EpisodeWorkflow.layer(
  Effect.fnUntraced(function* (commission) {
    const { entityId, workflowId } = yield* WorkflowRun
    const blobs = yield* Blobs
    yield* blobs.put(new Blob({ mediaType: "image/png", bytes: picture }), workflowId)
    yield* Effect.orDie(
      (yield* EpisodeEntity.client)(entityId).Open({ episode: newEpisode(commission) })
    )
    return yield* Effect.never
  })
)

const picture = new Uint8Array([1, 2, 3])

const TestLayer = Layer.mergeAll(
  EpisodeClient.layer.pipe(Layer.provide(OrderQuotas.layer(defaultQuotas))),
  SessionRecords.layer.pipe(Layer.provideMerge([EpisodeDeletion.layer, Sessions.layer])),
  OrderHistory.layer,
  ListeningPositions.layer
).pipe(
  Layer.provideMerge([HeardEpisodes.layer, Tastes.layer]),
  Layer.provide([WorkflowLayer, EpisodeActorLayer]),
  Layer.provideMerge(Layer.merge(TestNode.layer, TestVoice.layer))
)

const proseOf = (text: string) =>
  new Prose({
    title: "",
    paragraphs: [{ heading: "", text }],
    references: [],
    sentences: [],
    language: "en",
    sketch: []
  })

const openSession = Effect.flatMap(Sessions, (sessions) =>
  Effect.map(sessions.create("192.0.2.1"), SessionSecret.sessionOf)
)

/** Orders an episode, and waits until it is in the list. */
const order = Effect.fnUntraced(function* (session: SessionId, key: string) {
  const id = EpisodeIds.ofKey(session, key)
  const request = new EpisodeRequest({
    id,
    subject: Subject.cases.Words.make({ words: `a secret called ${key}` }),
    lengthSeconds: 60,
    style: "briefing"
  })
  yield* (yield* EpisodeClient).start(request, { address: "192.0.2.1", session })
  const history = yield* OrderHistory
  yield* eventually(
    Effect.map(history.list(session, { limit: 100 }), ({ episodes }) =>
      assert.isTrue(episodes.some(({ episode }) => episode.id === id))
    )
  )
  return { id, request }
})

const listed = Effect.fnUntraced(function* (session: SessionId, limit = 100) {
  const { episodes } = yield* (yield* OrderHistory).list(session, { limit })
  return episodes.map(({ episode }) => episode.id)
})

/** The tables in which a text occurs. */
const tablesWith = Effect.fnUntraced(function* (text: string) {
  const sql = yield* SqlClient.SqlClient
  const tables = yield* sql<{ name: string }>`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
  `
  const found = yield* Effect.filter(tables, ({ name }) =>
    Effect.map(
      sql`SELECT FROM ${sql(name)} AS row WHERE row::text LIKE ${`%${text}%`} LIMIT 1`,
      (rows) => rows.length > 0
    )
  )
  return found.map(({ name }) => name)
})

layer(TestLayer, { excludeTestServices: true })("the episodes of a session", (it) => {
  it.effect("are listed newest first, page by page, and those of others are not", () =>
    Effect.gen(function* () {
      const [mine, yours] = [yield* openSession, yield* openSession]
      const ordered = [
        yield* order(mine, "one"),
        yield* order(mine, "two"),
        yield* order(mine, "three")
      ].map(({ id }) => id)
      yield* order(yours, "other")
      assert.deepStrictEqual(yield* listed(mine), ordered.toReversed())
      const history = yield* OrderHistory
      const first = yield* history.list(mine, { limit: 2 })
      assert.strictEqual(first.next, ordered[1])
      const second = yield* history.list(mine, { limit: 2, before: first.next })
      assert.deepStrictEqual(
        second.episodes.map(({ episode }) => episode.id),
        ordered.slice(0, 1)
      )
      assert.isUndefined(second.next)
    })
  )

  it.effect("are listed with where the session stopped, when it ordered them, and as what", () =>
    Effect.gen(function* () {
      const session = yield* openSession
      const { id, request } = yield* order(session, "tides")
      const cursor = new Cursor({ line: LineId.make("0.0"), frame: 7 })
      yield* (yield* ListeningPositions).save(
        session,
        new ListeningPosition({ episodeId: id, cursor })
      )
      const [found] = (yield* (yield* OrderHistory).list(session, { limit: 1 })).episodes
      assert.deepStrictEqual(found?.position, cursor)
      assert.deepStrictEqual(found?.subject, request.subject)
      assert.strictEqual(found?.madeSeconds, 0)
      const age =
        DateTime.toEpochMillis(yield* DateTime.now) - (found?.orderedAt.epochMilliseconds ?? 0)
      assert.isBelow(age, 60_000)
    })
  )

  it.effect("leave nothing behind when they are deleted, while they are generated, too", () =>
    Effect.gen(function* () {
      const session = yield* openSession
      const { id, request } = yield* order(session, "diary")
      const kept = yield* order(session, "kept")
      const cursor = new Cursor({ line: LineId.make("0.0"), frame: 7 })
      yield* (yield* ListeningPositions).save(
        session,
        new ListeningPosition({ episodeId: id, cursor })
      )
      yield* (yield* HeardEpisodes).add(session, id, [{ line: cursor.line, from: 0, to: 7 }])
      assert.includeMembers(yield* tablesWith("a secret called diary"), [
        "episodes",
        "episode_orders",
        "aethercast_messages"
      ])

      yield* (yield* EpisodeDeletion).delete([id])

      const episodes = yield* EpisodeClient
      assert.deepStrictEqual(yield* listed(session), [kept.id])
      assert.isFalse(yield* episodes.exists(id))
      assert.strictEqual((yield* Effect.flip(episodes.get(id)))._tag, "EpisodeNotFound")
      // The ledger is written behind.
      yield* (yield* EpisodeDeletion).delete([id])
      assert.deepStrictEqual(yield* tablesWith("a secret called diary"), [])
      assert.deepStrictEqual(yield* tablesWith(id), ["episode_orders"])
      // The other one uses the same picture.
      assert.isTrue(Option.isSome(yield* (yield* Blobs).get(blobIdOf(picture))))

      // Its key stays used, and nothing brings it back.
      const again = episodes.start(request, { address: "192.0.2.1", session })
      assert.strictEqual((yield* Effect.flip(again))._tag, "EpisodeConflict")
    })
  )

  it.effect("are in the record of the session, and are forgotten with it", () =>
    Effect.gen(function* () {
      const session = yield* openSession
      const sql = yield* SqlClient.SqlClient
      const { id, request } = yield* order(session, "confession")
      const cursor = new Cursor({ line: LineId.make("0.0"), frame: 7 })
      yield* (yield* ListeningPositions).save(
        session,
        new ListeningPosition({ episodeId: id, cursor })
      )
      const heard = { line: cursor.line, from: 0, to: 7 }
      yield* (yield* HeardEpisodes).add(session, id, [heard])

      const essay = proseOf("a secret called confession, as an essay")
      const document = yield* (yield* ListenerDocuments).save(session, "essay.txt", essay)
      const records = yield* SessionRecords
      assert.deepInclude(yield* records.summary(session), { ordered: 1, heard: 1 })
      const record = yield* records.get(session)
      const [ordered] = record.orders
      assert.deepStrictEqual(ordered?.request, request)
      assert.strictEqual(ordered?.path, `/api/v1/podcasts/${id}`)
      const [position] = record.positions
      assert.deepStrictEqual(position?.cursor, cursor)
      assert.deepStrictEqual(
        record.documents.map(({ id, title }) => ({ id, title })),
        [{ id: document.id, title: "essay" }]
      )
      assert.deepStrictEqual(record.heard, [{ episodeId: id, spans: [heard] }])

      yield* sql`
        INSERT INTO costs (episode, session, kind, provider, dollars)
        VALUES (${id}, ${session}, 'model', 'OpenAI', 0.5)
      `
      yield* records.forget(session)
      // The ledger is written behind.
      yield* (yield* EpisodeDeletion).delete([id])
      assert.deepStrictEqual(yield* tablesWith("a secret called confession"), [])
      // How much it ordered lately is counted until the quota is full again.
      const tables = yield* tablesWith(session)
      assert.deepStrictEqual(
        tables.filter((name) => name !== "aethercast_quotas"),
        []
      )
      // What was paid stays in the operator's accounts, without whose it was.
      assert.deepStrictEqual(yield* sql`SELECT episode, session, dollars FROM costs`, [
        { episode: "", session: "", dollars: 0.5 }
      ])
    })
  )
})
