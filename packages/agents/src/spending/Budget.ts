import { Option, Schema } from "effect"

const Dollars = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 }))

/** What calls of providers may cost, in US dollars. A day is one of UTC. */
export const Budget = Schema.Struct({
  /** For one episode, asides included. */
  episode: Dollars,
  /** For what one session of a listener orders in a day. */
  session: Dollars,
  /** For everything in a day, by all nodes together. */
  day: Dollars
})
export type Budget = typeof Budget.Type

/** Ten minutes by a large model and a paid voice cost about half a dollar. */
export const defaultBudget: Budget = { episode: 1, session: 5, day: 50 }

/** What was spent, or is reserved, in US dollars. */
export interface Spent {
  readonly episode: number
  readonly session: number
  readonly day: number
}

/** The call would exceed the budget, so that it was not made. */
export class OverBudget extends Schema.TaggedError<OverBudget>()("OverBudget", {
  provider: Schema.String,
  /** Whose budget it is. */
  budget: Schema.Literals(["episode", "session", "day"])
}) {}

/** The budget that a call of at most `dollars` would exceed; what costs nothing exceeds none. */
export const exceeded = (
  budget: Budget,
  spent: Spent,
  dollars: number
): Option.Option<OverBudget["budget"]> =>
  dollars === 0
    ? Option.none()
    : Option.fromUndefinedOr(
        (["episode", "session", "day"] as const).find(
          (name) => spent[name] + dollars > budget[name] + rounding
        )
      )

/** Sums of thousands of fractions of a cent are not exact. */
const rounding = 1e-9
