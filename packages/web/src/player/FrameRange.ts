/** Frames `from` up to, but not including, `to`. */
export interface FrameRange {
  readonly from: number
  readonly to: number
}

/** The parts of a range that none of the given ranges covers. They are in order and do not overlap. */
export const gaps = (
  covered: ReadonlyArray<FrameRange>,
  range: FrameRange
): ReadonlyArray<FrameRange> => {
  const found: Array<FrameRange> = []
  let next = range.from
  for (const { from, to } of covered) {
    if (to <= next) continue
    if (from >= range.to) break
    if (from > next) found.push({ from: next, to: from })
    next = to
  }
  if (next < range.to) found.push({ from: next, to: range.to })
  return found
}
