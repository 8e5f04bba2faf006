import { Duration, Result } from "effect"
import type { Quota } from "../Quotas.ts"

/** A quota has no use left: a use is available after `millis`. */
export interface Refusal {
  readonly name: string
  readonly millis: number
}

/** By the name of a quota, when its bucket is full again, in epoch milliseconds. */
export type FullAt = ReadonlyMap<string, number>

/**
 * Takes one use from the bucket of each quota, or fails with the one that takes longest to have one.
 * Of a bucket only the time is kept at which it is full again: the generic cell rate algorithm (ITU-T
 * I.371). Answers with the new times.
 */
export const takeAll = (
  quotas: ReadonlyArray<Quota>,
  before: FullAt,
  now: number
): Result.Result<FullAt, Refusal> => {
  const after = new Map<string, number>()
  const refusals: Array<Refusal> = []
  for (const { limit, name, window } of quotas) {
    const windowMillis = Duration.toMillis(window)
    const fullAt = Math.max(before.get(name) ?? 0, now) + windowMillis / limit
    const millis = Math.ceil(fullAt - now - windowMillis)
    if (millis > 0) refusals.push({ name, millis })
    else after.set(name, fullAt)
  }
  const [longest] = refusals.toSorted((a, b) => b.millis - a.millis)
  return longest === undefined ? Result.succeed(after) : Result.fail(longest)
}
