import { DateTime, Duration, Schema } from "effect"

/** What topics have in common: a tag, a word of a title, or the name of a site; in lower case. */
export const Theme = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(60))
export type Theme = typeof Theme.Type

const common = {
  /** The themes of the episode that it was given to. */
  themes: Schema.Array(Theme),
  givenAt: Schema.DateTimeUtcFromString
}

/** What a listener did with an episode, as far as it says what the listener likes. */
export const TasteSignal = Schema.TaggedUnion({
  /** `heard`: how much was heard of the length that was ordered; 1 is all of it. */
  Ordered: { ...common, heard: Schema.Finite },
  Skipped: common,
  ThumbUp: common,
  ThumbDown: common
})
export type TasteSignal = typeof TasteSignal.Type

/** How much a listener likes a theme: above 0 and at most 1, or dislikes it: below 0 and at least -1. */
export const Interest = Schema.Struct({
  theme: Theme,
  weight: Schema.Finite.check(Schema.isBetween({ minimum: -1, maximum: 1 }))
})
export type Interest = typeof Interest.Type

/** What a listener likes and dislikes, the strongest first; each theme once. */
export const Taste = Schema.Array(Interest).check(Schema.isMaxLength(40))
export type Taste = typeof Taste.Type

/** A signal counts half after this time. */
const halfLife = Duration.days(30)
/** What is weaker is not taken into account. */
const minWeight = 0.02
const maxInterests = 40

/**
 * The taste that follows from signals. Each adds its strength, halved every 30 days, to its themes; a
 * sum `s` is the weight `s / (1 + |s|)`, so that no number of signals exceeds 1.
 */
export const fromSignals = (signals: ReadonlyArray<TasteSignal>, now: DateTime.Utc): Taste => {
  const sums = new Map<Theme, number>()
  for (const signal of signals) {
    const age = Math.max(0, Duration.toMillis(DateTime.distance(signal.givenAt, now)))
    const strength = strengthOf(signal, age) * 0.5 ** (age / Duration.toMillis(halfLife))
    for (const theme of new Set(signal.themes)) {
      sums.set(theme, (sums.get(theme) ?? 0) + strength)
    }
  }
  return [...sums]
    .map(([theme, sum]) => ({ theme, weight: sum / (1 + Math.abs(sum)) }))
    .filter(({ weight }) => Math.abs(weight) >= minWeight)
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, maxInterests)
}

/** An episode of which less than a tenth was heard within an hour of its order was given up. */
const strengthOf = (signal: TasteSignal, ageMillis: number): number =>
  TasteSignal.match(signal, {
    Ordered: ({ heard }) =>
      heard >= 0.8 ? 0.6 : heard < 0.1 && ageMillis > hourMillis ? -0.2 : 0.3,
    Skipped: () => -0.3,
    ThumbUp: () => 1,
    ThumbDown: () => -1
  })

const hourMillis = Duration.toMillis("1 hour")
