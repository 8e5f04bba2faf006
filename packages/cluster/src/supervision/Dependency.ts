import type { Duration } from "effect"

/** Something outside that can fail: a model, a voice, a website. Agents that share one share its limits. */
export interface Dependency {
  readonly name: string
  readonly circuit: CircuitOptions
  /** Calls that the whole cluster may start in a window. Default: unlimited. */
  readonly rate?: Rate | undefined
  /** Calls that may run on one node at the same time. Default: unlimited. */
  readonly concurrency?: number | undefined
}

/** When the circuit of a dependency opens, and for how long. */
export interface CircuitOptions {
  /** The number of consecutive failures that opens it. */
  readonly failures: number
  /** An older failure does not count. */
  readonly within: Duration.Input
  /** How long it stays open before one call probes the dependency. */
  readonly cooldown: Duration.Input
}

/** A token bucket: `limit` calls at once, and from then on `limit` calls per window, evenly spaced. */
export interface Rate {
  readonly limit: number
  readonly window: Duration.Input
}

/**
 * Declares a dependency. Its name is unique in the cluster: one name is one circuit and one rate.
 *
 * By default its circuit opens for 30 s after 5 consecutive failures, as Envoy's outlier detection
 * does (`consecutive_5xx` 5, `base_ejection_time` 30 s); a failure counts for a minute.
 */
export const make = (
  name: string,
  options: {
    readonly circuit?: Partial<CircuitOptions>
    readonly rate?: Rate
    readonly concurrency?: number
  } = {}
): Dependency => ({ name, ...options, circuit: { ...defaultCircuit, ...options.circuit } })

const defaultCircuit: CircuitOptions = {
  failures: 5,
  within: "1 minute",
  cooldown: "30 seconds"
}
