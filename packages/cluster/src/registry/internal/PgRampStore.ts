import { Effect, Option, Ref, Schedule, Schema, Semaphore } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { retrySql } from "../../storage/SqlRetry.ts"
import { Kind } from "../AgentCard.ts"
import { storableText } from "../../storage/PgText.ts"
import { keyOf, put, Ramp } from "../Ramp.ts"
import type { RampStore } from "../Ramps.ts"
import { isLive } from "./PgAgentRegistry.ts"

/** Ramps in `aethercast_ramps`, and a copy of them that is read anew twice a second. */
export const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const columns = sql`
    kind, name, from_version AS "from", to_version AS "to", percent, changed_at AS "changedAt"
  `

  const selectAll = SqlSchema.findAll({
    Request: Schema.Void,
    Result: Ramp,
    execute: () => sql`SELECT ${columns} FROM aethercast_ramps ORDER BY kind, name`
  })(undefined)
  const upsert = (ramp: Ramp) => sql`
    INSERT INTO aethercast_ramps (kind, name, from_version, to_version, percent, changed_at)
    VALUES (${ramp.kind}, ${ramp.name}, ${ramp.from}, ${ramp.to}, ${ramp.percent}, ${ramp.changedAt})
    ON CONFLICT (kind, name) DO UPDATE SET
      from_version = excluded.from_version, to_version = excluded.to_version,
      percent = excluded.percent, changed_at = excluded.changed_at
  `
  const updatePercent = SqlSchema.findOneOption({
    Request: Schema.Struct({ kind: Kind, name: Schema.String, at: Schema.Finite }),
    Result: Ramp,
    execute: ({ at, kind, name }) => sql`
      UPDATE aethercast_ramps SET percent = 0, changed_at = greatest(${at}::float8, changed_at + 1)
      WHERE kind = ${kind} AND name = ${name} RETURNING ${columns}
    `
  })

  const selectFollowers = ({ changedAt, ...ramp }: Ramp) => sql<{
    readonly node: string
    readonly follows: boolean
  }>`
    SELECT node, coalesce((ramps ->> ${storableText(keyOf(ramp))})::float8, 0) >= ${changedAt} AS follows
    FROM aethercast_agent_nodes WHERE ${isLive(sql)} ORDER BY node
  `

  const known = yield* Ref.make<ReadonlyArray<Ramp>>(yield* retrySql(selectAll))
  const learn = (ramp: Ramp) => Ref.update(known, (ramps) => put(ramps, ramp))
  // A read that began before a change must not undo it in the copy.
  const mutex = yield* Semaphore.make(1)
  const refresh = Effect.tap(selectAll, (ramps) => Ref.set(known, ramps)).pipe(mutex.withPermits(1))

  // While the database is down, the copy stays as it is.
  yield* refresh.pipe(
    Effect.timeout("5 seconds"),
    Effect.ignoreCause,
    Effect.repeat(Schedule.spaced("500 millis")),
    Effect.forkScoped
  )

  const store: RampStore = {
    known: Ref.get(known),
    all: retrySql(refresh),
    put: (ramp) => retrySql(upsert(ramp)).pipe(Effect.andThen(learn(ramp)), mutex.withPermits(1)),
    reset: (kind, name, at) =>
      retrySql(updatePercent({ kind, name, at })).pipe(
        Effect.tap(Option.match({ onNone: () => Effect.void, onSome: learn })),
        mutex.withPermits(1)
      ),
    followers: (ramp) =>
      Effect.map(retrySql(selectFollowers(ramp)), (nodes) => {
        const names = (follows: boolean) =>
          nodes.flatMap((one) => (one.follows === follows ? [one.node] : []))
        return { following: names(true), behind: names(false) }
      })
  }
  return store
})
