import type { Duration } from "effect"

/** Something outside that can fail: a model, a voice, a website. Whoever names it shares its limits. */
export interface Dependency {
  readonly name: string
  readonly circuit: Breaking
  /** Calls that the whole cluster may begin in a window. Without it, as many as it likes. */
  readonly rate?: Rate | undefined
  /** Calls that one node may have running. Without it, as many as it likes. */
  readonly concurrency?: number | undefined
}

/** When the circuit of a dependency opens, and for how long. */
export interface Breaking {
  /** Failures in a row that open it. */
  readonly failures: number
  /** A failure that is older no longer counts. */
  readonly within: Duration.Input
  /** How long nothing is called before one call tries again. */
  readonly cooldown: Duration.Input
}

/** `limit` calls at once, and from then on one in each `limit`th part of the window. */
export interface Rate {
  readonly limit: number
  readonly window: Duration.Input
}

/**
 * Declares a dependency. Names are of the whole cluster: one name is one circuit and one rate, and
 * has one declaration.
 *
 * Without options its circuit opens for 30 s after 5 failures in a row, as Envoy's outlier detection
 * does (`consecutive_5xx` 5, `base_ejection_time` 30 s). A minute, twice that, is as long as a
 * failure is held against it.
 */
export const make = (
  name: string,
  options: {
    readonly circuit?: Partial<Breaking>
    readonly rate?: Rate
    readonly concurrency?: number
  } = {}
): Dependency => ({ name, ...options, circuit: { ...breaking, ...options.circuit } })

const breaking: Breaking = { failures: 5, within: "1 minute", cooldown: "30 seconds" }
