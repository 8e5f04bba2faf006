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
  Semaphore,
  Stream
} from "effect"
import { CircuitBreaker } from "effect/persistence"
import * as Circuit from "./Circuit.ts"
import { CircuitStore, type Kept } from "./CircuitStore.ts"
import type { Dependency } from "./Dependency.ts"

/** Nothing was tried: the dependency is known to be down, or one call is just finding out. */
export class CircuitOpen extends Schema.TaggedError<CircuitOpen>()("CircuitOpen", {
  dependency: Schema.String,
  /** Before that there is no use in trying again. */
  retryAfterMillis: Schema.Finite
}) {}

export type CircuitState = "closed" | "open" | "half-open"

export interface CircuitChange {
  readonly dependency: string
  readonly from: CircuitState
  readonly to: CircuitState
}

/**
 * Circuit breakers that all nodes share: what one node found broken, no node calls, until one call of
 * the whole cluster has found it well again.
 *
 * The engine's circuit breaker asks its store before and after every call. Here it asks a view of the
 * store that each node keeps, and that notices of the others renew: a call that finds the circuit
 * closed and succeeds costs no statement, nor does one that finds it open. A failure is written, as
 * is every change, each in one statement that is refused if the view was old; then each node reads
 * the circuits once. Successes are told by
 * the next failure that their node writes: it forgets the failures before them. So "in a row" is
 * exact on one node, and counts across nodes for one that had no success since.
 *
 * When the database is away, calls go through; a circuit that is known to be open stays so until its
 * cooldown is over.
 */
export class Circuits extends Context.Service<
  Circuits,
  {
    /**
     * Runs the effect if the circuit lets it. `blames` says which errors count against the
     * dependency. Other errors, defects and interruption decide nothing: a deadline that is to count
     * belongs inside the effect, as an error.
     */
    guard<A, E, R>(
      dependency: Dependency,
      effect: Effect.Effect<A, E, R>,
      blames: (error: E) => boolean
    ): Effect.Effect<A, E | CircuitOpen, R>
    /** As this node knows it. An open circuit stays open until a call finds that its cooldown is over. */
    state(dependency: Dependency): Effect.Effect<CircuitState>
    /** Every circuit that this node has heard of. */
    readonly known: Effect.Effect<ReadonlyMap<string, CircuitState>>
    /** The changes that calls of this node brought about: of the cluster, each is told by one node. */
    readonly transitions: Stream.Stream<CircuitChange>
  }
