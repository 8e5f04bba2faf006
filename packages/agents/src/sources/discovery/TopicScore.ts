import { Schema } from "effect"

/** How much a topic is worth being offered, from 0 to 1, and why, in plain English. */
export const TopicScore = Schema.Struct({
  value: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 })),
  reasons: Schema.Array(Schema.String)
})
export type TopicScore = typeof TopicScore.Type

/** What the score of a topic follows from. */
export interface Signals {
  readonly ageHours: number
  /** How many independent sources report it. */
  readonly publishers: number
  /** For how long it has been offered; undefined when it never was. */
  readonly offeredHours: number | undefined
  /** Whether it is in the library, whose documents the operator chose. */
  readonly isOfLibrary: boolean
}

/**
 * The weighted sum of recency (half after three days), breadth (half with two sources), novelty (half
 * after a day of being offered) and choice by the operator.
 */
export const score = (signals: Signals): TopicScore => {
  const { ageHours, isOfLibrary, offeredHours, publishers } = signals
  const recency = 1 / (1 + Math.max(0, ageHours) / 72)
  const breadth = 1 - 1 / Math.max(1, publishers)
  const novelty = offeredHours === undefined ? 1 : 1 / (1 + Math.max(0, offeredHours) / 24)
  return {
    value:
      weights.recency * recency +
      weights.breadth * breadth +
      weights.novelty * novelty +
      (isOfLibrary ? weights.library : 0),
    reasons: [
      ...(ageHours < 24 ? ["new today"] : ageHours < 7 * 24 ? ["new this week"] : []),
      ...(publishers > 1 ? [`reported by ${publishers} sources`] : []),
      ...(offeredHours === undefined ? ["not offered before"] : []),
      ...(isOfLibrary ? ["in the library"] : [])
    ]
  }
}

const weights = { recency: 0.4, breadth: 0.25, novelty: 0.15, library: 0.2 }
