import { Context, type Effect, Layer, type Stream } from "effect"
import type { CircuitBreaker } from "effect/persistence"
import type { StoredCircuit } from "./Circuit.ts"
import * as MemoryCircuitStore from "./internal/MemoryCircuitStore.ts"
import * as PgCircuitStore from "./internal/PgCircuitStore.ts"

/** The circuits of the cluster. Reads and writes fail when the store does not answer within a second. */
export class CircuitStore extends Context.Service<
  CircuitStore,
  {
    /** Every circuit that was ever written, by dependency. */
    readonly read: Effect.Effect<
      ReadonlyMap<string, StoredCircuit>,
      CircuitBreaker.CircuitBreakerError
    >
    /** Compare and set: writes only if the revision follows the stored one, and returns whether it did. */
    write(
      dependency: string,
      stored: StoredCircuit
    ): Effect.Effect<boolean, CircuitBreaker.CircuitBreakerError>
    /** Epoch milliseconds, by a clock that all nodes share. */
    readonly now: Effect.Effect<number>
    /** Emits after every change of any node, and sometimes without one. */
    readonly changes: Stream.Stream<void>
  }
>()("@aethercast/cluster/CircuitStore") {
  /** Shared by all nodes on one Postgres, and timed by its clock. */
  static readonly layer = Layer.effect(CircuitStore, PgCircuitStore.make)

  static readonly layerMemory = Layer.effect(CircuitStore, MemoryCircuitStore.make)
}
