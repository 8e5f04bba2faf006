import { Effect, Schema } from "effect"

/** What a node serves in versions. */
export const Kind = Schema.Literals(["agent", "workflow"])
export type Kind = typeof Kind.Type

/** The description of an agent or a workflow that a node serves. */
export class AgentCard extends Schema.Class<AgentCard>("aethercast/cluster/AgentCard")({
  kind: Kind.pipe(
    Schema.withDecodingDefaultKey(Effect.succeed("agent" as const)),
    Schema.withConstructorDefault(Effect.succeed("agent" as const))
  ),
  name: Schema.String,
  version: Schema.Int,
  description: Schema.String,
  /** The names of its capabilities: see `Capability`. */
  capabilities: Schema.Array(Schema.String),
  /** What it and its fallbacks call outside, by name. */
  dependencies: Schema.Array(Schema.String),
  /** Only nodes with this role serve it. */
  role: Schema.String,
  /** The expected cost of a task, in a unit that all agents of a capability share. */
  cost: Schema.Finite
}) {}

/** The key of a version, `name@version`. */
export const keyOf = ({ name, version }: Pick<AgentCard, "name" | "version">): string =>
  `${name}@${version}`
