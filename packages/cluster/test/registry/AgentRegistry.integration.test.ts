import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Context, Effect, Exit, Layer, Option, Ref, Scope } from "effect"
import { SqlClient } from "effect/sql"
import { AgentCard, type Kind } from "../../src/registry/AgentCard.ts"
import { AgentHealth } from "../../src/registry/AgentHealth.ts"
import { AgentRegistry } from "../../src/registry/AgentRegistry.ts"
import { select } from "../../src/registry/AgentSelection.ts"
import { candidates } from "../../src/registry/Candidate.ts"
import type { LocalNode } from "../../src/registry/LocalNode.ts"
import { RegisteredAgent } from "../../src/registry/RegisteredAgent.ts"
import * as TestDatabase from "../harness/TestDatabase.ts"
import { eventually } from "../harness/Eventually.ts"

const card = (name: string, version: number, role = "agents", kind: Kind = "agent") =>
  new AgentCard({
    kind,
    name,
    version,
    description: `Says \0 and ${"\u{1F30A}".slice(0, 1)}`,
    capabilities: ["speak"],
    dependencies: ["model", "flite"],
    role,
    cost: 1
  })

/** A node with connections of its own, which ends with `stop`, or with the test. */
const node = Effect.fnUntraced(function* (
  name: string,
  cards: ReadonlyArray<AgentCard>,
  details: Partial<LocalNode> = {}
) {
  const { config } = yield* PgClient.PgClient
  const served = yield* Ref.make(cards)
  const scope = yield* Scope.make()
  const stop = Scope.close(scope, Exit.void)
  yield* Effect.addFinalizer(() => stop)
  const context = yield* AgentRegistry.layer({
    name,
    cards: Ref.get(served),
    load: Effect.succeed(new Map()),
    circuits: Effect.succeed(new Map()),
    ramps: Effect.succeed([]),
    ...details
  }).pipe(
    Layer.provideMerge(Layer.fresh(AgentHealth.layer)),
    Layer.provide(PgClient.layer({ url: config.url, maxConnections: 2 })),
    Layer.build,
    Scope.provide(scope)
  )
  return {
    registry: Context.get(context, AgentRegistry),
    health: Context.get(context, AgentHealth),
    serves: (now: ReadonlyArray<AgentCard>) => Ref.set(served, now),
    stop
  }
})

/** The registered agents as `agent@version on node`. */
const known = (registry: AgentRegistry["Service"]) =>
  Effect.map(registry.all, (all) =>
    all.map(({ card, node }) => `${card.name}@${card.version} on ${node}`).toSorted()
  )

const becomes = <A>(effect: Effect.Effect<A>, expected: A) =>
  eventually(Effect.map(effect, (actual) => assert.deepStrictEqual(actual, expected)))

const fresh = Effect.flatMap(SqlClient.SqlClient, (sql) => sql`TRUNCATE aethercast_agent_nodes`)

