import type { AgentContext } from "@aethercast/cluster/Agent"
import type { Line } from "@aethercast/domain/Script"
import { Context, Effect } from "effect"
import type { Cost } from "../spending/Payer.ts"

/** What a call of a model needs of the agent's turn that it is made in. */
export interface ModelTurn {
  readonly once: AgentContext["once"]
  /** Of the call that is being made: see `Payer`. */
  readonly charge: (cost: Cost) => Effect.Effect<void>
  /** Is given each line of a segment as soon as it may be spoken. */
  readonly written: (line: Line) => Effect.Effect<void>
}

/** Outside a turn nothing is remembered or charged. */
export const ModelTurn = Context.Reference<ModelTurn>("@aethercast/agents/models/ModelTurn", {
  defaultValue: () => ({
    once: (_key, _schema, effect) => effect,
    charge: () => Effect.void,
    written: () => Effect.void
  })
})
