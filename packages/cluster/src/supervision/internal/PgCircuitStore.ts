import { PgClient } from "@effect/sql-pg"
import { Clock, Effect, Ref, Schedule, Schema, Stream } from "effect"
import { CircuitBreaker } from "effect/persistence"
import { SqlSchema } from "effect/sql"
import { Circuit, StoredCircuit } from "../Circuit.ts"
import type { CircuitStore } from "../CircuitStore.ts"

/** Circuits in `aethercast_circuits`; nodes notify each other of changes. */
export const make = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  /** By how many milliseconds the database's clock is ahead of this node's; measured by every statement. */
  const clockOffset = yield* Ref.make(0)
  const clock = sql`(extract(epoch FROM clock_timestamp()) * 1000)::double precision`

  const setClock = Effect.fnUntraced(function* ({ now }: { readonly now: number }) {
    yield* Ref.set(clockOffset, now - (yield* Clock.currentTimeMillis))
  })

  const select = SqlSchema.findOne({
    Request: Schema.Void,
    Result: Selected,
    execute: () => sql`
      SELECT ${clock} AS now, coalesce(jsonb_object_agg(
        dependency, jsonb_build_object('revision', revision, 'circuit', circuit)
      ), '{}') AS circuits
      FROM aethercast_circuits
    `
  })

  // The notification is sent with the commit, and only if a row was written.
  const upsert = SqlSchema.findOne({
    Request: Upsert,
    Result: Upserted,
    execute: ({ circuit, dependency, revision }) => sql`
      WITH written AS (
        INSERT INTO aethercast_circuits AS stored (dependency, revision, circuit)
        VALUES (${dependency}, ${revision}, ${circuit}::text::jsonb)
        ON CONFLICT (dependency) DO UPDATE SET
          revision = excluded.revision, circuit = excluded.circuit, changed_at = now()
        WHERE stored.revision = excluded.revision - 1
        RETURNING revision
      )
      SELECT ${clock} AS now, EXISTS (SELECT FROM written) AS written,
        (SELECT pg_notify(${channel}, '')::text FROM written) AS notified
    `
  })

  /** After (re)connecting it emits once, for the notifications that were missed meanwhile. */
  const notifications = Stream.unwrap(
    Effect.map(sql.listen(channel), (queue) =>
      Stream.concat(Stream.succeed(undefined), Stream.fromQueue(queue))
    )
  ).pipe(
    Stream.map(() => undefined),
    Stream.retry(Schedule.spaced("1 second")),
    Stream.orDie
  )

  const store: CircuitStore["Service"] = {
    read: failFast("read the circuits", select(undefined)).pipe(
      Effect.tap(setClock),
      Effect.map(({ circuits }) => new Map(Object.entries(circuits)))
    ),
    write: (dependency, { circuit, revision }) =>
      failFast("write a circuit", upsert({ circuit, dependency, revision })).pipe(
        Effect.tap(setClock),
        Effect.map(({ written }) => written)
      ),
    now: Effect.flatMap(Ref.get(clockOffset), (offset) =>
      Effect.map(Clock.currentTimeMillis, (now) => now + offset)
    ),
    // The tick is for a node that misses notifications; simultaneous changes are read once.
    changes: Stream.merge(notifications, Stream.tick("10 seconds")).pipe(
      Stream.buffer({ capacity: 1, strategy: "sliding" })
    )
  }
  return store
})

const channel = "aethercast_circuits"

const Selected = Schema.Struct({
  now: Schema.Finite,
  circuits: Schema.Record(Schema.String, StoredCircuit)
})
const Upsert = Schema.Struct({
  dependency: Schema.String,
  revision: Schema.Int,
  circuit: Schema.fromJsonString(Circuit)
})
const Upserted = Schema.Struct({ now: Schema.Finite, written: Schema.Boolean })

/** A call of a dependency waits for this. */
const failFast = <A, E>(
  what: string,
  effect: Effect.Effect<A, E>
): Effect.Effect<A, CircuitBreaker.CircuitBreakerError> =>
  effect.pipe(
    Effect.timeout("1 second"),
    Effect.mapError(
      (cause) =>
        new CircuitBreaker.CircuitBreakerError({
          reason: new CircuitBreaker.CircuitBreakerStoreError({
            message: `The database did not ${what}`,
            cause
          })
        })
    )
  )
