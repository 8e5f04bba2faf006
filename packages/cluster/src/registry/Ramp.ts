import { Clock, Context, Effect, Layer, Option, Ref, Schedule, Schema, Semaphore } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { Kind } from "./AgentCard.ts"
import { hashFraction } from "./internal/StableHash.ts"
import { retrySql } from "../storage/SqlRetry.ts"

/** A new version takes over from an old one, step by step. */
export class Ramp extends Schema.Class<Ramp>("aethercast/cluster/Ramp")({
  kind: Kind,
  /** Without control characters. */
  name: Schema.String.check(Schema.isPattern(/^\P{Cc}{1,255}$/u)),
  from: Schema.Int,
  to: Schema.Int,
  /** How much of the traffic is on `to`. */
  percent: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100 })),
  /** Epoch milliseconds. */
  changedAt: Schema.Finite
}) {}

/** A ramp that leads nowhere. */
export class InvalidRamp extends Schema.TaggedError<InvalidRamp>()("InvalidRamp", {
  kind: Kind,
  name: Schema.String,
  reason: Schema.String
}) {}

/** There is nothing to roll back. */
export class NoSuchRamp extends Schema.TaggedError<NoSuchRamp>()("NoSuchRamp", {
  kind: Kind,
  name: Schema.String
}) {}

/**
 * The version that a key gets, of those that are `available` on every node that may be asked. Who is
 * on `to` at some percentage stays on it at any higher one, and each ramp draws its own keys. A
 * version that is not everywhere gives way to `from`, and when that is gone, too, to the highest.
 * Without a ramp it is the highest. Undefined when nothing is available and there is no ramp.
 */
export const versionFor = (
  ramp: Ramp | undefined,
  key: string,
  available: ReadonlyArray<number>
): number | undefined => {
  const highest = available.length === 0 ? undefined : Math.max(...available)
  if (ramp === undefined) return highest
  const bucket = Math.floor(hashFraction("ramp", ramp.kind, ramp.name, key) * 100)
  const wanted = bucket < ramp.percent ? ramp.to : ramp.from
  if (available.includes(wanted)) return wanted
  return available.includes(ramp.from) ? ramp.from : (highest ?? ramp.from)
}

/** The ramps of the cluster. Another node follows a change within a second. */
export class Ramps extends Context.Service<
  Ramps,
  {
    /** As this node knows it: costs no statement. */
    of(kind: Kind, name: string): Effect.Effect<Ramp | undefined>
    set(ramp: Ramp): Effect.Effect<void, InvalidRamp>
    /** Everything that is asked from now on is on `from` again. */
    rollBack(kind: Kind, name: string): Effect.Effect<Ramp, NoSuchRamp>
    /** As it is stored. */
    readonly all: Effect.Effect<ReadonlyArray<Ramp>>
  }
>()("@aethercast/cluster/Ramps") {
  static readonly layer = Layer.effect(
    Ramps,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const read = SqlSchema.findAll({
        Request: Schema.Void,
        Result: Ramp,
        execute: () => sql`
          SELECT ${columns(sql)} FROM aethercast_ramps ORDER BY kind, name
        `
      })()
      const known = yield* Ref.make(yield* retrySql(read))
      // A reading that began before a change must not undo it here.
      const door = yield* Semaphore.make(1)
      const refresh = Effect.tap(read, (ramps) => Ref.set(known, ramps)).pipe(door.withPermits(1))
      const learn = (ramp: Ramp) => Ref.update(known, (ramps) => put(ramps, ramp))
      const lower = SqlSchema.findOneOption({
        Request: Schema.Struct({ kind: Kind, name: Schema.String, at: Schema.Finite }),
        Result: Ramp,
        execute: ({ at, kind, name }) => sql`
          UPDATE aethercast_ramps SET percent = 0, changed_at = ${at} WHERE kind = ${kind} AND name = ${name}
          RETURNING ${columns(sql)}
        `
      })

      // While the database is away, what is known stays.
      yield* refresh.pipe(
        Effect.timeout("5 seconds"),
        Effect.ignoreCause,
        Effect.repeat(Schedule.spaced("500 millis")),
        Effect.forkScoped
      )
      return make({
        known: Ref.get(known),
        all: retrySql(refresh),
        write: (ramp) =>
          retrySql(sql`
            INSERT INTO aethercast_ramps (kind, name, from_version, to_version, percent, changed_at)
            VALUES (${ramp.kind}, ${ramp.name}, ${ramp.from}, ${ramp.to}, ${ramp.percent},
              ${ramp.changedAt})
            ON CONFLICT (kind, name) DO UPDATE SET
              from_version = excluded.from_version, to_version = excluded.to_version,
              percent = excluded.percent, changed_at = excluded.changed_at
          `).pipe(Effect.andThen(learn(ramp)), door.withPermits(1)),
        lower: (kind, name, at) =>
          retrySql(lower({ kind, name, at })).pipe(
            Effect.tap(Option.match({ onNone: () => Effect.void, onSome: learn })),
            door.withPermits(1)
          )
      })
    })
  )

  static readonly layerMemory = Layer.effect(
    Ramps,
    Effect.gen(function* () {
      const known = yield* Ref.make<ReadonlyArray<Ramp>>([])
      return make({
        known: Ref.get(known),
        all: Ref.get(known),
        write: (ramp) => Ref.update(known, (ramps) => put(ramps, ramp)),
        lower: (kind, name, at) =>
          Ref.modify(known, (ramps) => {
            const ramp = ramps.find((one) => same(one, { kind, name }))
            if (ramp === undefined) return [Option.none(), ramps]
            const back = new Ramp({ ...ramp, percent: 0, changedAt: at })
            return [Option.some(back), put(ramps, back)]
          })
      })
    })
  )
}

const make = (store: {
  readonly known: Effect.Effect<ReadonlyArray<Ramp>>
  readonly all: Effect.Effect<ReadonlyArray<Ramp>>
  readonly write: (ramp: Ramp) => Effect.Effect<void>
  /** To 0 %, in one step. */
  readonly lower: (kind: Kind, name: string, at: number) => Effect.Effect<Option.Option<Ramp>>
}) =>
  Ramps.of({
    of: (kind, name) =>
      Effect.map(store.known, (ramps) => ramps.find((ramp) => same(ramp, { kind, name }))),
    set: Effect.fn("Ramps.set")(function* (ramp: Ramp) {
      if (ramp.from === ramp.to) {
        const { kind, name } = ramp
        return yield* new InvalidRamp({ kind, name, reason: "It leads to where it comes from" })
      }
      yield* store.write(ramp)
    }),
    rollBack: Effect.fn("Ramps.rollBack")(function* (kind: Kind, name: string) {
      const now = yield* Clock.currentTimeMillis
      const back = isName(name) ? yield* store.lower(kind, name, now) : Option.none()
      return yield* Effect.mapError(Effect.fromOption(back), () => new NoSuchRamp({ kind, name }))
    }),
    all: store.all
  })

const isName = Schema.is(Ramp.fields.name)

const columns = (sql: SqlClient.SqlClient) => sql`
  kind, name, from_version AS "from", to_version AS "to", percent, changed_at AS "changedAt"
`

type Named = Pick<Ramp, "kind" | "name">

const put = (ramps: ReadonlyArray<Ramp>, ramp: Ramp) => [
  ...ramps.filter((one) => !same(one, ramp)),
  ramp
]

const same = (one: Named, other: Named) => one.kind === other.kind && one.name === other.name
