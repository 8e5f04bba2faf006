import { Context, Effect, type Scope } from "effect"
import type { OverBudget } from "./Budget.ts"

/** A call that is about to be made to a provider that may ask for money. */
export interface Purchase {
  readonly kind: "model" | "speech" | "image" | "search"
  /** As it is named to people. */
  readonly provider: string
  /** US dollars, at most. */
  readonly dollars: number
}

/** What a call has cost. */
export interface Cost {
  /** US dollars. */
  readonly dollars: number
  /** Tokens of a model, seconds of speech, images, or searches. */
  readonly quantity: number
}

/** On whose account the calls of a turn are made. */
export interface Payer {
  /**
   * Reserves the price of a call, so that calls at the same time cannot exceed a budget together. What
   * it has cost is charged by the function returned, at once; a call that is not charged until the
   * scope ends was free. If the node dies meanwhile, the reservation stands for the cost.
   */
  readonly reserve: (
    purchase: Purchase
  ) => Effect.Effect<(cost: Cost) => Effect.Effect<void>, OverBudget, Scope.Scope>
}

/** Outside a turn nothing is counted. */
export const Payer = Context.Reference<Payer>("@aethercast/agents/spending/Payer", {
  defaultValue: () => ({ reserve: () => Effect.succeed(() => Effect.void) })
})
