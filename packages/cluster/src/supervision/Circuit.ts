import { Duration, Result, Schema } from "effect"
import { CircuitBreaker } from "effect/persistence"
import type { CircuitOptions } from "./Dependency.ts"

/**
 * The state of a circuit. Times are epoch milliseconds by the clock of the database. A new generation
 * begins when the results of calls that were admitted before no longer count.
 */
export const Circuit = Schema.TaggedUnion({
  /** Calls go through. `failures` are the times of the consecutive ones. */
  Closed: { generation: Schema.Int, failures: Schema.Array(Schema.Finite) },
  /** No call goes through before `until`. */
  Open: { generation: Schema.Int, until: Schema.Finite, openings: Schema.Int },
  /** One call, the probe, goes through; when its lease has expired, another may replace it. */
  HalfOpen: { generation: Schema.Int, leaseUntil: Schema.Finite, openings: Schema.Int }
})
export type Circuit = typeof Circuit.Type

/** A circuit in the store. Each write raises its revision by one, beginning with 1. */
export const StoredCircuit = Schema.Struct({ revision: Schema.Int, circuit: Circuit })
export type StoredCircuit = typeof StoredCircuit.Type

export const initial: Circuit = Circuit.cases.Closed.make({ generation: 0, failures: [] })

/** How long a probe may go without renewal, as in the engine's own stores. */
export const probeLease = Duration.seconds(10)

/** Decides whether a call may go through. */
export const admit = (
  dependency: string,
  circuit: Circuit,
  now: number
): readonly [
  Result.Result<CircuitBreaker.Admission, CircuitBreaker.CircuitBreakerError>,
  Circuit
] => {
  if (circuit._tag === "Closed") {
    const { generation } = circuit
    return [
      Result.succeed({ generation, probe: false, consecutiveOpenings: 0, transition: undefined }),
      circuit
    ]
  }
  if (circuit._tag === "Open" && now < circuit.until) {
    const retryAfter = Duration.millis(circuit.until - now)
    return [refusal(new CircuitBreaker.CircuitOpen({ key: dependency, retryAfter })), circuit]
  }
  if (circuit._tag === "HalfOpen" && now < circuit.leaseUntil) {
    return [refusal(new CircuitBreaker.CircuitHalfOpen({ key: dependency })), circuit]
  }
  const generation = circuit.generation + 1
  const { openings } = circuit
  return [
    Result.succeed({
      generation,
      probe: true,
      consecutiveOpenings: openings,
      transition:
        circuit._tag === "Open" ? { key: dependency, from: "Open", to: "HalfOpen" } : undefined
    }),
    Circuit.cases.HalfOpen.make({ generation, leaseUntil: leaseFrom(now), openings })
  ]
}

/** The end of a call. */
export interface CallReport {
  readonly dependency: string
  /** The generation that admitted the call. */
  readonly generation: number
  readonly outcome: "Success" | "Failure" | "Ignored"
  readonly options: CircuitOptions
  /** The last success of this node that is not part of the circuit yet. */
  readonly lastSuccess: number | undefined
}

/** Decides what the end of a call changes. */
export const record = (
  circuit: Circuit,
  report: CallReport,
  now: number
): readonly [CircuitBreaker.Transition | undefined, Circuit] => {
  if (circuit.generation !== report.generation || circuit._tag === "Open") {
    return [undefined, circuit]
  }
  return report.outcome === "Failure"
    ? recordFailure(circuit, report, now)
    : circuit._tag === "HalfOpen"
      ? recordProbe(circuit, report)
      : [undefined, circuit]
}

type Calling = Exclude<Circuit, { readonly _tag: "Open" }>

/** Every cooldown is equally long, however often one follows another. */
const recordFailure = (
  circuit: Calling,
  { dependency, generation, lastSuccess, options }: CallReport,
  now: number
): readonly [CircuitBreaker.Transition | undefined, Circuit] => {
  if (circuit._tag === "Closed") {
    const since = Math.max(now - millis(options.within), lastSuccess ?? -Infinity)
    const failures = [...circuit.failures.filter((at) => at > since), now]
    if (failures.length < options.failures) {
      return [undefined, Circuit.cases.Closed.make({ generation, failures })]
    }
  }
  const openings = circuit._tag === "HalfOpen" ? circuit.openings + 1 : 1
  return [
    {
      key: dependency,
      from: circuit._tag,
      to: "Open",
      retryAfter: Duration.fromInputUnsafe(options.cooldown),
      consecutiveOpenings: openings
    },
    Circuit.cases.Open.make({
      generation: generation + 1,
      until: now + millis(options.cooldown),
      openings
    })
  ]
}

const recordProbe = (
  { openings }: Circuit & { readonly _tag: "HalfOpen" },
  { dependency, generation, outcome }: CallReport
): readonly [CircuitBreaker.Transition | undefined, Circuit] =>
  outcome === "Success"
    ? [
        { key: dependency, from: "HalfOpen", to: "Closed" },
        Circuit.cases.Closed.make({ generation: generation + 1, failures: [] })
      ]
    : // The probe is over without a result; the new generation ignores a late renewal of its lease.
      [
        undefined,
        Circuit.cases.HalfOpen.make({ generation: generation + 1, leaseUntil: 0, openings })
      ]

/** Opens a circuit until a time that the dependency itself named; one that is open for longer stays so. */
export const trip = (
  dependency: string,
  circuit: Circuit,
  now: number,
  until: number
): readonly [CircuitBreaker.Transition | undefined, Circuit] => {
  if (circuit._tag === "Open") {
    return [
      undefined,
      until <= circuit.until ? circuit : Circuit.cases.Open.make({ ...circuit, until })
    ]
  }
  const openings = circuit._tag === "HalfOpen" ? circuit.openings + 1 : 1
  return [
    {
      key: dependency,
      from: circuit._tag,
      to: "Open",
      retryAfter: Duration.millis(until - now),
      consecutiveOpenings: openings
    },
    Circuit.cases.Open.make({ generation: circuit.generation + 1, until, openings })
  ]
}

/** Renews the lease of a probe; false when another call has replaced it, or it is over. */
export const renew = (
  circuit: Circuit,
  generation: number,
  now: number
): readonly [boolean, Circuit] =>
  circuit._tag === "HalfOpen" && circuit.generation === generation
    ? [true, Circuit.cases.HalfOpen.make({ ...circuit, leaseUntil: leaseFrom(now) })]
    : [false, circuit]

/** The state in the engine's terms. */
export const engineState = (key: string, circuit: Circuit, now: number): CircuitBreaker.State => {
  switch (circuit._tag) {
    case "Closed":
      return { _tag: "Closed", key }
    case "Open":
      return {
        _tag: "Open",
        key,
        retryAfter: Duration.millis(Math.max(0, circuit.until - now)),
        consecutiveOpenings: circuit.openings
      }
    case "HalfOpen":
      return {
        _tag: "HalfOpen",
        key,
        probing: now < circuit.leaseUntil,
        consecutiveOpenings: circuit.openings
      }
  }
}

const leaseFrom = (now: number) => now + Duration.toMillis(probeLease)

const millis = (duration: Duration.Input) => Duration.toMillis(Duration.fromInputUnsafe(duration))

const refusal = (reason: CircuitBreaker.CircuitBreakerErrorReason) =>
  Result.fail(new CircuitBreaker.CircuitBreakerError({ reason }))
