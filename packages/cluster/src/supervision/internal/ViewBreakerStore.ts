import { Duration, Effect } from "effect"
import { CircuitBreaker } from "effect/persistence"
import * as Circuit from "../Circuit.ts"
import type { Dependency } from "../Dependency.ts"
import type { CircuitView } from "./CircuitView.ts"

/**
 * The engine's store for the circuit breaker of one dependency, on this node's view of the circuits.
 * Successes are not written: the next failure of this node takes the last one into account.
 */
export const make = (
  { circuit: options, name }: Dependency,
  view: CircuitView,
  now: Effect.Effect<number>,
  publish: (transition: CircuitBreaker.Transition) => Effect.Effect<unknown>
) => {
  let lastSuccess: number | undefined

  const published = (transition: CircuitBreaker.Transition | undefined) =>
    transition === undefined ? Effect.void : publish(transition)

  /** Renews the lease of a probe for as long as the probe runs. */
  const renewal = (generation: number) =>
    view
      .modify(name, (circuit, at) => Circuit.renew(circuit, generation, at))
      .pipe(
        Effect.orElseSucceed(() => true),
        Effect.delay(Duration.divideUnsafe(Circuit.probeLease, 3)),
        Effect.repeat({ while: (isHeld) => isHeld })
      )

  return CircuitBreaker.CircuitBreakerStore.of({
    admit: Effect.fnUntraced(function* () {
      const decision = yield* view.modify(name, (circuit, at) => Circuit.admit(name, circuit, at))
      const admission = yield* Effect.fromResult(decision)
      yield* published(admission.transition)
      if (admission.probe) {
        yield* Effect.forkScoped(Effect.interruptible(renewal(admission.generation)))
      }
      return admission
    }),
    record: Effect.fnUntraced(function* ({ generation, outcome }) {
      const report = { dependency: name, generation, options, outcome, lastSuccess }
      if (outcome === "Success") lastSuccess = yield* now
      if (outcome === "Failure") lastSuccess = undefined
      const transition = yield* view.modify(name, (circuit, at) =>
        Circuit.record(circuit, report, at)
      )
      yield* published(transition)
      return transition
    }),
    state: () => Effect.map(now, (at) => Circuit.engineState(name, view.get(name), at))
  })
}
