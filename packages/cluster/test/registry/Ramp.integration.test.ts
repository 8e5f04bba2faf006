import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { AgentHealth } from "../../src/registry/AgentHealth.ts"
import { AgentRegistry } from "../../src/registry/AgentRegistry.ts"
import { InvalidRamp, NoSuchRamp, Ramp } from "../../src/registry/Ramp.ts"
import { Ramps } from "../../src/registry/Ramps.ts"
import * as TestDatabase from "../harness/TestDatabase.ts"
import { eventually } from "../harness/Eventually.ts"

/** The ramps of a node with connections of its own. */
const node = Effect.map(
  Effect.suspend(() => layerBuilt(Ramps.layer)),
  Context.get(Ramps)
)

/** The ramps of a node that is registered under a name. */
const registeredNode = (name: string) =>
  Effect.map(
    layerBuilt(
      Layer.unwrap(
        Effect.map(Ramps, ({ known }) =>
          AgentRegistry.layer({
            name,
            cards: Effect.succeed([]),
            load: Effect.succeed(new Map()),
            circuits: Effect.succeed(new Map()),
            ramps: known
          })
        )
      ).pipe(Layer.provide(AgentHealth.layer), Layer.provideMerge(Ramps.layer))
    ),
    Context.get(Ramps)
  )

const layerBuilt = Effect.fnUntraced(function* <A, E>(
  built: Layer.Layer<A, E, SqlClient.SqlClient>
) {
  const { config } = yield* PgClient.PgClient
  return yield* Layer.build(
    Layer.fresh(Layer.provide(built, PgClient.layer({ url: config.url, maxConnections: 2 })))
  )
})

const ramp = (name: string, percent: number) =>
  new Ramp({ kind: "agent", name, from: 1, to: 2, percent, changedAt: 1_795_348_800_123 })

const becomes = (ramps: Ramps["Service"], name: string, percent: number) =>
  eventually(
    Effect.map(ramps.of("agent", name), (now) => assert.strictEqual(now?.percent, percent))
  )

layer(TestDatabase.layer(), { excludeTestServices: true })("a ramp", (it) => {
  it.effect("is followed by every node", () =>
    Effect.gen(function* () {
      const [x, y] = [yield* node, yield* node]
      yield* x.set(ramp("Followed", 10))
      assert.deepStrictEqual(yield* x.of("agent", "Followed"), ramp("Followed", 10))
      yield* becomes(y, "Followed", 10)
      assert.deepStrictEqual(yield* y.of("agent", "Followed"), ramp("Followed", 10))
      assert.isUndefined(yield* y.of("workflow", "Followed"))
      yield* y.set(ramp("Followed", 100))
      yield* becomes(x, "Followed", 100)
    })
  )

  it.effect("has followers: the live nodes that have reported this change or a later one", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* registeredNode("y:1")
      const x = yield* registeredNode("x:1")
      yield* sql`
        INSERT INTO aethercast_agent_nodes (node, since, agents, seen_at)
        VALUES ('silent:1', 0, '[]', now() + interval '1 minute'),
          ('gone:1', 0, '[]', now() - interval '1 minute')
      `
      const first = ramp("Reported", 10)
      yield* x.set(first)
      yield* eventually(
        Effect.map(x.followers(first), (followers) =>
          assert.deepStrictEqual(followers, { following: ["x:1", "y:1"], behind: ["silent:1"] })
        )
      )
      const later = new Ramp({ ...first, percent: 20, changedAt: first.changedAt + 1 })
      assert.deepStrictEqual((yield* x.followers(later)).following, [])
      yield* x.set(later)
      yield* eventually(
        Effect.map(x.followers(later), ({ following }) =>
          assert.deepStrictEqual(following, ["x:1", "y:1"])
        )
      )
      assert.deepStrictEqual((yield* x.followers(first)).following, ["x:1", "y:1"])
    })
  )

  it.effect("is known to a node that starts", () =>
    Effect.gen(function* () {
      yield* (yield* node).set(ramp("Known", 30))
      const late = yield* node
      assert.strictEqual((yield* late.of("agent", "Known"))?.percent, 30)
    })
  )

  it.effect("is rolled back on every node, as it is stored by then", () =>
    Effect.gen(function* () {
      const [x, y] = [yield* node, yield* node]
      yield* x.set(ramp("Back", 50))
      yield* y.set(new Ramp({ ...ramp("Back", 60), from: 2, to: 3 }))
      yield* y.set(new Ramp({ ...ramp("Back", 70), kind: "workflow" }))
      const back = yield* x.rollBack("agent", "Back")
      assert.deepStrictEqual([back.from, back.to, back.percent], [2, 3, 0])
      assert.isAbove(back.changedAt, 1_700_000_000_000)
      assert.deepStrictEqual(yield* x.of("agent", "Back"), back)
      yield* becomes(y, "Back", 0)
      assert.strictEqual((yield* y.of("workflow", "Back"))?.percent, 70)
    })
  )

  it.effect(
    "is refused when it leads to where it starts, and is not rolled back when it does not exist",
    () =>
      Effect.gen(function* () {
        const ramps = yield* node
        const circle = new Ramp({ ...ramp("Circle", 10), to: 1 })
        assert.instanceOf(yield* Effect.flip(ramps.set(circle)), InvalidRamp)
        for (const name of ["Circle", "NUL \0"]) {
          assert.instanceOf(yield* Effect.flip(ramps.rollBack("agent", name)), NoSuchRamp)
        }
      })
  )

  it.effect("is listed with all others, by name", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`TRUNCATE aethercast_ramps`
      const [x, y] = [yield* node, yield* node]
      yield* x.set(ramp("Second", 5))
      yield* x.set(ramp("First", 6))
      const names = (yield* y.all).map(({ name, percent }) => `${name} ${percent}`)
      assert.deepStrictEqual(names, ["First 6", "Second 5"])
    })
  )

  it.effect("stays as it was read last while the database does not answer", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const ramps = yield* node
      yield* ramps.set(ramp("Kept", 40))
      yield* sql.withTransaction(
        Effect.gen(function* () {
          yield* sql`LOCK TABLE aethercast_ramps`
          yield* sql`SELECT pg_sleep(1)`
          assert.strictEqual((yield* ramps.of("agent", "Kept"))?.percent, 40)
        })
      )
      yield* (yield* node).set(ramp("Kept", 41))
      yield* becomes(ramps, "Kept", 41)
    })
  )
})
