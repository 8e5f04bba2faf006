import { keyOf } from "../../src/storage/internal/MessageRow.ts"
import { assert, it } from "@effect/vitest"
import {
  Arbitrary,
  Config,
  Effect,
  Exit,
  Fiber,
  Option,
  Random,
  Schedule,
  Schema,
  Semaphore
} from "effect"
import { Envelope, Message, type Reply, Snowflake } from "effect/cluster"
import { SqlClient } from "effect/sql"
import { layer as testDatabase } from "../harness/TestDatabase.ts"
import { answer, loseLocks, open, read, request, shard } from "./Storing.ts"

const Key = Schema.Struct({ entity: Schema.Literals([0, 1]), key: Schema.Literals([0, 1, 2]) })
const Who = Schema.Literals(["owner", "owner", "owner", "owner", "owner", "owner", "other"])
const Ask = Schema.TaggedStruct("Ask", { who: Who, of: Key })
const Read = Schema.TaggedStruct("Read", { who: Who })
/** Answers executed messages; an entity's first one rarely, since that ends its history. */
const Answer = Schema.TaggedStruct("Answer", {
  who: Who,
  which: Schema.Natural,
  first: Schema.Literals([false, false, false, false, false, false, true])
})
const often = [Ask, Ask, Ask, Ask, Read, Read, Answer, Answer] as const
const Deed = Schema.Union([
  ...often,
  ...often,
  ...often,
  ...often,
  Schema.TaggedStruct("Clear", { of: Key, whatever: Schema.Boolean }),
  /** Waits until the executed messages are stored. */
  Schema.TaggedStruct("Linger", {}),
  Schema.TaggedStruct("Move", { knowing: Schema.Boolean }),
  /** The shard belongs to the other node until that has answered everything. */
  Schema.TaggedStruct("Visit", { of: Key })
])
const Step = Schema.Struct({ deed: Deed, awaited: Schema.Boolean })
const steps = Arbitrary.array(Arbitrary.schema(Step), { minLength: 40, maxLength: 60 })

type Node = Effect.Success<ReturnType<typeof open>>
type Id = Snowflake.Snowflake
type Request = ReturnType<typeof request>

/** The engine around a node's storage. */
interface Engine {
  readonly node: Node
  /** Whether it believes that it owns the shard. */
  has: boolean
  readonly executing: Map<Id, { isAnswering: boolean }>
  readonly reading: Semaphore.Semaphore
}

interface Caller {
  readonly key: string
  answer: string | undefined
  /** Whose answer it looks for in the database. */
  id: Id | undefined
  look: Effect.Effect<void, unknown>
}

interface Row {
  readonly id: string
  readonly key: string
  readonly processed: boolean
  readonly exit: string | null
}

