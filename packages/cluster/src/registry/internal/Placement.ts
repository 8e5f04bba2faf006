import type { AgentCard, Kind } from "../AgentCard.ts"

/** An agent or a workflow on a node. */
export interface Placement {
  readonly node: string
  readonly card: AgentCard
}

/**
 * Whether every node that serves the role of the card serves the card. Only then can a task be sent
 * to whichever node hosts it.
 */
export const isOnEveryNode = (
  placements: ReadonlyArray<Placement>,
  { kind, name, role, version }: AgentCard
): boolean => {
  const ofRole = placements.filter(({ card }) => card.role === role)
  const ofCard = ofRole.filter(
    ({ card }) => card.kind === kind && card.name === name && card.version === version
  )
  return nodesOf(ofCard).size === nodesOf(ofRole).size
}

/** The versions that every node of their role serves, ascending. */
export const versionsOnEveryNode = (
  placements: ReadonlyArray<Placement>,
  kind: Kind,
  name: string
): ReadonlyArray<number> => {
  const cards = placements
    .map(({ card }) => card)
    .filter((card) => card.kind === kind && card.name === name && isOnEveryNode(placements, card))
  return [...new Set(cards.map(({ version }) => version))].toSorted((a, b) => a - b)
}

/** Whether any node serves that version of the agent. */
export const isServed = (
  placements: ReadonlyArray<Placement>,
  name: string,
  version: number
): boolean =>
  placements.some(
    ({ card }) => card.kind === "agent" && card.name === name && card.version === version
  )

const nodesOf = (placements: ReadonlyArray<Placement>) =>
  new Set(placements.map(({ node }) => node))
