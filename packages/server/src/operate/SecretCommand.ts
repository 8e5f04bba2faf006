import * as ClusterSecret from "@aethercast/cluster/ClusterSecret"
import type { Grant } from "@aethercast/cluster/Rights"
import { Effect, Option, Redacted, Schema } from "effect"
import { Argument } from "effect/cli"
import { knownRoles } from "../Settings.ts"
import { BadUsage } from "../Usage.ts"
import { secretCommand } from "./OperatorCommand.ts"
import { done } from "./Report.ts"

const Holder = Schema.Literals(["client", ...knownRoles])

export const secret = secretCommand(
  "secret",
  {
    holders: Argument.String("HOLDER").pipe(
      Argument.withDescription(
        `What its holder is: client, or a node of one or more of the roles ${knownRoles.join(", ")}`
      ),
      Argument.variadic({ min: 1 })
    )
  },
  {
    description: "Print a secret that allows less than the cluster's, to give to one process",
    examples: [
      ["secret web", "A secret for nodes that read the web"],
      ["secret client", "A secret for a process that only sends tasks, such as this command"]
    ]
  },
  ({ holders }, identity) =>
    Effect.gen(function* () {
      const grants = yield* Effect.forEach(holders, grantOf)
      const text =
        identity._tag === "ClusterSecret"
          ? ClusterSecret.confined(identity, grants)
          : Option.none<Redacted.Redacted>()
      if (Option.isNone(text)) {
        return yield* new BadUsage({
          problem:
            "This needs the whole secret of the cluster: a confined one, or a certificate, cannot be confined further."
        })
      }
      const secret = Redacted.value(text.value)
      return done({ secret }, [secret])
    })
)

const grantOf = (holder: string): Effect.Effect<Grant, BadUsage> =>
  Schema.is(Holder)(holder)
    ? Effect.succeed(holder === "client" ? holder : `role:${holder}`)
    : Effect.fail(
        new BadUsage({
          problem: `The holder of a secret is client, or one of ${knownRoles.join(", ")}, not ${JSON.stringify(holder)}.`
        })
      )
