import { Data, Duration } from "effect"
import * as Backoff from "./Backoff.ts"
import type { Supervision } from "./Supervision.ts"

/** How an attempt at a task failed. */
export type AttemptFailure = Data.TaggedEnum<{
  /** With an error that the agent declares. */
  Failed: { readonly tag: string }
  Crashed: {}
  /** A dependency is down: its circuit was open, or it did not answer in time. */
  Rejected: { readonly dependency: string }
}>
export const AttemptFailure = Data.taggedEnum<AttemptFailure>()

export type SupervisionDecision = Data.TaggedEnum<{
  Retry: { readonly millis: number }
  Restart: { readonly millis: number }
  FallBack: { readonly to: string; readonly route: number }
  /** The agent's own error is the answer. */
  Refuse: {}
  /** Nothing is left to try: the task ends with a degraded answer or as a dead letter. */
  GiveUp: { readonly escalated: boolean }
}>
export const SupervisionDecision = Data.taggedEnum<SupervisionDecision>()

/** The attempts at a task so far. */
export interface SupervisionState {
  /** 0 is the agent's own route, 1 its first fallback. */
  readonly route: number
  /** Failures on this route that count as retries. */
  readonly failures: number
}

export const initial: SupervisionState = { route: 0, failures: 0 }

/**
 * Decides what follows a failed attempt. `crashes` are the times, epoch milliseconds, of all crashes
 * of the actor, including this one. Delays are without jitter.
 */
export const decide = (
  supervision: Supervision<string, string>,
  state: SupervisionState,
  failure: AttemptFailure,
  crashes: ReadonlyArray<number>,
  now: number
): readonly [SupervisionDecision, SupervisionState] => {
  const { restarts, retry } = supervision
  const failures = state.failures + 1
  const recentCrashes = crashesWithin(crashes, restarts.within, now)
  const isTransient = failure._tag === "Failed" && (retry?.on.includes(failure.tag) ?? false)

  if (isTransient && retry !== undefined && failures <= retry.times) {
    const millis = Backoff.delayMillis(retry, failures)
    return [SupervisionDecision.Retry({ millis }), { ...state, failures }]
  }
  if (failure._tag === "Crashed" && recentCrashes <= restarts.times) {
    const millis = Backoff.delayMillis(Backoff.restart, recentCrashes)
    return [SupervisionDecision.Restart({ millis }), state]
  }
  const fallbacks = supervision.fallbacks ?? []
  const next = fallbacks.findIndex(
    ({ on }, index) =>
      index >= state.route &&
      (isTransient || failure._tag !== "Failed" || (on?.includes(failure.tag) ?? false))
  )
  const fallback = fallbacks[next]
  if (fallback !== undefined) {
    const route = next + 1
    return [SupervisionDecision.FallBack({ to: fallback.name, route }), { route, failures: 0 }]
  }
  return [
    failure._tag === "Failed" && !isTransient
      ? SupervisionDecision.Refuse()
      : SupervisionDecision.GiveUp({ escalated: failure._tag === "Crashed" }),
    state
  ]
}

const crashesWithin = (crashes: ReadonlyArray<number>, within: Duration.Input, now: number) => {
  const since = now - Duration.toMillis(Duration.fromInputUnsafe(within))
  return crashes.filter((at) => at > since).length
}
