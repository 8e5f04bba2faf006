import { Clock, Effect, Option, Ref, Schedule, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { storableJson } from "../../storage/PgText.ts"
import { retrySql } from "../../storage/SqlRetry.ts"
import { keyOf, type Ramp } from "../Ramp.ts"
import { RegisteredAgent } from "../RegisteredAgent.ts"

/**
 * Registers the agents of this node, and the ramps that it follows, as long as the scope is open; gives
 * the agents of all other nodes as they were read last.
 */
export const heartbeat = Effect.fnUntraced(function* (
  node: string,
  own: Effect.Effect<ReadonlyArray<RegisteredAgent>>,
  followed: Effect.Effect<ReadonlyArray<Ramp>>
) {
  const sql = yield* SqlClient.SqlClient
  const others = yield* Ref.make<ReadonlyArray<RegisteredAgent>>([])
  // A process that takes over the name of another must not be unregistered by it.
  const since = yield* Clock.currentTimeMillis

  const write = Effect.gen(function* () {
    const agents = yield* Schema.encodeEffect(AgentsText)(yield* own)
    const ramps = Object.fromEntries((yield* followed).map((ramp) => [keyOf(ramp), ramp.changedAt]))
    yield* sql`
      INSERT INTO aethercast_agent_nodes (node, since, agents, ramps)
      VALUES (${node}, ${since}, ${storableJson(agents)}::text::jsonb,
        ${storableJson(JSON.stringify(ramps))}::text::jsonb)
      ON CONFLICT (node) DO UPDATE SET
        since = excluded.since, agents = excluded.agents, ramps = excluded.ramps, seen_at = now()
    `
  })
  const read = Effect.flatMap(selectLive(sql, node), (agents) => Ref.set(others, agents))
  const beat = Effect.andThen(write, read).pipe(
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
  yield* beat
  yield* beat.pipe(Effect.schedule(Schedule.spaced("2 seconds")), Effect.forkScoped)
  return { others: Ref.get(others) }
})

/** Reads the agents of all live nodes. */
export const readAll = Effect.map(SqlClient.SqlClient, (sql) => retrySql(selectLive(sql, null)))

/** A condition on the rows: a node counts as gone after 6 s, so that two heartbeats may be lost. */
export const isLive = (sql: SqlClient.SqlClient) => sql`seen_at > now() - interval '6 seconds'`

const selectLive = (sql: SqlClient.SqlClient, except: string | null) =>
  Effect.map(
    sql`
      SELECT node, agents, (extract(epoch FROM seen_at) * 1000)::float8 AS "seenAt"
      FROM aethercast_agent_nodes
      WHERE node IS DISTINCT FROM ${except}::text
        AND ${isLive(sql)}
      ORDER BY node
    `,
    (rows) => rows.flatMap(fromRow)
  )

const AgentsText = Schema.fromJsonString(Schema.Array(Schema.toCodecJson(RegisteredAgent)))

/** A node of another release may write agents that this one cannot decode: those are left out. */
const fromRow = (row: unknown): ReadonlyArray<RegisteredAgent> =>
  Option.match(decodeRow(row), {
    onNone: () => [],
    onSome: ({ agents, node, seenAt }) =>
      agents.flatMap((json) =>
        Option.match(decodeAgent(json), {
          onNone: () => [],
          onSome: (agent) => [new RegisteredAgent({ ...agent, node, seenAt })]
        })
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
