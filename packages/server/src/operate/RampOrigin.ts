import type { Ramp } from "@aethercast/cluster/Ramp"
import { Data } from "effect"

/** The version that a new ramp leads away from. */
export type RampOrigin = Data.TaggedEnum<{
  From: { readonly version: number }
  /** No other version is known. */
  Unknown: {}
  /** Another ramp is neither at 0 nor at 100 percent. */
  Between: { readonly from: number; readonly to: number }
}>
export const RampOrigin = Data.taggedEnum<RampOrigin>()

/**
 * The given version; else the origin of the same ramp; else the version where an earlier ramp has
 * arrived; else the newest known version below `to`; else the newest above it.
 */
export const originOf = ({
  before,
  given,
  known,
  to
}: {
  readonly before: Pick<Ramp, "from" | "to" | "percent"> | undefined
  readonly given: number | undefined
  readonly known: ReadonlyArray<number>
  readonly to: number
}): RampOrigin => {
  if (given !== undefined) return RampOrigin.From({ version: given })
  if (before !== undefined) {
    if (before.to === to) return RampOrigin.From({ version: before.from })
    if (before.percent === 100) return RampOrigin.From({ version: before.to })
    if (before.percent > 0) return RampOrigin.Between({ from: before.from, to: before.to })
    if (before.from !== to) return RampOrigin.From({ version: before.from })
  }
  const others = known.filter((version) => version !== to)
  if (others.length === 0) return RampOrigin.Unknown()
  const older = others.filter((version) => version < to)
  return RampOrigin.From({ version: Math.max(...(older.length === 0 ? others : older)) })
}
