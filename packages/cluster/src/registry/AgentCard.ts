import { Effect, Schema } from "effect"

/** What a node serves in versions: agents, and the workflows that ask them. */
export const Kind = Schema.Literals(["agent", "workflow"])
export type Kind = typeof Kind.Type

/** What a node says of an agent, or of a workflow, that it serves. */
export class AgentCard extends Schema.Class<AgentCard>("aethercast/cluster/AgentCard")({
  kind: Kind.pipe(
    Schema.withDecodingDefaultKey(Effect.succeed("agent" as const)),
    Schema.withConstructorDefault(Effect.succeed("agent" as const))
  ),
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

/** The key of a version, `name@version`. */
export const keyOf = ({ name, version }: Pick<AgentCard, "name" | "version">): string =>
  `${name}@${version}`
