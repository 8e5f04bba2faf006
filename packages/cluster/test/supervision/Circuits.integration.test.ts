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

/** Deals with the database of the test from beside it. */
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

const breaking = { failures: 3, cooldown: "1 hour" } as const
const probed = { failures: 1, cooldown: 0 } as const

// What goes on without the database is logged.
const TestLayer = Layer.merge(
  TestDatabase.layer(),
  Layer.succeed(References.MinimumLogLevel, "None")
)

layer(TestLayer, { excludeTestServices: true })("circuits on Postgres", (it) => {
  it.effect("keep every node from what one of them found broken", () =>
    Effect.gen(function* () {
      const voice = Dependency.make("told", { circuit: breaking })
      const [a, b] = [(yield* node).of(voice), (yield* node).of(voice)]
      yield* Effect.repeat(a.fails, { times: 2 })
      yield* b.becomes("open")
      const refused = yield* Effect.flip(b.works)
      assert.instanceOf(refused, CircuitOpen)
      // A node that comes later knows it from its beginning.
      const late = (yield* node).of(voice)
      assert.instanceOf(yield* Effect.flip(late.works), CircuitOpen)
    })
  )

  it.effect("tell the other nodes at once, not only when they look", () =>
    Effect.gen(function* () {
      const voice = Dependency.make("noticed", { circuit: breaking })
      const a = (yield* node).of(voice)
      // Its clock stands still, so that it never looks of its own accord.
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

  it.effect("let one call of the whole cluster through to try", () =>
    Effect.gen(function* () {
      const voice = Dependency.make("probed", { circuit: probed })
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
      const voice = Dependency.make("orphaned", { circuit: probed })
      yield* sql`
        INSERT INTO aethercast_circuits (dependency, revision, circuit)
        VALUES ('orphaned', 1, jsonb_build_object(
          '_tag', 'HalfOpen', 'generation', 4, 'openings', 1,
          'leaseUntil', (extract(epoch FROM clock_timestamp()) + 1) * 1000
        ))
      `
      const { works } = (yield* node).of(voice)
      assert.instanceOf(yield* Effect.flip(works), CircuitOpen)
      assert.strictEqual(yield* eventually(works), "spoken")
    })
  )

  it.effect("begin anew when an operator has removed them", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const voice = Dependency.make("removed", { circuit: breaking })
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

  it.effect("let calls through while Postgres is away, and judge again when it is back", () =>
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

  it.effect("hear of the others again after their connections were lost", () =>
    Effect.gen(function* () {
      const voice = Dependency.make("reconnected", { circuit: breaking })
      const [a, b] = [(yield* node).of(voice), (yield* node).of(voice)]
      yield* (yield* operator).disconnect
      yield* eventually(Effect.andThen(Effect.repeat(a.fails, { times: 2 }), Effect.flip(a.works)))
      yield* b.becomes("open")
    })
  )

  it.effect("let calls through while Postgres does not answer", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const voice = Dependency.make("hanging", { circuit: probed })
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
