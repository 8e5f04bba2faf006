import type { Episode } from "@aethercast/domain/Episode"
import type { Aside } from "@aethercast/domain/Steering"
import type { LineId } from "@aethercast/domain/Timeline"

/** An aside that a listener asked for and has not heard yet. */
export interface AsideProgress {
  readonly aside: Aside
  /** `making`: none of it can be heard yet. `next`: it comes after what plays now. */
  readonly stage: "making" | "next" | "playing"
}

/** The asides that are still to be heard by a listener at the line `current`, in the order of asking. */
export const asidesAhead = (
  { steering, timeline: { lines } }: Episode,
  current: LineId | undefined
): ReadonlyArray<AsideProgress> => {
  const at = lines.findIndex(({ id }) => id === current)
  return steering.asides.flatMap((aside): ReadonlyArray<AsideProgress> => {
    const first = lines.findIndex((line) => line.aside === aside.id)
    if (first === -1) return aside.isClosed ? [] : [{ aside, stage: "making" }]
    if (lines[at]?.aside === aside.id) return [{ aside, stage: "playing" }]
    return first > at ? [{ aside, stage: "next" }] : []
  })
}
