import { Duration } from "effect"
import { defaultRole, type Role } from "../node/Role.ts"
import type { TaggedError } from "./Agent.ts"
import * as AgentAsk from "./internal/AgentAsk.ts"
import * as ContractCodec from "../internal/ContractCodec.ts"

/**
 * Declares what several agents can do. They share its schemas, and have its name among their
 * `capabilities`. A request for it goes to the agent that is best by health, load and cost at that
 * moment, or by `weights`: each agent's share of the traffic, by name or `name@version`.
 *
 * `ask` and `askStreaming` fail as those of an agent do; when no agent has the capability, with
 * `NoSuchAgent`.
 */
export const make = <I, IE, A, AE, E extends TaggedError, EE>(
  definition: ContractCodec.Contract<I, IE, A, AE, E, EE> & {
    readonly name: string
    /** The role of the nodes whose agents are asked. Default: `default`. */
    readonly role?: Role
    readonly weights?: Readonly<Record<string, number>>
    /** How long a caller waits for any of them. */
    readonly deadline: Duration.Input
  }
) =>
  AgentAsk.make(
    {
      name: definition.name,
      version: 1,
      role: definition.role ?? defaultRole,
      capability: { name: definition.name, weights: definition.weights ?? {} }
    },
    ContractCodec.make(definition),
    Duration.fromInputUnsafe(definition.deadline)
  )
