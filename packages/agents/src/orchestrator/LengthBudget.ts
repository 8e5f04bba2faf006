import type { SegmentPlan } from "@aethercast/domain/Script"

/** How much of an episode's length is used up, in seconds. */
export interface LengthBudget {
  readonly requested: number
  /** The length of what was spoken. */
  readonly spoken: number
  /** The estimated length of what was written and not spoken yet. */
  readonly written: number
}

export const start = (requested: number): LengthBudget => ({ requested, spoken: 0, written: 0 })

/** A chapter of an estimated length was written. */
export const addWritten = (budget: LengthBudget, estimated: number): LengthBudget => ({
  ...budget,
  written: budget.written + estimated
})

/** A chapter was spoken: its actual length replaces the estimate. */
export const addSpoken = (
  budget: LengthBudget,
  { actual, estimated }: { readonly actual: number; readonly estimated: number }
): LengthBudget => ({
  ...budget,
  spoken: budget.spoken + actual,
  written: Math.max(0, budget.written - estimated)
})

/** The closing says how the episode was made; from three minutes on it names several sources. */
export const closingSeconds = (requested: number): number =>
  requested >= 180 ? 12 : requested >= 90 ? 9 : 7

/** The opening bridges the harvest: a fifth of the episode, 6 to 20 seconds. */
export const openingSeconds = (requested: number): number =>
  Math.min(20, Math.max(6, requested / 5))

/** What is left for all chapters. */
export const bodySeconds = (budget: LengthBudget): number => Math.max(8, remaining(budget))

/** A chapter is not made shorter than this. */
const minChapterSeconds = 5

/** One that is to come later is planned longer: those before it may take some of its time. */
const minLaterSeconds = 8

/**
 * The seconds for the next chapter of those that are left: its share of the remaining time by the
 * planned lengths. Chapters at the end are dropped while a share would be too short; undefined when
 * there is too little time even for one.
 */
export const allowance = (
  budget: LengthBudget,
  plans: ReadonlyArray<SegmentPlan>
): number | undefined => {
  const available = remaining(budget)
  const [next, ...rest] = plans
  if (next === undefined || available < minChapterSeconds) return undefined
  let planned = next.seconds
  for (const { seconds } of rest) {
    const share = (wanted: number) => (available * wanted) / (planned + seconds)
    if (share(next.seconds) < minChapterSeconds || share(seconds) < minLaterSeconds) break
    planned += seconds
  }
  return Math.min(3600, (available * next.seconds) / planned)
}

const remaining = ({ requested, spoken, written }: LengthBudget): number =>
  requested - spoken - written - closingSeconds(requested)
