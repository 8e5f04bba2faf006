import type { Estimate } from "../Report.ts"

/** `undefined` of nothing. */
export const median = (values: ReadonlyArray<number>): number | undefined => {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return low === undefined || high === undefined ? undefined : (low + high) / 2
}

/**
 * The median, and the two of the values between which the true median lies with 95 % probability,
 * whatever their distribution is. Fewer than 6 values cannot tell: then it is all of them.
 */
export const estimate = (values: ReadonlyArray<number>): Estimate | undefined => {
  const sorted = values.toSorted((a, b) => a - b)
  const rank = lowerRank(sorted.length)
  const [value, low, high] = [median(sorted), sorted[rank], sorted[sorted.length - 1 - rank]]
  return value === undefined || low === undefined || high === undefined
    ? undefined
    : { value, low, high }
}

/** How many of `count` values can be left out at each end: as many are on one side by chance in 2.5 %. */
const lowerRank = (count: number): number => {
  let rank = 0
  let ways = 1
  let probability = ways / 2 ** count
  while (rank < count / 2) {
    ways = (ways * (count - rank)) / (rank + 1)
    probability += ways / 2 ** count
    if (probability > 0.025) break
    rank++
  }
  return rank
}
