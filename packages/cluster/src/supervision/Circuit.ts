import { Duration, Result, Schema } from "effect"
import { CircuitBreaker } from "effect/persistence"
import type { Breaking } from "./Dependency.ts"

/**
 * What the cluster knows of a dependency. All times are epoch milliseconds by the clock of the
 * database. The generation is new whenever what was admitted before no longer decides anything.
 */
export const Circuit = Schema.TaggedUnion({
  /** Calls go through. The failures are those in a row. */
  Closed: { generation: Schema.Int, failures: Schema.Array(Schema.Finite) },
  /** Nothing goes through until then. */
  Open: { generation: Schema.Int, until: Schema.Finite, openings: Schema.Int },
  /** One call, the probe, goes through; another may replace it when its lease has run out. */
  HalfOpen: { generation: Schema.Int, leaseUntil: Schema.Finite, openings: Schema.Int }
})
export type Circuit = typeof Circuit.Type

export const untouched: Circuit = Circuit.cases.Closed.make({ generation: 0, failures: [] })

/** A probe that is not heard of for so long is replaced. The engine's own stores take 10 s as well. */
export const lease = Duration.seconds(10)

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

/** How a call ended, and what it is judged by. */
export interface Report {
  readonly dependency: string
  readonly generation: number
  readonly outcome: "Success" | "Failure" | "Ignored"
  readonly breaking: Breaking
  /** When this node last had a success that was not recorded, if it had. */
  readonly lastSuccess: number | undefined
}

/**
 * Takes the end of a call into account. The count of openings begins anew with each closing, because
 * a cooldown is as long as the first, however often it follows another.
 */
export const record = (
  circuit: Circuit,
  { breaking, dependency, generation, lastSuccess, outcome }: Report,
  now: number
): readonly [CircuitBreaker.Transition | undefined, Circuit] => {
  if (circuit.generation !== generation || circuit._tag === "Open") return [undefined, circuit]
  const probing = circuit._tag === "HalfOpen"
  const fresh = generation + 1

  if (outcome === "Failure") {
    const since = Math.max(now - millis(breaking.within), lastSuccess ?? -Infinity)
    const failures = probing ? [] : [...circuit.failures.filter((at) => at > since), now]
    if (!probing && failures.length < breaking.failures) {
      return [undefined, Circuit.cases.Closed.make({ generation, failures })]
    }
    const openings = probing ? circuit.openings + 1 : 1
    const until = now + millis(breaking.cooldown)
    return [
      {
        key: dependency,
        from: circuit._tag,
        to: "Open",
        retryAfter: Duration.fromInputUnsafe(breaking.cooldown),
        consecutiveOpenings: openings
      },
      Circuit.cases.Open.make({ generation: fresh, until, openings })
    ]
  }
  if (!probing) return [undefined, circuit]
  return outcome === "Success"
    ? [
        { key: dependency, from: "HalfOpen", to: "Closed" },
        Circuit.cases.Closed.make({ generation: fresh, failures: [] })
      ]
    : // Nobody holds the probe; a renewal that is on its way does not bring it back.
      [
        undefined,
        Circuit.cases.HalfOpen.make({
          generation: fresh,
          leaseUntil: 0,
          openings: circuit.openings
        })
      ]
}

/** Holds the probe for longer; false when it is no longer held. */
export const renew = (
  circuit: Circuit,
  generation: number,
  now: number
): readonly [boolean, Circuit] =>
  circuit._tag === "HalfOpen" && circuit.generation === generation
    ? [true, Circuit.cases.HalfOpen.make({ ...circuit, leaseUntil: leaseFrom(now) })]
    : [false, circuit]

/** As the engine tells it. */
export const stateOf = (key: string, circuit: Circuit, now: number): CircuitBreaker.State => {
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

const leaseFrom = (now: number) => now + Duration.toMillis(lease)

const millis = (duration: Duration.Input) => Duration.toMillis(Duration.fromInputUnsafe(duration))

const refusal = (reason: CircuitBreaker.CircuitBreakerErrorReason) =>
  Result.fail(new CircuitBreaker.CircuitBreakerError({ reason }))
