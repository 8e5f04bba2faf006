import { PgClient } from "@effect/sql-pg"
import { Clock, Context, Effect, Layer, PubSub, Ref, Schedule, Schema, Stream } from "effect"
import { CircuitBreaker } from "effect/persistence"
import { SqlSchema } from "effect/sql"
import { Circuit } from "./Circuit.ts"

/** A circuit as it is stored. The revision grows by one with each write, from 1. */
export const Kept = Schema.Struct({ revision: Schema.Int, circuit: Circuit })
export type Kept = typeof Kept.Type

/**
 * The circuits of the cluster in one place. Whoever writes says what it has read, and is refused when
 * somebody else was faster. What is asked of a store that does not answer fails within a second.
 */
export class CircuitStore extends Context.Service<
  CircuitStore,
  {
    /** Every circuit that was ever touched, by dependency. */
    readonly read: Effect.Effect<ReadonlyMap<string, Kept>, CircuitBreaker.CircuitBreakerError>
    /** Stores the circuit if its revision follows the stored one; says whether it did. */
    write(
      dependency: string,
      kept: Kept
    ): Effect.Effect<boolean, CircuitBreaker.CircuitBreakerError>
    /** Epoch milliseconds by the clock that all nodes share. */
    readonly now: Effect.Effect<number>
    /** Speaks when something may have changed, sooner or later for each change. */
    readonly changes: Stream.Stream<void>
  }
>()("@aethercast/cluster/CircuitStore") {
  /** On Postgres, whose clock is the one that counts: it is heard with every statement. */
  static readonly layer = Layer.effect(
    CircuitStore,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const ahead = yield* Ref.make(0)
      const clock = sql`(extract(epoch FROM clock_timestamp()) * 1000)::double precision`

      const heard = Effect.fnUntraced(function* (now: number) {
        yield* Ref.set(ahead, now - (yield* Clock.currentTimeMillis))
      })

      const select = SqlSchema.findOne({
        Request: Schema.Void,
        Result: Read,
        execute: () => sql`
          SELECT ${clock} AS now, coalesce(jsonb_object_agg(
            dependency, jsonb_build_object('revision', revision, 'circuit', circuit)
          ), '{}') AS circuits
          FROM aethercast_circuits
        `
      })

      // The notice goes out with the commit, and only if something was written.
      const upsert = SqlSchema.findOne({
        Request: Write,
        Result: Written,
        execute: ({ circuit, dependency, revision }) => sql`
          WITH written AS (
            INSERT INTO aethercast_circuits AS known (dependency, revision, circuit)
            VALUES (${dependency}, ${revision}, ${circuit}::text::jsonb)
            ON CONFLICT (dependency) DO UPDATE SET
              revision = excluded.revision, circuit = excluded.circuit, changed_at = now()
            WHERE known.revision = excluded.revision - 1
            RETURNING revision
          )
          SELECT ${clock} AS now, EXISTS (SELECT FROM written) AS written,
            (SELECT pg_notify(${channel}, '')::text FROM written) AS notice
        `
      })

      /** Notices of other nodes, and one for whatever was missed before they could be heard. */
      const notices = Stream.unwrap(
        Effect.map(sql.listen(channel), (queue) =>
          Stream.concat(Stream.succeed(undefined), Stream.fromQueue(queue))
        )
      ).pipe(
        Stream.map(() => undefined),
        Stream.retry(Schedule.spaced("1 second")),
        Stream.orDie
      )

      return CircuitStore.of({
        read: answered("read the circuits", select(undefined)).pipe(
          Effect.tap(({ now }) => heard(now)),
          Effect.map(({ circuits }) => new Map(Object.entries(circuits)))
        ),
        write: (dependency, { circuit, revision }) =>
          answered("write a circuit", upsert({ circuit, dependency, revision })).pipe(
            Effect.tap(({ now }) => heard(now)),
            Effect.map(({ written }) => written)
          ),
        now: Effect.flatMap(Ref.get(ahead), (millis) =>
          Effect.map(Clock.currentTimeMillis, (now) => now + millis)
        ),
        // The tick is for a node that hears no notices; what comes together is read once.
        changes: Stream.merge(notices, Stream.tick("10 seconds")).pipe(
          Stream.buffer({ capacity: 1, strategy: "sliding" })
        )
      })
    })
  )

  /** For tests, and for agents that run without a database. */
  static readonly layerMemory = Layer.effect(
    CircuitStore,
    Effect.gen(function* () {
      const circuits = yield* Ref.make<ReadonlyMap<string, Kept>>(new Map())
      const hub = yield* PubSub.sliding<void>(1)
      return CircuitStore.of({
        read: Ref.get(circuits),
        write: (dependency, kept) =>
          Ref.modify(circuits, (before) =>
            (before.get(dependency)?.revision ?? 0) === kept.revision - 1
              ? [true, new Map([...before, [dependency, kept]])]
              : [false, before]
          ).pipe(Effect.tap(() => PubSub.publish(hub, undefined))),
        now: Clock.currentTimeMillis,
        changes: Stream.fromPubSub(hub)
      })
    })
  )
}

const channel = "aethercast_circuits"

const Read = Schema.Struct({ now: Schema.Finite, circuits: Schema.Record(Schema.String, Kept) })
const Write = Schema.Struct({
  dependency: Schema.String,
  revision: Schema.Int,
  circuit: Schema.fromJsonString(Circuit)
})
const Written = Schema.Struct({ now: Schema.Finite, written: Schema.Boolean })

/** Whoever asks for a circuit is on the way to do something better. */
const answered = <A, E>(
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
