import { Clock, Context, Effect, Layer, type Option, Schema } from "effect"
import type { Kind } from "./AgentCard.ts"
import * as MemoryRampStore from "./internal/MemoryRampStore.ts"
import * as PgRampStore from "./internal/PgRampStore.ts"
import { find, InvalidRamp, NoSuchRamp, Ramp } from "./Ramp.ts"

/** The live nodes by whether they follow a change of a ramp yet, as they last reported; sorted. */
export interface RampFollowers {
  readonly following: ReadonlyArray<string>
  readonly behind: ReadonlyArray<string>
}

/** The ramps of the cluster. Every node follows a change within a second. */
export class Ramps extends Context.Service<
  Ramps,
  {
    /** The ramp as this node knows it, without a query. */
    of(kind: Kind, name: string): Effect.Effect<Ramp | undefined>
    /** All ramps as this node knows them, without a query. */
    readonly known: Effect.Effect<ReadonlyArray<Ramp>>
    set(ramp: Ramp): Effect.Effect<void, InvalidRamp>
    /** Sends all new traffic to `from` again. */
    rollBack(kind: Kind, name: string): Effect.Effect<Ramp, NoSuchRamp>
    /** All ramps, as stored. */
    readonly all: Effect.Effect<ReadonlyArray<Ramp>>
    /** Which nodes follow this change or a later one. A node reports every two seconds. */
    followers(ramp: Ramp): Effect.Effect<RampFollowers>
  }
>()("@aethercast/cluster/Ramps") {
  static readonly layer = Layer.effect(
    Ramps,
    Effect.map(PgRampStore.make, (store) => make(store))
  )

  static readonly layerMemory = Layer.effect(
    Ramps,
    Effect.map(MemoryRampStore.make, (store) => make(store))
  )
}

export interface RampStore {
  /** As this node knows them. */
  readonly known: Effect.Effect<ReadonlyArray<Ramp>>
  readonly all: Effect.Effect<ReadonlyArray<Ramp>>
  readonly put: (ramp: Ramp) => Effect.Effect<void>
  /** Sets the percentage to 0 in one step; none when there is no such ramp. */
  readonly reset: (kind: Kind, name: string, at: number) => Effect.Effect<Option.Option<Ramp>>
  readonly followers: (ramp: Ramp) => Effect.Effect<RampFollowers>
}

const make = (store: RampStore) =>
  Ramps.of({
    of: (kind, name) => Effect.map(store.known, (ramps) => find(ramps, { kind, name })),
    known: store.known,
    set: Effect.fn("Ramps.set")(function* (ramp: Ramp) {
      const { from, kind, name, to } = ramp
      if (from === to) {
        return yield* new InvalidRamp({ kind, name, reason: `It leads from ${from} to ${to}` })
      }
      yield* store.put(ramp)
    }),
    rollBack: Effect.fn("Ramps.rollBack")(function* (kind: Kind, name: string) {
      // A name that no ramp can have may hold what the database refuses.
      if (!isName(name)) return yield* new NoSuchRamp({ kind, name })
      const reset = yield* store.reset(kind, name, yield* Clock.currentTimeMillis)
      return yield* Effect.mapError(Effect.fromOption(reset), () => new NoSuchRamp({ kind, name }))
    }),
    all: store.all,
    followers: store.followers
  })

const isName = Schema.is(Ramp.fields.name)
