import type { SegmentPlan } from "@aethercast/domain/Script"

/** How much of the length that was asked for is spoken, written, and still open; all in seconds. */
export interface LengthBudget {
  readonly asked: number
  /** Heard already, by the clips. */
  readonly spoken: number
  /** Written and not yet heard, by estimate. */
  readonly waiting: number
}

export const start = (asked: number): LengthBudget => ({ asked, spoken: 0, waiting: 0 })

/** A part was written that is estimated to last so long. */
export const woven =
  (estimate: number) =>
  (budget: LengthBudget): LengthBudget => ({ ...budget, waiting: budget.waiting + estimate })

/** A part was spoken: the estimate gives way to what it really took. */
export const spoken =
  (estimate: number, took: number) =>
  (budget: LengthBudget): LengthBudget => ({
    ...budget,
    spoken: budget.spoken + took,
    waiting: Math.max(0, budget.waiting - estimate)
  })

/** The closing says how the episode was made, and has the time to name every source from three minutes on. */
export const closingSeconds = (asked: number): number => (asked >= 180 ? 18 : 12)

/** The opening fills the time that the harvest takes: a fifth of the episode, 6 to 20 s. */
export const openingSeconds = (asked: number): number => Math.min(20, Math.max(6, asked / 5))

/** What is left for the chapters. */
export const bodySeconds = ({ asked, spoken: heard, waiting }: LengthBudget): number =>
  Math.max(8, asked - heard - waiting - closingSeconds(asked))

/** A chapter shorter than this is left out rather than rushed. */
const shortest = 5

/**
 * The seconds that the next chapter may take: its share of what is left, in proportion to the plans
 * of all that are left, but for the last ones where there are too many for the time. Nothing when
 * that is too little even for one.
 */
export const allow = (
  budget: LengthBudget,
  left: ReadonlyArray<SegmentPlan>
): number | undefined => {
  const open = budget.asked - budget.spoken - budget.waiting - closingSeconds(budget.asked)
  const [next, ...rest] = left
  if (next === undefined || open < shortest) return undefined
  const fits = (planned: number): boolean => (open * next.seconds) / planned >= shortest
  let planned = next.seconds
  for (const { seconds } of rest) {
    if (!fits(planned + seconds)) break
    planned += seconds
  }
  return Math.min(3600, (open * next.seconds) / planned)
}
