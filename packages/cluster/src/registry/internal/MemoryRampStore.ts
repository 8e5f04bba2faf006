import { Effect, Option, Ref } from "effect"
import { find, put, Ramp } from "../Ramp.ts"
import type { RampStore } from "../Ramps.ts"

/** For tests, and for nodes that run without a database. */
export const make = Effect.map(Ref.make<ReadonlyArray<Ramp>>([]), (ramps): RampStore => ({
  known: Ref.get(ramps),
  all: Ref.get(ramps),
  put: (ramp) => Ref.update(ramps, (all) => put(all, ramp)),
  reset: (kind, name, at) =>
    Ref.modify(ramps, (all): readonly [Option.Option<Ramp>, ReadonlyArray<Ramp>] => {
      const ramp = find(all, { kind, name })
      if (ramp === undefined) return [Option.none(), all]
      const reset = new Ramp({ ...ramp, percent: 0, changedAt: at })
      return [Option.some(reset), put(all, reset)]
    }),
  followers: () => Effect.succeed({ following: [], behind: [] })
}))