/** Every answer that was stored; null where there is none yet, or where it was cleared. */
const keepAnswers = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE TABLE kept (n bigint GENERATED ALWAYS AS IDENTITY, key text, exit text)`
  yield* sql`
    CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO kept (key, exit) VALUES (NEW.message_id, NEW.exit);
      RETURN NEW;
    END $$
  `
  yield* sql`
    CREATE TRIGGER keep AFTER INSERT OR UPDATE OF exit ON aethercast_messages
    FOR EACH ROW EXECUTE FUNCTION keep()
  `
})

const retake = Schedule.spaced("10 millis").pipe(Schedule.upTo({ duration: "5 seconds" }))

/** Two nodes, one of which owns the shard. */
const two = Effect.gen(function* () {
  yield* keepAnswers
  const engineOf = (node: Node): Engine => {
    return { node, has: false, executing: new Map(), reading: Semaphore.makeUnsafe(1) }
  }
  const engines = { owner: engineOf(yield* open(1)), other: engineOf(yield* open(2)) }
  const moving = yield* Semaphore.make(1)
  /** Counts the owners; odd while it is uncertain whether there is one. */
  const time = { epoch: 1 }

  const acquire = Effect.fnUntraced(function* ({ node }: Engine) {
    const taken = Effect.map(node.shards.acquire(node.address, [shard]), (had) =>
      assert.deepStrictEqual(had, [shard])
    )
    yield* Effect.retry(Effect.sandbox(taken), retake)
    yield* node.messages.resetShards([shard])
  })
  const leave = Effect.fnUntraced(function* (engine: Engine) {
    if (!engine.has) return
    const { messages, shards, address } = engine.node
    engine.has = false
    yield* Effect.forEach(engine.executing.keys(), (id) => messages.unregisterReplyHandler(id))
    engine.executing.clear()
    yield* Effect.retry(Effect.sandbox(shards.release(address, shard)), retake)
    yield* messages.unregisterShardReplyHandlers(shard)
  })
  /** A node that loses the shard without knowing goes on executing, until it gets the shard again. */
  const move = (knowing: boolean) =>
    moving.withPermits(1)(
      Effect.gen(function* () {
        const { other: next, owner: last } = engines
        time.epoch++
        yield* leave(next)
        yield* knowing ? leave(last) : loseLocks
        yield* acquire(next)
        Object.assign(engines, { owner: next, other: last })
        next.has = true
        time.epoch++
      }).pipe(Effect.uninterruptible)
    )
  /** The node that lost the shard learns it. */
  const notice = moving.withPermits(1)(Effect.suspend(() => leave(engines.other)))
  yield* acquire(engines.owner)
  engines.owner.has = true
  time.epoch++
  return { engines, move, notice, time }
})

/** Postgres can store the last one as a digest only. */
const ids = ["one", "two", "nul \0"] as const
let runs = 0

const run = Effect.fnUntraced(function* (
  { engines, move, notice, time }: Effect.Success<typeof two>,
  todo: ReadonlyArray<typeof Step.Type>
) {
  const sql = yield* SqlClient.SqlClient
  const scope = yield* Effect.scope
  const prefix = `run-${runs++}`
  const entityAt = (step: number) => `${prefix}-${Math.floor(step / 10)}`
  const keys = new Map<Id, string>()
  const first = new Map<string, Id>()
  const callers: Array<Caller> = []
  const wrong: Array<string> = []
  /**
   * How often a key was reset to be executed again; a message handed out meanwhile may be of before or
   * after.
   */
  const freed = new Map<string, number>()
  const handed = new Set<string>()
  let texts = 0

  const rows = sql<Row>`
    SELECT id::text AS id, message_id AS key, processed, exit FROM aethercast_messages
    WHERE starts_with(entity_id, ${`${prefix}-`})
  `
  const freeing = <A, E, R>(key: string, effect: Effect.Effect<A, E, R>) => {
    const count = Effect.sync(() => freed.set(key, (freed.get(key) ?? 0) + 1))
    return Effect.ensuring(Effect.andThen(count, effect), count)
  }

  /** As the engine sends, on the shard's node or on another; see its `Runners`. */
  const ask = Effect.fnUntraced(function* (engine: Engine, entity: string, id: string) {
    const { messages } = engine.node
    const said = request(id, entity)
    const { requestId } = said.envelope
    const key = keyOf(`Echo/${entity}/Say/${id}`)
    const caller: Caller = { key, answer: undefined, id: undefined, look: Effect.void }
    const respond = (reply: Reply.Reply<Request["rpc"]>) =>
      Effect.sync(() => {
        if (reply._tag === "WithExit" && Exit.isSuccess(reply.exit))
          caller.answer = reply.exit.value
      })
    const message = new Message.OutgoingRequest({ ...said, respond })
    callers.push(caller)
    keys.set(requestId, key)
    if (!first.has(entity)) first.set(entity, requestId)
    const waiting: Effect.Effect<void, unknown> = engine.has
      ? messages.registerReplyHandler(message)
      : Effect.fail("Nobody answers here")
    const handler = yield* Effect.forkIn(waiting, scope, { startImmediately: true })
    const saved = yield* messages.saveRequest(message)
    const look = (id: Id) =>
      Effect.sync(() => {
        const envelope = Envelope.makeRequest<Request["rpc"]>({ ...said.envelope, requestId: id })
        const replies = messages.repliesFor([new Message.OutgoingRequest({ ...said, envelope })])
        caller.id = id
        caller.look = Effect.flatMap(replies, (found) => Effect.forEach(found, respond))
      })
    if (saved._tag === "Duplicate") {
      yield* Fiber.interrupt(handler)
      const last = Option.getOrUndefined(saved.lastReceivedReply)
      return yield* last?._tag === "WithExit" ? respond(last) : look(saved.originalId)
    }
    yield* Fiber.join(handler).pipe(
      Effect.catch(() => look(requestId)),
      Effect.forkIn(scope)
    )
  })

  const deliver = (engine: Engine) =>
    engine.reading.withPermits(1)(
      Effect.gen(function* () {
        if (!engine.has) return
        const [epoch, before] = [time.epoch, new Map(freed)]
        const owns = engine === engines.owner && epoch % 2 === 0
        const answered = new Set((yield* rows).flatMap(({ exit, key }) => (exit ? [key] : [])))
        for (const id of yield* read(engine.node)) {
          const key = keys.get(id) ?? "another run's"
          const times = freed.get(key)
          if (owns && epoch === time.epoch && keys.has(id)) {
            if (answered.has(key) && times === before.get(key))
              wrong.push(`${key} is handed out though it is answered`)
            const once = `${key} ${epoch} ${times}`
            if (handed.has(once)) wrong.push(`${key} is handed out twice`)
            handed.add(once)
          }
          const known = engine.executing.get(id)
          if (!engine.has) continue
          if (known === undefined) engine.executing.set(id, { isAnswering: false })
          else if (known.isAnswering) yield* freeing(key, engine.node.messages.resetRequests([id]))
        }
      })
    )

  const reply = Effect.fnUntraced(function* (engine: Engine, id: Id) {
    const executed = engine.executing.get(id)
    if (executed === undefined || executed.isAnswering) return
    executed.isAnswering = true
    yield* answer(engine.node, id, `answer ${texts++}`)
    if (engine.executing.get(id) === executed) engine.executing.delete(id)
  })

  /** As the engine does to resume a workflow, or to repeat any other request. */
  const clear = Effect.fnUntraced(function* ({ node }: Engine, key: string, whatever: boolean) {
    const row = (yield* rows).find((row) => row.key === key)
    if (row === undefined) return
    const id = Snowflake.Snowflake(row.id)
    const last = (yield* node.messages.repliesForUnfiltered([id])).at(-1)
    if (last === undefined) return
    const expectedReplyId = Snowflake.Snowflake(last.id)
    yield* freeing(key, node.messages.clearReplies(id, whatever ? undefined : { expectedReplyId }))
  })

  /** A node without the shard learns it, and the owner answers everything. */
  const settle = Effect.gen(function* () {
    yield* notice
    const { owner } = engines
    owner.node.gate.open()
    yield* deliver(owner)
    yield* Effect.forEach(owner.executing.keys(), (id) => reply(owner, id), {
      concurrency: "unbounded"
    })
    const unanswered = callers.filter(({ answer }) => answer === undefined)
    yield* Effect.forEach(unanswered, ({ look }) => look)
    return [
      ...unanswered.map(({ id, key }) => `${key} has no answer, and is awaited as ${id}`),
      ...(yield* rows).flatMap(({ key, processed }) => (processed ? [] : `${key} is not processed`))
    ]
  })

  const perform = Effect.fnUntraced(function* (deed: typeof Deed.Type, n: number) {
    if (deed._tag === "Move") return yield* move(deed.knowing)
    if (deed._tag === "Linger") {
      const { executing } = engines.owner
      return yield* rows.pipe(
        Effect.map((stored) => new Set(stored.map(({ id }) => id))),
        Effect.filterOrFail((stored) =>
          [...executing.keys()].every((id) => stored.has(String(id)))
        ),
        Effect.retry({ schedule: Schedule.spaced("10 millis"), times: 30 }),
        Effect.ignore
      )
    }
    if ("of" in deed) {
      const entity = entityAt(n + 10 * deed.of.entity)
      const id = ids[deed.of.key]
      if (deed._tag === "Ask") {
        return yield* ask(engines[deed.who], entity, id)
      }
      if (deed._tag === "Clear") {
        return yield* clear(engines.owner, keyOf(`Echo/${entity}/Say/${id}`), deed.whatever)
      }
      yield* move(true)
      yield* ask(engines.owner, entity, id)
      yield* settle
      return yield* move(true)
    }
    const engine = engines[deed.who]
    if (deed._tag === "Read") {
      engine.node.gate.open()
      return yield* deliver(engine)
    }
    const begun = new Set(first.values())
    const read = [...engine.executing.keys()].filter((id) => begun.has(id) === deed.first)
    const id = read[deed.which % Math.max(1, read.length)]
    if (id !== undefined) yield* reply(engine, id)
  })

  const underway: Array<Fiber.Fiber<void, unknown>> = []
  for (const [n, { awaited, deed }] of todo.entries()) {
    if (n % 10 === 0) yield* ask(engines.owner, entityAt(n), "first")
    const fiber = yield* Effect.forkIn(perform(deed, n), scope, { startImmediately: true })
    underway.push(fiber)
    if (awaited) yield* Fiber.join(fiber)
  }
  yield* Fiber.joinAll(underway)
  const left = yield* Effect.repeat(settle, {
    while: (left) => left.length > 0,
    schedule: Schedule.spaced("10 millis"),
    times: 150
  })

  const stored = yield* rows
  const kept = yield* sql<Pick<Row, "exit" | "key">>`SELECT key, exit FROM kept ORDER BY n`
  for (const key of new Set(keys.values())) {
    const rowsOfKey = stored.filter((row) => row.key === key)
    const exits = kept.flatMap((row) => (row.key === key ? [row.exit] : []))
    if (rowsOfKey.length !== 1) wrong.push(`${key} is stored ${rowsOfKey.length} times`)
    if (exits.some((exit, n) => exit !== null && (exits[n + 1] ?? null) !== null))
      wrong.push(`${key} is answered more than once`)
    for (const caller of callers) {
      if (caller.key === key && !exits.some((exit) => exit?.includes(`"${caller.answer}"`)))
        wrong.push(`${key} was answered with ${caller.answer}, which is not stored`)
    }
  }
  return [...left, ...wrong]
})

it.live(
  "every key is executed and answered once, and every caller gets the answer, whatever nodes, shards and the database do",
  () =>
    Effect.gen(function* () {
      const seed = yield* Config.Int("AETHERCAST_TEST_SEED").pipe(
        Config.withDefault(yield* Random.nextInt)
      )
      const nodes = yield* two
      const result = yield* Arbitrary.checkEffect(
        steps,
        (todo) =>
          run(nodes, todo).pipe(
            Effect.scoped,
            Effect.sandbox,
            Effect.filterOrFail(
              (wrong) => wrong.length === 0,
              (wrong) => wrong
            ),
            Effect.as(true)
          ),
        { runs: 40, seed, maxShrinks: 50 }
      )
      const failure = Arbitrary.formatCheckFailure(result)
      assert.isUndefined(failure, `AETHERCAST_TEST_SEED=${seed}\n${failure}`)
    }).pipe(Effect.scoped, Effect.provide(testDatabase()))
)
