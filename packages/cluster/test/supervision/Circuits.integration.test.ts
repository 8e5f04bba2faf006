import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Context, Effect, Fiber, Latch, Layer, Redacted, Ref, References, Schema } from "effect"
import { TestClock } from "effect/testing"
import { inject } from "vitest"
import { CircuitOpen, Circuits } from "../../src/supervision/Circuits.ts"
import * as Dependency from "../../src/supervision/Dependency.ts"
import * as TestDatabase from "../harness/TestDatabase.ts"
import { eventually } from "../harness/Eventually.ts"

class Broken extends Schema.TaggedError<Broken>()("Broken", {}) {}

/** A node with connections of its own. */
const node = Effect.gen(function* () {
  const { config } = yield* PgClient.PgClient
  const context = yield* Layer.build(
    Layer.fresh(
      Circuits.layer.pipe(Layer.provide(PgClient.layer({ url: config.url, maxConnections: 4 })))
    )
  )
  const circuits = Context.get(context, Circuits)
  const of = (dependency: Dependency.Dependency) => {
    const call = <A, R>(effect: Effect.Effect<A, Broken, R>) =>
      circuits.guard(dependency, effect, () => true)
    return {
      call,
      works: call(Effect.succeed("spoken")),
      fails: Effect.flip(call(Effect.fail(new Broken()))),
      becomes: (state: string) =>
        eventually(Effect.map(circuits.state(dependency), (now) => assert.strictEqual(now, state)))
    }
  }
  return { of }
})

