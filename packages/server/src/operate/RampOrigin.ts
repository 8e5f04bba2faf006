import type { Ramp } from "@aethercast/cluster/Ramp"
import { Data } from "effect"

/** Which version a ramp leads away from. */
export type Origin = Data.TaggedEnum<{
  From: { readonly version: number }
  /** No other version is known. */
  Unknown: {}
  /** Another ramp is half way. */
  Between: { readonly from: number; readonly to: number }
}>
export const Origin = Data.taggedEnum<Origin>()

/**
 * The version that is said; else that of the same ramp; else that where an earlier ramp has arrived;
 * else the newest known before `to`, or after it when there is none before.
 */
export const origin = ({
  before,
  given,
  known,
  to
}: {
  readonly before: Pick<Ramp, "from" | "to" | "percent"> | undefined
  readonly given: number | undefined
  readonly known: ReadonlyArray<number>
  readonly to: number
}): Origin => {
  if (given !== undefined) return Origin.From({ version: given })
  if (before !== undefined) {
    if (before.to === to) return Origin.From({ version: before.from })
    if (before.percent === 100) return Origin.From({ version: before.to })
    if (before.percent > 0) return Origin.Between(before)
    if (before.from !== to) return Origin.From({ version: before.from })
  }
  const others = known.filter((version) => version !== to)
  if (others.length === 0) return Origin.Unknown()
  const older = others.filter((version) => version < to)
  return Origin.From({ version: Math.max(...(older.length === 0 ? others : older)) })
}