>()("@aethercast/cluster/Circuits") {
  /** On a store that several nodes share. */
  static readonly layerNoDeps = Layer.effect(
    Circuits,
    Effect.gen(function* () {
      const store = yield* CircuitStore
      const scope = yield* Effect.scope
      const hub = yield* PubSub.sliding<CircuitChange>(128)
      yield* Effect.addFinalizer(() => PubSub.shutdown(hub))
      const view = new Map<string, Kept>()
      const breakers = new Map<string, CircuitBreaker.CircuitBreaker>()

      const learn = (dependency: string, kept: Kept) => {
        // Two readings may arrive in the wrong order.
        if (kept.revision > (view.get(dependency)?.revision ?? 0)) view.set(dependency, kept)
      }
      const refresh = Effect.map(store.read, (circuits) => {
        for (const [dependency, kept] of circuits) learn(dependency, kept)
      })

      /** The engine's store for one dependency. */
      const storeOf = Effect.fnUntraced(function* ({ circuit: breaking, name }: Dependency) {
        const door = yield* Semaphore.make(1)
        let lastSuccess: number | undefined

        const decideBy = Effect.fnUntraced(function* <A>(decide: Decide<A>) {
          const { circuit, revision } = view.get(name) ?? nothing
          const [answer, next] = decide(circuit, yield* store.now)
          return { answer, next, revision: revision + 1, same: next === circuit }
        })

        /** Nothing is written where nothing changes; who loses a race decides again. */
        const change = Effect.fnUntraced(function* <A>(decide: Decide<A>) {
          const glance = yield* decideBy(decide)
          if (glance.same) return glance.answer
          const retrySql = Effect.gen(function* () {
            for (;;) {
              const { answer, next, revision, same } = yield* decideBy(decide)
              if (same) return answer
              const kept = { revision, circuit: next }
              if (yield* store.write(name, kept)) {
                learn(name, kept)
                return answer
              }
              // It was decided by something old. What is read now counts, even if it is older still.
              const stored = (yield* store.read).get(name)
              if (stored === undefined) view.delete(name)
              else view.set(name, stored)
            }
          })
          // One at a time: the others of this node find the answer in the view.
          return yield* door
            .withPermits(1)(retrySql)
            .pipe(Effect.timeoutOrElse({ duration: "1 second", orElse: () => tooBusy(name) }))
        })

        const told = (transition: CircuitBreaker.Transition | undefined) =>
          transition === undefined
            ? Effect.void
            : PubSub.publish(hub, {
                dependency: name,
                from: stateNames[transition.from],
                to: stateNames[transition.to]
              })

        return CircuitBreaker.CircuitBreakerStore.of({
          admit: Effect.fnUntraced(function* () {
            const decision = yield* change((circuit, now) => Circuit.admit(name, circuit, now))
            const admission = yield* Effect.fromResult(decision)
            yield* told(admission.transition)
            if (admission.probe) {
              const renewal = change((circuit, now) =>
                Circuit.renew(circuit, admission.generation, now)
              )
              yield* Effect.orElseSucceed(renewal, () => true).pipe(
                Effect.delay(Duration.divideUnsafe(Circuit.lease, 3)),
                Effect.repeat({ while: (held) => held }),
                Effect.interruptible,
                Effect.forkScoped
              )
            }
            return admission
          }),
          record: Effect.fnUntraced(function* ({ generation, outcome }) {
            const before = lastSuccess
            if (outcome === "Success") lastSuccess = yield* store.now
            if (outcome === "Failure") lastSuccess = undefined
            const report = { breaking, dependency: name, generation, outcome, lastSuccess: before }
            const transition = yield* change((circuit, now) => Circuit.record(circuit, report, now))
            yield* told(transition)
            return transition
          }),
          state: () =>
            Effect.map(store.now, (now) =>
              Circuit.stateOf(name, (view.get(name) ?? nothing).circuit, now)
            )
        })
      })

      const breakerOf = Effect.fnUntraced(function* (dependency: Dependency) {
        const known = breakers.get(dependency.name)
        if (known !== undefined) return known
        const made = yield* CircuitBreaker.make({
          tripPolicy: CircuitBreaker.consecutive(dependency.circuit.failures),
          openDuration: dependency.circuit.cooldown
        }).pipe(
          Effect.provideService(CircuitBreaker.CircuitBreakerStore, yield* storeOf(dependency)),
          Scope.provide(scope)
        )
        breakers.set(dependency.name, made)
        return made
      })

      const guard = Effect.fnUntraced(function* <A, E, R>(
        dependency: Dependency,
        effect: Effect.Effect<A, E, R>,
        blames: (error: E) => boolean
      ): Effect.fn.Return<A, E | CircuitOpen, R> {
        const breaker = yield* breakerOf(dependency)
        return yield* breaker
          .execute(effect, {
            key: dependency.name,
            classify: (exit) => outcomeOf(exit, blames)
          })
          .pipe(Effect.catchIf(isBreakerError, (error) => refused(dependency.name, error)))
      })

      yield* Effect.ignore(refresh)
      yield* store.changes.pipe(
        Stream.runForEach(() => Effect.ignore(refresh)),
        Effect.forkScoped({ startImmediately: true })
      )

      return Circuits.of({
        guard,
        state: ({ name }) => Effect.sync(() => stateOf(view.get(name))),
        known: Effect.map(store.now, (now) => {
          const names = [...breakers.keys(), ...view.keys()]
          return new Map(names.map((name) => [name, due(view.get(name), now)]))
        }),
        transitions: Stream.fromPubSub(hub)
      })
    })
  )

  /** Shared by all nodes on one Postgres. */
  static readonly layer = this.layerNoDeps.pipe(Layer.provide(CircuitStore.layer))

  static readonly layerMemory = this.layerNoDeps.pipe(Layer.provide(CircuitStore.layerMemory))
}

type Decide<A> = (circuit: Circuit.Circuit, now: number) => readonly [A, Circuit.Circuit]

const nothing: Kept = { revision: 0, circuit: Circuit.untouched }

/** How long a caller keeps away from a circuit whose probe runs; most calls are over by then. */
const probing = Duration.seconds(1)

const stateNames = { Closed: "closed", Open: "open", HalfOpen: "half-open" } as const

const stateOf = (kept: Kept | undefined): CircuitState => stateNames[(kept ?? nothing).circuit._tag]

/** An open circuit whose cooldown is over waits for nothing but a call. */
const due = (kept: Kept | undefined, now: number): CircuitState => {
  const { circuit } = kept ?? nothing
  return circuit._tag === "Open" && circuit.until <= now ? "half-open" : stateOf(kept)
}

const outcomeOf = <A, E>(
  exit: Exit.Exit<A, E>,
  blames: (error: E) => boolean
): CircuitBreaker.Outcome => {
  if (Exit.isSuccess(exit)) return CircuitBreaker.success
  return exit.cause.reasons.some((reason) => Cause.isFailReason(reason) && blames(reason.error))
    ? CircuitBreaker.failure()
    : CircuitBreaker.ignored
}

/** How the engine refuses a call. It fails open, so that its store's trouble never gets here. */
const refused = (dependency: string, { reason }: CircuitBreaker.CircuitBreakerError) =>
  reason._tag === "CircuitBreakerStoreError"
    ? Effect.die(reason)
    : Effect.fail(
        new CircuitOpen({
          dependency,
          retryAfterMillis: Duration.toMillis(
            reason._tag === "CircuitOpen" ? reason.retryAfter : probing
          )
        })
      )

const isBreakerError = Schema.is(CircuitBreaker.CircuitBreakerError)

const tooBusy = (dependency: string) =>
  Effect.fail(
    new CircuitBreaker.CircuitBreakerError({
      reason: new CircuitBreaker.CircuitBreakerStoreError({
        message: `The circuit of ${dependency} could not be changed in time`
      })
    })
  )
