import { Effect, Schema } from "effect"
import { AgentCard } from "./AgentCard.ts"

/** An agent or a workflow on one node, and the health and load of an agent there. */
export class RegisteredAgent extends Schema.Class<RegisteredAgent>(
  "aethercast/cluster/RegisteredAgent"
)({
  node: Schema.String,
  card: AgentCard,
  /** Tasks of the agent, of all its versions. */
  running: Schema.Int,
  waiting: Schema.Int,
  /** 0 to 1, over the last minute: see `AgentHealth`. */
  errorRate: Schema.Finite,
  latencyMillis: Schema.Finite,
  /** Its dependencies whose circuit is not closed. */
  open: Schema.Array(Schema.String),
  /** Those of them whose circuit is half open: the next call probes them. */
  halfOpen: Schema.Array(Schema.String).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed([])),
    Schema.withConstructorDefault(Effect.succeed([]))
  ),
  /** Epoch milliseconds, by the clock of the database. */
  seenAt: Schema.Finite
}) {}

/** From this error rate on an agent is unhealthy: half of the last minute's tasks were given up. */
export const unhealthyErrorRate = 0.5
