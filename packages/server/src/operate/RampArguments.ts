import { Kind } from "@aethercast/cluster/AgentCard"
import { Argument } from "effect/cli"

export const kind = Argument.Literals("KIND", Kind.literals).pipe(
  Argument.withDescription("agent or workflow")
)

export const name = Argument.String("NAME").pipe(Argument.withDescription("Its name"))
