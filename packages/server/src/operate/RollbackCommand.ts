import { Ramps } from "@aethercast/cluster/Ramps"
import { Effect } from "effect"
import { writeCommand } from "./OperatorCommand.ts"
import { RampRefused } from "./OperatorErrors.ts"
import * as RampArguments from "./RampArguments.ts"
import * as RampOutcome from "./RampOutcome.ts"

export const rollback = writeCommand(
  "rollback",
  { kind: RampArguments.kind, name: RampArguments.name },
  {
    description: "Send all new work back to the version that a ramp leads away from",
    examples: [["rollback agent FactCheck", "Take a new version out of use"]]
  },
  ({ kind, name }) =>
    Effect.gen(function* () {
      const ramps = yield* Ramps
      const reset = yield* Effect.mapError(
        ramps.rollBack(kind, name),
        () =>
          new RampRefused({
            problem: `The ${kind} ${name} has no ramp to roll back. The command ramps lists them.`
          })
      )
      return RampOutcome.report(reset, yield* RampOutcome.awaitFollowers(reset))
    })
)
