import type { TimelineLine } from "@aethercast/domain/Timeline"
import * as FrameLayout from "./FrameLayout.ts"

/**
 * The frame at which the part that plays at `frame` ends, as far as its lines are known. A part is a
 * chapter, or an aside.
 */
export const endOfPart = (
  layout: FrameLayout.FrameLayout,
  lines: ReadonlyArray<TimelineLine>,
  frame: number
): number => {
  const at = layout.findIndex(({ frames, start }) => frame < start + frames)
  const partAt = (index: number) => {
    const line = lines.find(({ id }) => id === layout[index]?.line)
    return line && `${line.chapter} ${line.aside ?? ""}`
  }
  const next = layout.find(({ start }, index) => start > frame && partAt(index) !== partAt(at))
  return next?.start ?? FrameLayout.length(layout)
}