layer(TestDatabase.layer(), { excludeTestServices: true })("the agent registry", (it) => {
  it.effect("lists the agents of all nodes with their health and load, its own without delay", () =>
    Effect.gen(function* () {
      yield* fresh
      const x = yield* node("x", [card("Voice", 1)], {
        load: Effect.succeed(new Map([["Voice", { running: 2, waiting: 3 }]])),
        circuits: Effect.succeed(
          new Map([
            ["model", "open"],
            ["flite", "half-open"],
            ["other", "open"]
          ] as const)
        )
      })
      for (let n = 0; n < 10; n++) {
        yield* x.health.record("Voice", 1, { ok: n > 2, millis: 40 })
      }
      const y = yield* node("y", [card("Voice", 1), card("Bell", 1)])
      assert.deepStrictEqual(yield* known(y.registry), [
        "Bell@1 on y",
        "Voice@1 on x",
        "Voice@1 on y"
      ])
      yield* becomes(known(x.registry), ["Bell@1 on y", "Voice@1 on x", "Voice@1 on y"])
      const far = Effect.map(y.registry.all, (all) => all.find(({ node }) => node === "x"))
      yield* eventually(
        Effect.gen(function* () {
          const seen = yield* Effect.fromNullishOr(yield* far)
          assert.deepStrictEqual(
            new RegisteredAgent({ ...seen, seenAt: 0 }),
            new RegisteredAgent({
              node: "x",
              card: new AgentCard({ ...card("Voice", 1), description: "Says \uFFFD and \uFFFD" }),
              running: 2,
              waiting: 3,
              errorRate: 0.3,
              latencyMillis: 40,
              open: ["model", "flite"],
              halfOpen: ["flite"],
              seenAt: 0
            })
          )
        })
      )
    })
  )

  it.effect("lets every node pass over an agent that is unhealthy on another", () =>
    Effect.gen(function* () {
      yield* fresh
      const cheap = card("Voice", 1)
      const expensive = new AgentCard({ ...card("Bell", 1), cost: 5 })
      const x = yield* node("x", [cheap, expensive])
      const y = yield* node("y", [])
      const selected = Effect.map(y.registry.all, (all) =>
        Option.getOrUndefined(
          Option.map(select(candidates(all, "speak"), "run"), ({ agent }) => agent)
        )
      )
      yield* becomes(selected, "Voice")
      yield* Effect.repeat(x.health.record("Voice", 1, { ok: false, millis: 1 }), { times: 4 })
      yield* becomes(selected, "Bell")
    })
  )

  it.effect("follows what a node starts and stops serving", () =>
    Effect.gen(function* () {
      yield* fresh
      const x = yield* node("x", [])
      const y = yield* node("y", [])
      assert.isFalse(yield* x.registry.serves("Voice", 2))
      yield* x.serves([card("Voice", 2)])
      assert.isTrue(yield* x.registry.serves("Voice", 2))
      yield* becomes(y.registry.serves("Voice", 2), true)
      yield* x.serves([])
      yield* becomes(y.registry.serves("Voice", 2), false)
    })
  )

  it.effect("gives the versions that every node of the role serves", () =>
    Effect.gen(function* () {
      yield* fresh
      const x = yield* node("x", [card("Voice", 1), card("Voice", 2), card("Voice", 10)])
      const y = yield* node("y", [card("Bell", 1)])
      yield* becomes(x.registry.versionsOf("agent", "Voice"), [])
      yield* y.serves([card("Voice", 2), card("Voice", 10)])
      yield* node("z", [card("Painter", 1, "painting")])
      yield* becomes(x.registry.versionsOf("agent", "Voice"), [2, 10])
      yield* becomes(y.registry.versionsOf("agent", "Voice"), [2, 10])
      assert.deepStrictEqual(yield* x.registry.versionsOf("agent", "Absent"), [])
      assert.deepStrictEqual(yield* x.registry.versionsOf("workflow", "Voice"), [])
      assert.isFalse(yield* x.registry.serves("Voice", 3))
    })
  )

  it.effect("forgets a node that shuts down", () =>
    Effect.gen(function* () {
      yield* fresh
      const x = yield* node("x", [card("Voice", 1)])
      const y = yield* node("y", [card("Voice", 1)])
      yield* becomes(known(x.registry), ["Voice@1 on x", "Voice@1 on y"])
      yield* y.stop
      const sql = yield* SqlClient.SqlClient
      assert.deepStrictEqual(yield* sql`SELECT node FROM aethercast_agent_nodes`, [{ node: "x" }])
      yield* becomes(known(x.registry), ["Voice@1 on x"])
    })
  )

  it.effect("forgets a node that has been silent for six seconds", () =>
    Effect.gen(function* () {
      yield* fresh
      const sql = yield* SqlClient.SqlClient
      const x = yield* node("x", [card("Voice", 1)])
      // The row that a node left when it was killed.
      yield* sql`
        INSERT INTO aethercast_agent_nodes (node, since, agents)
        SELECT 'gone', 0, agents FROM aethercast_agent_nodes WHERE node = 'x'
      `
      yield* becomes(known(x.registry), ["Voice@1 on gone", "Voice@1 on x"])
      yield* becomes(known(x.registry), ["Voice@1 on x"])
      const [row] = yield* sql`
        SELECT seen_at < now() - interval '6 seconds' AS late FROM aethercast_agent_nodes WHERE node = 'gone'
      `
      assert.isTrue(row?.["late"])
    })
  )

  it.effect("keeps the node that took over the name of another that shuts down", () =>
    Effect.gen(function* () {
      yield* fresh
      const sql = yield* SqlClient.SqlClient
      const old = yield* node("x", [card("Voice", 1)])
      yield* sql`SELECT pg_sleep(0.01)`
      yield* node("x", [card("Voice", 2)])
      yield* old.stop
      const rows = yield* sql`SELECT node FROM aethercast_agent_nodes`
      assert.deepStrictEqual(rows, [{ node: "x" }])
    })
  )

  it.effect(
    "leaves out what it cannot decode from a node of another release, and nothing else",
    () =>
      Effect.gen(function* () {
        yield* fresh
        const sql = yield* SqlClient.SqlClient
        const x = yield* node("x", [card("Voice", 1)])
        yield* sql`
        INSERT INTO aethercast_agent_nodes (node, since, agents)
        SELECT 'next', 0, '[{"agent": "Voice"}, 7]'::jsonb || agents FROM aethercast_agent_nodes
        WHERE node = 'x'
      `
        yield* sql`INSERT INTO aethercast_agent_nodes (node, since, agents) VALUES ('odd', 0, '"none"')`
        yield* becomes(known(x.registry), ["Voice@1 on next", "Voice@1 on x"])
      })
  )

  it.effect("keeps the last known state while the database does not answer", () =>
    Effect.gen(function* () {
      yield* fresh
      const sql = yield* SqlClient.SqlClient
      const x = yield* node("x", [card("Voice", 1)])
      yield* node("y", [card("Voice", 1)])
      yield* becomes(known(x.registry), ["Voice@1 on x", "Voice@1 on y"])
      yield* sql.withTransaction(
        Effect.gen(function* () {
          yield* sql`LOCK TABLE aethercast_agent_nodes`
          // Longer than the silence after which a node is gone.
          yield* sql`SELECT pg_sleep(7)`
          assert.deepStrictEqual(yield* known(x.registry), ["Voice@1 on x", "Voice@1 on y"])
        })
      )
      yield* becomes(known(x.registry), ["Voice@1 on x", "Voice@1 on y"])
    })
  )
})
