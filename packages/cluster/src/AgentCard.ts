import { Schema } from "effect"

/** What a node says of an agent that it serves. */
export class AgentCard extends Schema.Class<AgentCard>("aethercast/cluster/AgentCard")({
  name: Schema.String,
  version: Schema.Int,
  description: Schema.String,
  /** What it can do that others can do, too: names that are asked for instead of its own. */
  capabilities: Schema.Array(Schema.String),
  /** What it calls outside, its fallbacks included. */
  dependencies: Schema.Array(Schema.String),
  /** The nodes that serve it. */
  role: Schema.String,
  /** Expected of one task, in units that all agents of a capability share. */
  cost: Schema.Finite,
  /** Expected of one task. */
  durationMillis: Schema.Finite
}) {}
