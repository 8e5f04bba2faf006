import { Clock, Context, Effect, Layer, Option, Ref, Schedule, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { AgentCard, type Kind } from "./AgentCard.ts"
import { storableJson } from "../storage/PgText.ts"
import { keyOf } from "../agent/LocalAgents.ts"
import { retrySql } from "../storage/SqlRetry.ts"
import { AgentHealth } from "./AgentHealth.ts"

/** An agent, or a workflow, on one node; and how an agent fares there. */
export class RegisteredAgent extends Schema.Class<RegisteredAgent>(
  "aethercast/cluster/RegisteredAgent"
)({
  node: Schema.String,
  card: AgentCard,
  /** Tasks of the agent, whatever their version. */
  running: Schema.Int,
  waiting: Schema.Int,
  /** See `AgentHealth`. */
  errorRate: Schema.Finite,
  latencyMillis: Schema.Finite,
  /** Dependencies of it whose circuit is not closed. */
  open: Schema.Array(Schema.String),
  /** Those of them that are half open: a call finds out whether they are well again. */
  trying: Schema.Array(Schema.String).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed([])),
    Schema.withConstructorDefault(Effect.succeed([]))
  ),
  /** Epoch milliseconds, by the clock of the database. */
  seenAt: Schema.Finite
}) {}

/** What of an agent a node looks up when it announces it. */
export interface Sources {
  readonly node: string
  readonly cards: Effect.Effect<ReadonlyArray<AgentCard>>
  /** By name of agent. */
  readonly load: Effect.Effect<
    ReadonlyMap<string, { readonly running: number; readonly waiting: number }>
  >
  /** By name of dependency; one that is not there is closed. */
  readonly circuits: Effect.Effect<ReadonlyMap<string, "closed" | "open" | "half-open">>
}

/**
 * Which agents the live nodes of the cluster serve. Every node tells its own every two seconds, in
 * one row, and reads those of the others; one that has not told for six is gone. Of itself a node
 * knows at once. While the database is away, the others stay as they were known last.
 */
export class AgentRegistry extends Context.Service<
  AgentRegistry,
  {
    readonly all: Effect.Effect<ReadonlyArray<RegisteredAgent>>
    /** The versions that every live node of its role has, the lowest first. */
    versionsOf(kind: Kind, name: string): Effect.Effect<ReadonlyArray<number>>
    /** Whether any live node has the agent. */
    serves(name: string, version: number): Effect.Effect<boolean>
  }
>()("@aethercast/cluster/AgentRegistry") {
  static readonly layer = (sources: Sources) =>
    Layer.effect(
      AgentRegistry,
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const vitals = yield* AgentHealth
        const own = ownAgents(sources).pipe(Effect.provideService(AgentHealth, vitals))
        const others = yield* Ref.make<ReadonlyArray<RegisteredAgent>>([])
        const { node } = sources
        // A process that takes over a name must outlive the farewell of the one before it.
        const since = yield* Clock.currentTimeMillis

        const announce = Effect.gen(function* () {
          const agents = yield* Schema.encodeEffect(asText)(yield* own)
          yield* sql`
            INSERT INTO aethercast_agent_nodes (node, since, agents)
            VALUES (${node}, ${since}, ${storableJson(agents)}::text::jsonb)
            ON CONFLICT (node) DO UPDATE SET
              since = excluded.since, agents = excluded.agents, seen_at = now()
          `
        })
        const listen = Effect.flatMap(told(sql, node), (known) => Ref.set(others, known))
        const heartbeat = Effect.andThen(announce, listen).pipe(
          Effect.timeout("5 seconds"),
          Effect.catch((error) => Effect.logWarning("The registry is out of date", error)),
          Effect.ignoreCause
        )

        yield* Effect.addFinalizer(() =>
          sql`DELETE FROM aethercast_agent_nodes WHERE node = ${node} AND since = ${since}`.pipe(
            Effect.timeout("2 seconds"),
            Effect.ignore
          )
        )
        yield* Effect.ignore(
          sql`DELETE FROM aethercast_agent_nodes WHERE seen_at < now() - interval '1 hour'`
        )
        yield* heartbeat
        yield* heartbeat.pipe(Effect.schedule(Schedule.spaced("2 seconds")), Effect.forkScoped)
        return make(
          Effect.zipWith(Ref.get(others), own, (all, mine) => [...all, ...mine]),
          Effect.zipWith(Ref.get(others), sources.cards, (all, mine) => [
            ...all,
            ...mine.map((card) => ({ node, card }))
          ])
        )
      })
    )

  /** For who is no node: reads what the nodes have told each time that it is asked. */
  static readonly layerReadOnly = Layer.effect(
    AgentRegistry,
    Effect.map(SqlClient.SqlClient, (sql) => {
      const all = retrySql(told(sql, undefined))
      return make(all, all)
    })
  )

  /** One node, which fares well. */
  static readonly layerMemory = (cards: ReadonlyArray<AgentCard>) => {
    const all = cards.map(
      (card) =>
        new RegisteredAgent({
          node: "memory",
          card,
          running: 0,
          waiting: 0,
          errorRate: 0,
          latencyMillis: 0,
          open: [],
          seenAt: 0
        })
    )
    return Layer.succeed(AgentRegistry, make(Effect.succeed(all), Effect.succeed(all)))
  }
}

