import { Effect, Semaphore } from "effect"
import { CircuitBreaker } from "effect/persistence"
import * as Circuit from "../Circuit.ts"
import type { CircuitStore } from "../CircuitStore.ts"

/** A decision about a circuit: its result, and the next state; the same state to change nothing. */
type Decide<A> = (circuit: Circuit.Circuit, now: number) => readonly [A, Circuit.Circuit]

/** A node's copy of the circuits in the store. */
export interface CircuitView {
  readonly get: (dependency: string) => Circuit.Circuit
  /** The dependencies whose circuit was ever changed. */
  readonly names: () => Iterable<string>
  /** Adopts the changes of the other nodes, and forgets closed circuits that are no longer stored. */
  readonly refresh: Effect.Effect<void, CircuitBreaker.CircuitBreakerError>
  /**
   * Changes a circuit by `decide`. A decision that changes nothing costs no statement. Any other is
   * written if the copy was current; if not, it is decided again from what is stored.
   */
  readonly modify: <A>(
    dependency: string,
    decide: Decide<A>
  ) => Effect.Effect<A, CircuitBreaker.CircuitBreakerError>
}

export const make = (store: CircuitStore["Service"]): CircuitView => {
  const copies = new Map<string, Circuit.StoredCircuit>()
  const mutexes = new Map<string, Semaphore.Semaphore>()

  const get = (dependency: string) => copies.get(dependency) ?? absent

  /** Two reads may arrive in the wrong order. */
  const learn = (dependency: string, stored: Circuit.StoredCircuit) => {
    if (stored.revision > get(dependency).revision) copies.set(dependency, stored)
  }

  const mutexOf = (dependency: string) => {
    const mutex = mutexes.get(dependency) ?? Semaphore.makeUnsafe(1)
    mutexes.set(dependency, mutex)
    return mutex
  }

  const decideNow = Effect.fnUntraced(function* <A>(dependency: string, decide: Decide<A>) {
    const { circuit, revision } = get(dependency)
    const [result, next] = decide(circuit, yield* store.now)
    return { result, isChange: next !== circuit, stored: { revision: revision + 1, circuit: next } }
  })

  const compareAndSet = Effect.fnUntraced(function* <A>(dependency: string, decide: Decide<A>) {
    for (;;) {
      const { isChange, result, stored } = yield* decideNow(dependency, decide)
      if (!isChange) return result
      if (yield* store.write(dependency, stored)) {
        learn(dependency, stored)
        return result
      }
      // What is stored counts, even if an operator has set it back to an older revision.
      const current = (yield* store.read).get(dependency)
      if (current === undefined) copies.delete(dependency)
      else copies.set(dependency, current)
    }
  })

  return {
    get: (dependency) => get(dependency).circuit,
    names: () => copies.keys(),
    refresh: Effect.map(store.read, (circuits) => {
      for (const [dependency, stored] of circuits) learn(dependency, stored)
      for (const [dependency, { circuit }] of copies) {
        if (circuit._tag === "Closed" && !circuits.has(dependency)) {
          copies.delete(dependency)
          mutexes.delete(dependency)
        }
      }
    }),
    modify: Effect.fnUntraced(function* <A>(dependency: string, decide: Decide<A>) {
      const { isChange, result } = yield* decideNow(dependency, decide)
      if (!isChange) return result
      // One at a time: the next one of this node finds the result in the copy.
      return yield* mutexOf(dependency)
        .withPermits(1)(compareAndSet(dependency, decide))
        .pipe(Effect.timeoutOrElse({ duration: "1 second", orElse: () => contended(dependency) }))
    })
  }
}

const absent: Circuit.StoredCircuit = { revision: 0, circuit: Circuit.initial }

const contended = (dependency: string) =>
  Effect.fail(
    new CircuitBreaker.CircuitBreakerError({
      reason: new CircuitBreaker.CircuitBreakerStoreError({
        message: `The circuit of ${dependency} could not be changed within a second`
      })
    })
  )
