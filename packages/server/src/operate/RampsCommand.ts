import { Ramps } from "@aethercast/cluster/Ramps"
import { Effect } from "effect"
import { readCommand } from "./OperatorCommand.ts"
import * as RampText from "./RampText.ts"
import { done } from "./Report.ts"

export const ramps = readCommand(
  "ramps",
  {},
  {
    description: "List which versions take over from which, and how far they are",
    examples: [["ramps", "List all ramps"]]
  },
  () =>
    Effect.gen(function* () {
      const all = yield* (yield* Ramps).all
      return done(
        all.map((one) => ({ ...one })),
        RampText.list(all)
      )
    })
)