/** What is where. */
type Placed = Pick<RegisteredAgent, "node" | "card">

/**
 * Whether every node that has agents of this one's role has this one. Only then may it be asked
 * wherever the task happens to live.
 */
export const isEverywhere = (
  all: ReadonlyArray<Placed>,
  { kind, name, role, version }: AgentCard
): boolean => {
  const nodes = new Set(all.filter(({ card }) => card.role === role).map(({ node }) => node))
  const having = new Set(
    all
      .filter(
        ({ card }) =>
          card.kind === kind && card.name === name && card.version === version && card.role === role
      )
      .map(({ node }) => node)
  )
  return having.size === nodes.size
}

/** How everything fares is asked seldom, and costs more than where it is. */
const make = (
  all: Effect.Effect<ReadonlyArray<RegisteredAgent>>,
  placed: Effect.Effect<ReadonlyArray<Placed>>
) =>
  AgentRegistry.of({
    all,
    versionsOf: (kind, name) =>
      Effect.map(placed, (announced) => {
        const cards = announced
          .map(({ card }) => card)
          .filter((card) => card.kind === kind && card.name === name)
        const everywhere = cards.filter((card) => isEverywhere(announced, card))
        return [...new Set(everywhere.map(({ version }) => version))].toSorted((a, b) => a - b)
      }),
    serves: (name, version) =>
      Effect.map(placed, (announced) =>
        announced.some(
          ({ card }) => card.kind === "agent" && card.name === name && card.version === version
        )
      )
  })

/** Seconds after which a node is gone: two announcements may be lost. */
const silence = 6

const ownAgents = Effect.fnUntraced(function* (sources: Sources) {
  const circuits = yield* sources.circuits
  const loads = yield* sources.load
  const vitals = new Map((yield* (yield* AgentHealth).all).map((vital) => [keyOf(vital), vital]))
  const seenAt = yield* Clock.currentTimeMillis
  return (yield* sources.cards).map((card) => {
    const vital = vitals.get(keyOf(card))
    const { running, waiting } = loads.get(card.name) ?? { running: 0, waiting: 0 }
    const of = (...states: ReadonlyArray<string | undefined>) =>
      card.dependencies.filter((name) => states.includes(circuits.get(name)))
    return new RegisteredAgent({
      node: sources.node,
      card,
      running,
      waiting,
      errorRate: vital?.errorRate ?? 0,
      latencyMillis: vital?.millis ?? 0,
      open: of("open", "half-open"),
      trying: of("half-open"),
      seenAt
    })
  })
})

/** What all live nodes told last, but one. */
const told = (sql: SqlClient.SqlClient, except: string | undefined) =>
  Effect.map(
    sql`
      SELECT node, agents, (extract(epoch FROM seen_at) * 1000)::float8 AS "seenAt"
      FROM aethercast_agent_nodes
      WHERE node IS DISTINCT FROM ${except ?? null}::text
        AND seen_at > now() - ${silence}::float8 * interval '1 second'
      ORDER BY node
    `,
    (rows) => rows.flatMap(announcedIn)
  )

const asText = Schema.fromJsonString(Schema.Array(Schema.toCodecJson(RegisteredAgent)))

/** A node of another release may announce what is not understood here: it is left out, agent by agent. */
const announcedIn = (row: unknown): ReadonlyArray<RegisteredAgent> =>
  Option.match(decodeRow(row), {
    onNone: () => [],
    onSome: ({ agents, node, seenAt }) =>
      agents.flatMap((agent) =>
        Option.toArray(
          Option.map(decodeAgent(agent), (told) => new RegisteredAgent({ ...told, node, seenAt }))
        )
      )
  })

const decodeRow = Schema.decodeUnknownOption(
  Schema.Struct({
    node: Schema.String,
    agents: Schema.Array(Schema.Json),
    seenAt: Schema.Finite
  })
)
const decodeAgent = Schema.decodeUnknownOption(Schema.toCodecJson(RegisteredAgent))
