import {
  Cause,
  Context,
  Duration,
  Effect,
  Exit,
  Layer,
  PubSub,
  Schema,
  Scope,
  Stream
} from "effect"
import { CircuitBreaker } from "effect/persistence"
import * as Circuit from "./Circuit.ts"
import { CircuitStore } from "./CircuitStore.ts"
import type { Dependency } from "./Dependency.ts"
import * as CircuitView from "./internal/CircuitView.ts"
import * as ViewBreakerStore from "./internal/ViewBreakerStore.ts"

/** The call was not made: the dependency is down, or is being probed. */
export class CircuitOpen extends Schema.TaggedError<CircuitOpen>()("CircuitOpen", {
  dependency: Schema.String,
  /** No call is made before that. */
  retryAfterMillis: Schema.Finite
}) {}

export type CircuitState = "closed" | "open" | "half-open"

export interface CircuitChange {
  readonly dependency: string
  readonly from: CircuitState
  readonly to: CircuitState
}

/**
 * Circuit breakers that all nodes share: a dependency that one node found down is called by none,
 * until a single probe in the whole cluster succeeds.
 *
 * The engine's circuit breaker asks its store before and after every call; here the store is a view in
 * memory, which follows the other nodes by notification. So a call costs no statement when the
 * circuit is closed and the call succeeds, or when the circuit is open. A failure is one write, and
 * one read on every node. Failures count across nodes; a success resets the count of its own node.
 *
 * While the database is down, calls go through; a circuit that is known to be open stays open until
 * its cooldown is over.
 */
export class Circuits extends Context.Service<
  Circuits,
  {
    /**
     * Runs the effect if the circuit admits it. `blames` says which errors count as failures of the
     * dependency. Other errors, defects and interruption count neither way: a timeout that is to count
     * must be an error of the effect.
     */
    guard<A, E, R>(
      dependency: Dependency,
      effect: Effect.Effect<A, E, R>,
      blames: (error: E) => boolean
    ): Effect.Effect<A, E | CircuitOpen, R>
    /**
     * Opens the circuit for a time that the dependency itself asked for, as with a Retry-After. Does
     * nothing while the database is down.
     */
    trip(dependency: Dependency, time: Duration.Input): Effect.Effect<void>
    /** As this node knows it. After the cooldown a circuit stays open until the next call. */
    state(dependency: Dependency): Effect.Effect<CircuitState>
    /** Every circuit that this node knows; after its cooldown an open one counts as half open. */
    readonly known: Effect.Effect<ReadonlyMap<string, CircuitState>>
    /** The changes that calls of this node caused: each change of the cluster is emitted on one node. */
    readonly transitions: Stream.Stream<CircuitChange>
  }
