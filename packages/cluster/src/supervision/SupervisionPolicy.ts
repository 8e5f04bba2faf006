import { Data, Duration } from "effect"
import type { Supervision } from "./Supervision.ts"

/** How an attempt at a task went wrong. */
export type Trouble = Data.TaggedEnum<{
  /** The agent answered with an error of its own. */
  Failed: { readonly tag: string }
  Crashed: {}
  /** A dependency is down: its circuit was open and nothing was tried, or it did not answer in time. */
  Rejected: { readonly dependency: string }
}>
export const Trouble = Data.taggedEnum<Trouble>()

/** What is done about it. */
export type Verdict = Data.TaggedEnum<{
  Retry: { readonly millis: number }
  Restart: { readonly millis: number }
  FallBack: { readonly to: string; readonly way: number }
  /** The agent's error is the answer. */
  Refuse: {}
  /** Nothing is left to try: a degraded answer, or a dead letter. */
  GiveUp: { readonly escalated: boolean }
}>
export const Verdict = Data.taggedEnum<Verdict>()

/** Where the supervision of a task stands. */
export interface Standing {
  /** 0 is the agent's own way, 1 its first fallback. */
  readonly way: number
  /** Attempts that went wrong in this way, of those that count as retries. */
  readonly failures: number
}

export const start: Standing = { way: 0, failures: 0 }

/**
 * Decides what becomes of a task after an attempt went wrong. `crashes` are the moments, epoch
 * milliseconds, of the crashes of the actor so far, this one included. Pauses come without jitter.
 */
export const decide = (
  supervision: Supervision<string, string>,
  standing: Standing,
  trouble: Trouble,
  crashes: ReadonlyArray<number>,
  now: number
): readonly [Verdict, Standing] => {
  const { restarts, retry } = supervision
  const failures = standing.failures + 1
  const recent = crashesWithin(crashes, restarts.within, now)
  const passes = trouble._tag === "Failed" && (retry?.on.includes(trouble.tag) ?? false)

  if (passes && retry !== undefined && failures <= retry.times) {
    return [Verdict.Retry({ millis: pause(retry, failures) }), { ...standing, failures }]
  }
  if (trouble._tag === "Crashed" && recent <= restarts.times) {
    return [Verdict.Restart({ millis: pause(restartPause, recent) }), standing]
  }
  const rules = supervision.fallbacks ?? []
  const next = rules.findIndex(
    ({ on }, index) =>
      index >= standing.way &&
      (passes || trouble._tag !== "Failed" || (on?.includes(trouble.tag) ?? false))
  )
  const rule = rules[next]
  if (rule !== undefined) {
    const way = next + 1
    return [Verdict.FallBack({ to: rule.name, way }), { way, failures: 0 }]
  }
  return [
    trouble._tag === "Failed" && !passes
      ? Verdict.Refuse()
      : Verdict.GiveUp({ escalated: trouble._tag === "Crashed" }),
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
