import { type AgentCard, keyOf } from "./AgentCard.ts"
import { isOnEveryNode } from "./internal/Placement.ts"
import type { RegisteredAgent } from "./RegisteredAgent.ts"

/** A version of an agent that has a capability, with its health and load in the whole cluster. */
export interface Candidate {
  readonly agent: string
  readonly version: number
  /** Its share of the traffic, in proportion to the other weights; 0 when it has none. */
  readonly weight: number
  /** Dependencies whose circuit is open. */
  readonly open: ReadonlyArray<string>
  /** Dependencies whose circuit is half open on some node: the next call probes them. */
  readonly halfOpen: ReadonlyArray<string>
  /** 0 to 1, the mean of its nodes; see `AgentHealth`. */
  readonly errorRate: number
  /** Tasks that run and wait, the mean of its nodes. */
  readonly load: number
  readonly latencyMillis: number
  readonly cost: number
}

/** Shares of the traffic, by agent or by `agent@version`. */
export type Weights = Readonly<Record<string, number>>

/**
 * The candidates for a capability. Only versions that every node of their role serves are candidates,
 * unless there is none. Of the versions of an agent, each with a weight of its own (`agent@version`) is
 * a candidate, and the highest of the others. A weight of 0 excludes.
 */
export const candidates = (
  registered: ReadonlyArray<RegisteredAgent>,
  capability: string,
  weights: Weights = {}
): ReadonlyArray<Candidate> => {
  const capable = registered.filter(({ card }) => card.capabilities.includes(capability))
  const onEveryNode = capable.filter(({ card }) => isOnEveryNode(registered, card))
  const usable = onEveryNode.length > 0 ? onEveryNode : capable
  const hasOwnWeight = (card: AgentCard) => Object.hasOwn(weights, keyOf(card))
  const others = Map.groupBy(
    usable.map(({ card }) => card).filter((card) => !hasOwnWeight(card)),
    ({ name }) => name
  )
  const isHighest = ({ name, version }: AgentCard) =>
    version === Math.max(...(others.get(name) ?? []).map((card) => card.version))

  return [...Map.groupBy(usable, ({ card }) => keyOf(card)).values()].flatMap((nodes) => {
    const [first] = nodes
    if (first === undefined) return []
    const { card } = first
    if (!hasOwnWeight(card) && !isHighest(card)) return []
    const weight = weightOf(weights, keyOf(card)) ?? weightOf(weights, card.name)
    if (weight !== undefined && !(weight > 0)) return []
    return [candidate(card, weight ?? 0, nodes)]
  })
}

const candidate = (
  card: AgentCard,
  weight: number,
  nodes: ReadonlyArray<RegisteredAgent>
): Candidate => {
  const mean = (value: (one: RegisteredAgent) => number) =>
    nodes.reduce((sum, one) => sum + value(one), 0) / nodes.length
  const halfOpen = new Set(nodes.flatMap((one) => one.halfOpen))
  const open = new Set(nodes.flatMap((one) => one.open).filter((name) => !halfOpen.has(name)))
  return {
    agent: card.name,
    version: card.version,
    weight,
    open: [...open],
    halfOpen: [...halfOpen],
    errorRate: mean((one) => one.errorRate),
    load: mean((one) => one.running + one.waiting),
    latencyMillis: mean((one) => one.latencyMillis),
    cost: card.cost
  }
}

const weightOf = (weights: Weights, name: string) =>
  Object.hasOwn(weights, name) ? weights[name] : undefined