>()("@aethercast/cluster/Circuits") {
  static readonly layerNoDeps = Layer.effect(
    Circuits,
    Effect.gen(function* () {
      const store = yield* CircuitStore
      const scope = yield* Effect.scope
      const view = CircuitView.make(store)
      const breakers = new Map<string, Breaker>()
      const hub = yield* PubSub.sliding<CircuitChange>(128)
      yield* Effect.addFinalizer(() => PubSub.shutdown(hub))

      const breakerOf = Effect.fnUntraced(function* (dependency: Dependency) {
        const known = breakers.get(dependency.name)
        if (known !== undefined) {
          // The last one used is the last one of the map.
          breakers.delete(dependency.name)
          breakers.set(dependency.name, known)
          return known.breaker
        }
        const breakerStore = ViewBreakerStore.make(dependency, view, store.now, (transition) =>
          PubSub.publish(hub, changeOf(transition))
        )
        const own = yield* Scope.fork(scope)
        const breaker = yield* CircuitBreaker.make({
          tripPolicy: CircuitBreaker.consecutive(dependency.circuit.failures),
          openDuration: dependency.circuit.cooldown
        }).pipe(
          Effect.provideService(CircuitBreaker.CircuitBreakerStore, breakerStore),
          Scope.provide(own)
        )
        breakers.set(dependency.name, { breaker, scope: own })
        const [oldest] = breakers
        if (breakers.size > maxBreakers && oldest !== undefined) {
          breakers.delete(oldest[0])
          yield* Scope.close(oldest[1].scope, Exit.void)
        }
        return breaker
      })

      const trip = Effect.fn("Circuits.trip")(
        function* ({ name }: Dependency, time: Duration.Input) {
          const millis = Duration.toMillis(Duration.fromInputUnsafe(time))
          const transition = yield* view.modify(name, (circuit, now) =>
            Circuit.trip(name, circuit, now, now + millis)
          )
          if (transition !== undefined) yield* PubSub.publish(hub, changeOf(transition))
        },
        Effect.ignore({ log: true })
      )

      const guard = Effect.fnUntraced(function* <A, E, R>(
        dependency: Dependency,
        effect: Effect.Effect<A, E, R>,
        blames: (error: E) => boolean
      ): Effect.fn.Return<A, E | CircuitOpen, R> {
        const breaker = yield* breakerOf(dependency)
        return yield* breaker
          .execute(effect, { key: dependency.name, classify: (exit) => outcomeOf(exit, blames) })
          .pipe(Effect.catchIf(isBreakerError, (error) => refused(dependency.name, error)))
      })

      yield* Effect.ignore(view.refresh)
      yield* store.changes.pipe(
        Stream.runForEach(() => Effect.ignore(view.refresh)),
        Effect.forkScoped({ startImmediately: true })
      )

      return Circuits.of({
        guard,
        trip,
        state: ({ name }) => Effect.sync(() => stateNames[view.get(name)._tag]),
        known: Effect.map(store.now, (now) => {
          const names = new Set([...breakers.keys(), ...view.names()])
          return new Map([...names].map((name) => [name, stateAt(view.get(name), now)]))
        }),
        transitions: Stream.fromPubSub(hub)
      })
    })
  )

  /** Shared by all nodes on one Postgres. */
  static readonly layer = this.layerNoDeps.pipe(Layer.provide(CircuitStore.layer))

  static readonly layerMemory = this.layerNoDeps.pipe(Layer.provide(CircuitStore.layerMemory))
}

interface Breaker {
  readonly breaker: CircuitBreaker.CircuitBreaker
  readonly scope: Scope.Closeable
}

/** A dependency may be any website. What is not in the store of a breaker is only its last success. */
const maxBreakers = 1000

const stateNames = { Closed: "closed", Open: "open", HalfOpen: "half-open" } as const

const changeOf = ({ from, key, to }: CircuitBreaker.Transition): CircuitChange => ({
  dependency: key,
  from: stateNames[from],
  to: stateNames[to]
})

const stateAt = (circuit: Circuit.Circuit, now: number): CircuitState =>
  circuit._tag === "Open" && circuit.until <= now ? "half-open" : stateNames[circuit._tag]

const outcomeOf = <A, E>(
  exit: Exit.Exit<A, E>,
  blames: (error: E) => boolean
): CircuitBreaker.Outcome => {
  if (Exit.isSuccess(exit)) return CircuitBreaker.success
  return exit.cause.reasons.some((reason) => Cause.isFailReason(reason) && blames(reason.error))
    ? CircuitBreaker.failure()
    : CircuitBreaker.ignored
}

const isBreakerError = Schema.is(CircuitBreaker.CircuitBreakerError)

/** The engine lets calls through when its store fails, so no failure of the store gets here. */
const refused = (dependency: string, { reason }: CircuitBreaker.CircuitBreakerError) =>
  reason._tag === "CircuitBreakerStoreError"
    ? Effect.die(reason)
    : Effect.fail(
        new CircuitOpen({
          dependency,
          retryAfterMillis: Duration.toMillis(
            reason._tag === "CircuitOpen" ? reason.retryAfter : probeTime
          )
        })
      )

/** When to retry while a probe runs; most calls are over by then. */
const probeTime = Duration.seconds(1)
