import { Effect, Option, Ref } from "effect"
import type { Results } from "../IdempotencyStore.ts"

/** For tests, and for agents that run without a database. */
export const make = Effect.map(
  Ref.make<ReadonlyMap<string, string>>(new Map()),
  (results): Results => ({
    find: (key) => Effect.map(Ref.get(results), (all) => Option.fromNullishOr(all.get(key))),
    add: (key, text) =>
      Ref.update(results, (all) => (all.has(key) ? all : new Map(all).set(key, text)))
  })
)
