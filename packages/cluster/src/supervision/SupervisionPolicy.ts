import { Data, Duration } from "effect"
import type { Supervision } from "./Supervision.ts"

/** How an attempt at a task went wrong. */
export type AttemptFailure = Data.TaggedEnum<{
  /** The agent answered with an error of its own. */
  Failed: { readonly tag: string }
  Crashed: {}
  /** A dependency is down: its circuit was open and nothing was tried, or it did not answer in time. */
  Rejected: { readonly dependency: string }
}>
export const AttemptFailure = Data.taggedEnum<AttemptFailure>()

/** What is done about it. */
export type SupervisionDecision = Data.TaggedEnum<{
  Retry: { readonly millis: number }
  Restart: { readonly millis: number }
  FallBack: { readonly to: string; readonly route: number }
  /** The agent's error is the answer. */
  Refuse: {}
  /** Nothing is left to try: a degraded answer, or a dead letter. */
  GiveUp: { readonly escalated: boolean }
}>
export const SupervisionDecision = Data.taggedEnum<SupervisionDecision>()

/** Where the supervision of a task stands. */
export interface SupervisionState {
  /** 0 is the agent's own way, 1 its first fallback. */
  readonly route: number
  /** Attempts that went wrong in this way, of those that count as retries. */
  readonly failures: number
}

export const start: SupervisionState = { route: 0, failures: 0 }

/**
 * Decides what becomes of a task after an attempt went wrong. `crashes` are the moments, epoch
 * milliseconds, of the crashes of the actor so far, this one included. Pauses come without jitter.
 */
export const decide = (
  supervision: Supervision<string, string>,
  standing: SupervisionState,
  trouble: AttemptFailure,
  crashes: ReadonlyArray<number>,
  now: number
): readonly [SupervisionDecision, SupervisionState] => {
  const { restarts, retry } = supervision
  const failures = standing.failures + 1
  const recent = crashesWithin(crashes, restarts.within, now)
  const passes = trouble._tag === "Failed" && (retry?.on.includes(trouble.tag) ?? false)

  if (passes && retry !== undefined && failures <= retry.times) {
    return [
      SupervisionDecision.Retry({ millis: pause(retry, failures) }),
      { ...standing, failures }
    ]
  }
  if (trouble._tag === "Crashed" && recent <= restarts.times) {
    return [SupervisionDecision.Restart({ millis: pause(restartPause, recent) }), standing]
  }
  const rules = supervision.fallbacks ?? []
  const next = rules.findIndex(
    ({ on }, index) =>
      index >= standing.route &&
      (passes || trouble._tag !== "Failed" || (on?.includes(trouble.tag) ?? false))
  )
  const rule = rules[next]
  if (rule !== undefined) {
    const route = next + 1
    return [SupervisionDecision.FallBack({ to: rule.name, route }), { route, failures: 0 }]
  }
  return [
    trouble._tag === "Failed" && !passes
      ? SupervisionDecision.Refuse()
      : SupervisionDecision.GiveUp({ escalated: trouble._tag === "Crashed" }),
    standing
  ]
}

const crashesWithin = (crashes: ReadonlyArray<number>, within: Duration.Input, now: number) => {
  const since = now - Duration.toMillis(Duration.fromInputUnsafe(within))
  return crashes.filter((at) => at > since).length
}

/** The same actor is not restarted faster than this. */
const restartPause = { base: "50 millis", cap: "2 seconds" } as const

const pause = (
  limits: { readonly base: Duration.Input; readonly cap: Duration.Input },
  count: number
) => {
  const base = Duration.toMillis(Duration.fromInputUnsafe(limits.base))
  const cap = Duration.toMillis(Duration.fromInputUnsafe(limits.cap))
  return Math.min(cap, base * 2 ** Math.min(30, count - 1))
}