/** Cuts the test off from its database, over a connection of its own. */
const operator = Effect.gen(function* () {
  const beside = yield* Layer.build(
    PgClient.layer({ url: Redacted.make(inject("postgres")), maxConnections: 1 })
  )
  const sql = Context.get(beside, PgClient.PgClient)
  const { url = Redacted.make("") } = (yield* PgClient.PgClient).config
  const name = new URL(Redacted.value(url)).pathname.slice(1)
  const disconnect = sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${name}
  `
  return {
    disconnect,
    close: Effect.andThen(
      sql.unsafe(`ALTER DATABASE "${name}" WITH ALLOW_CONNECTIONS false`),
      disconnect
    ),
    open: sql.unsafe(`ALTER DATABASE "${name}" WITH ALLOW_CONNECTIONS true`)
  }
})

const circuit = { failures: 3, cooldown: "1 hour" } as const
const probedAtOnce = { failures: 1, cooldown: 0 } as const

// Circuits log that they go on without the database.
const TestLayer = Layer.merge(
  TestDatabase.layer(),
  Layer.succeed(References.MinimumLogLevel, "None")
)

layer(TestLayer, { excludeTestServices: true })("circuits on Postgres", (it) => {
  it.effect("keep all nodes from calling what one of them found down", () =>
    Effect.gen(function* () {
      const voice = Dependency.make("shared", { circuit })
      const [a, b] = [(yield* node).of(voice), (yield* node).of(voice)]
      yield* Effect.repeat(a.fails, { times: 2 })
      yield* b.becomes("open")
      const refused = yield* Effect.flip(b.works)
      assert.instanceOf(refused, CircuitOpen)
      // A node that starts later knows at once.
      const late = (yield* node).of(voice)
      assert.instanceOf(yield* Effect.flip(late.works), CircuitOpen)
    })
  )

  it.effect("notify the other nodes, which do not have to poll", () =>
    Effect.gen(function* () {
      const voice = Dependency.make("noticed", { circuit })
      const a = (yield* node).of(voice)
      // Its clock stands still, so that it never polls.
      const b = (yield* Effect.provide(node, TestClock.layer())).of(voice)
      yield* Effect.repeat(a.fails, { times: 2 })
      yield* b.becomes("open")
    })
  )

  it.effect("count each failure once, however many nodes fail at the same time", () =>
    Effect.gen(function* () {
      const voice = Dependency.make("counted", { circuit: { failures: 13 } })
      const nodes = yield* Effect.replicateEffect(
        Effect.map(node, ({ of }) => of(voice)),
        3
      )
      yield* Effect.forEach(
        nodes.flatMap(({ fails }) => [fails, fails, fails, fails]),
        (fails) => fails,
        { concurrency: "unbounded" }
      )
      const one = nodes[0]
      assert.isDefined(one)
      yield* one.becomes("closed")
      yield* one.fails
      yield* Effect.forEach(nodes, ({ becomes }) => becomes("open"))
    })
  )

  it.effect("admit one probe in the whole cluster", () =>
    Effect.gen(function* () {
      const voice = Dependency.make("probed", { circuit: probedAtOnce })
      const nodes = yield* Effect.replicateEffect(
        Effect.map(node, ({ of }) => of(voice)),
        3
      )
      const one = nodes[0]
      assert.isDefined(one)
      yield* one.fails
      for (const end of ["fails", "fails", "fails", "works"]) {
        yield* Effect.forEach(nodes, ({ becomes }) => becomes("open"))
        const tries = yield* Ref.make(0)
        const done = yield* Latch.make()
        const refused = yield* Ref.make(0)
        const probe = Ref.update(tries, (n) => n + 1).pipe(
          Effect.andThen(Latch.await(done)),
          Effect.andThen(end === "works" ? Effect.void : Effect.fail(new Broken()))
        )
        const calls = yield* Effect.forEach(
          nodes.flatMap(({ call }) => Array.from({ length: 10 }, () => call(probe))),
          (call) =>
            call.pipe(
              Effect.catchTag("CircuitOpen", () => Ref.update(refused, (n) => n + 1)),
              Effect.ignore,
              Effect.forkChild({ startImmediately: true })
            )
        )
        yield* eventually(Effect.map(Ref.get(refused), (n) => assert.strictEqual(n, 29)))
        assert.strictEqual(yield* Ref.get(tries), 1)
        yield* Latch.open(done)
        yield* Fiber.joinAll(calls)
      }
      yield* Effect.forEach(nodes, ({ becomes }) => becomes("closed"))
    })
  )

  it.effect("replace a probe whose node has died", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const voice = Dependency.make("abandoned", { circuit: probedAtOnce })
      yield* sql`
        INSERT INTO aethercast_circuits (dependency, revision, circuit)
        VALUES ('abandoned', 1, jsonb_build_object(
          '_tag', 'HalfOpen', 'generation', 4, 'openings', 1,
          'leaseUntil', (extract(epoch FROM clock_timestamp()) + 1) * 1000
        ))
      `
      const { works } = (yield* node).of(voice)
      assert.instanceOf(yield* Effect.flip(works), CircuitOpen)
      assert.strictEqual(yield* eventually(works), "spoken")
    })
  )

  it.effect("start again when an operator has deleted them", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const voice = Dependency.make("removed", { circuit })
      const a = (yield* node).of(voice)
      yield* Effect.repeat(a.fails, { times: 1 })
      yield* sql`DELETE FROM aethercast_circuits WHERE dependency = 'removed'`
      const b = (yield* node).of(voice)
      yield* b.fails
      yield* a.fails
      yield* a.becomes("closed")
      yield* a.fails
      yield* Effect.forEach([a, b], ({ becomes }) => becomes("open"))
    })
  )

  it.effect("admit calls while Postgres is down, and open again when it is back", () =>
    Effect.gen(function* () {
      const voice = Dependency.make("alone", { circuit: { failures: 1, cooldown: "1 hour" } })
      const [a, b] = [(yield* node).of(voice), (yield* node).of(voice)]
      const { close, open } = yield* operator
      yield* Effect.acquireUseRelease(
        close,
        () =>
          Effect.gen(function* () {
            assert.instanceOf(yield* a.fails, Broken)
            assert.instanceOf(yield* a.fails, Broken)
            assert.strictEqual(yield* a.works, "spoken")
          }),
        () => Effect.orDie(open)
      )
      yield* eventually(Effect.andThen(a.fails, a.becomes("open")))
      yield* b.becomes("open")
    })
  )

  it.effect("receive notifications again after their connections were lost", () =>
    Effect.gen(function* () {
      const voice = Dependency.make("reconnected", { circuit })
      const [a, b] = [(yield* node).of(voice), (yield* node).of(voice)]
      yield* (yield* operator).disconnect
      yield* eventually(Effect.andThen(Effect.repeat(a.fails, { times: 2 }), Effect.flip(a.works)))
      yield* b.becomes("open")
    })
  )

  it.effect("admit calls while Postgres does not answer", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const voice = Dependency.make("hanging", { circuit: probedAtOnce })
      const { fails, works } = (yield* node).of(voice)
      yield* sql.withTransaction(
        Effect.gen(function* () {
          yield* sql`LOCK TABLE aethercast_circuits IN ACCESS EXCLUSIVE MODE`
          assert.instanceOf(yield* fails, Broken)
          assert.strictEqual(yield* works, "spoken")
        })
      )
    })
  )
})
