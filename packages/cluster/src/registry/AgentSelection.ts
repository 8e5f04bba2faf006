import { Option, Order } from "effect"
import type { AgentCard } from "./AgentCard.ts"
import { keyOf } from "../agent/LocalAgents.ts"
import { hashFraction } from "./internal/StableHash.ts"
import { type RegisteredAgent, isEverywhere } from "./AgentRegistry.ts"

/** A version of an agent that can do what is wanted, as it fares in the whole cluster. */
export interface Candidate {
  readonly agent: string
  readonly version: number
  /** Part of the traffic that it is to have, in proportion to the others; 0 is without one. */
  readonly weight: number
  /** Dependencies that are known to be down. */
  readonly open: ReadonlyArray<string>
  /** Dependencies of which a call must find out whether they are well again. */
  readonly trying: ReadonlyArray<string>
  /** 0 to 1, the mean of its nodes; see `AgentHealth`. */
  readonly errorRate: number
  /** Tasks that run and wait, the mean of its nodes. */
  readonly load: number
  readonly latencyMillis: number
  readonly cost: number
}

/**
 * Who can do what is wanted. A version that is not on every node of its role is left out, unless no
 * other can, and of the versions of an agent there is the highest. `weights` names agents, or
 * versions of them as `name@version`, which then stand beside the highest other one. Who has weight 0
 * is not asked; who is not named stands by.
 */
export const candidates = (
  announced: ReadonlyArray<RegisteredAgent>,
  capability: string,
  weights: Readonly<Record<string, number>> = {}
): ReadonlyArray<Candidate> => {
  const able = announced.filter(({ card }) => card.capabilities.includes(capability))
  const everywhere = able.filter(({ card }) => isEverywhere(announced, card))
  const usable = everywhere.length > 0 ? everywhere : able
  const named = (card: AgentCard) => Object.hasOwn(weights, keyOf(card))
  const highest = Map.groupBy(
    usable.map(({ card }) => card).filter((card) => !named(card)),
    ({ name }) => name
  )
  const isHighest = ({ name, version }: AgentCard) =>
    version === Math.max(...(highest.get(name) ?? []).map((card) => card.version))

  return [...Map.groupBy(usable, ({ card }) => keyOf(card)).entries()].flatMap(([key, nodes]) => {
    const [{ card } = { card: undefined }] = nodes
    if (card === undefined || !(named(card) || isHighest(card))) return []
    const weight = weightIn(weights, key) ?? weightIn(weights, card.name)
    if (weight !== undefined && !(weight > 0)) return []
    const mean = (value: (one: RegisteredAgent) => number) =>
      nodes.reduce((sum, one) => sum + value(one), 0) / nodes.length
    const trying = new Set(nodes.flatMap((one) => one.trying))
    const open = new Set(nodes.flatMap((one) => one.open).filter((name) => !trying.has(name)))
    return [
      {
        agent: card.name,
        version: card.version,
        weight: weight ?? 0,
        open: [...open],
        trying: [...trying],
        errorRate: mean((one) => one.errorRate),
        load: mean((one) => one.running + one.waiting),
        latencyMillis: mean((one) => one.latencyMillis),
        cost: card.cost
      }
    ]
  })
}

/**
 * The one that is asked, in this order:
 *
 * 1. Health. Who is sick is only asked when all are: then the one with the fewest dependencies down,
 *    and of those the one with the lowest error rate. Of the keys, one in twenty goes to who is to
 *    find out whether its dependencies are well again, when nobody is known to be sick with them.
 * 2. Weight. If any have one, they share the keys in proportion, and the others stand by. A key stays
 *    with its candidate while that one is well, whatever becomes of the others.
 * 3. Load, roughly: 0, then 1 and 2, then 3 to 6, then 7 to 14 tasks, so that a better one is not
 *    passed over for a single task.
 * 4. Cost, and of the same cost the shorter latency, roughly too: powers of two.
 * 5. The key, so that equals share the traffic.
 *
 * The order of `all` does not matter.
 */
export const choose = (all: ReadonlyArray<Candidate>, key: string): Option.Option<Candidate> => {
  const healthy = all.filter((one) => !isSick(one))
  const certain = healthy.filter((one) => one.trying.length === 0)
  const trying = healthy.filter((one) => one.trying.length > 0)
  const tries = certain.length === 0 || hashFraction("try", key) < trialShare
  if (trying.length > 0 && tries) return among(trying, key)
  return among(certain.length > 0 ? certain : least(all, bySickness), key)
}

/** Half of a minute's tasks without an answer is more than bad luck. */
export const sickErrorRate = 0.5

/** Enough to notice a recovery soon, and few enough to fail when there is none. */
const trialShare = 0.05

/** Whether it is known not to be up to the task. */
export const isSick = ({ errorRate, open }: Candidate): boolean =>
  open.length > 0 || errorRate >= sickErrorRate

const among = (some: ReadonlyArray<Candidate>, key: string) => {
  const weighted = some.filter(({ weight }) => weight > 0)
  return weighted.length > 0
    ? draw(weighted, key, ({ weight }) => weight)
    : draw(least(some, byMerit), key, () => 1)
}

const weightIn = (weights: Readonly<Record<string, number>>, name: string) =>
  Object.hasOwn(weights, name) ? weights[name] : undefined

const by = (value: (one: Candidate) => number) => Order.mapInput(Order.Number, value)

const bySickness = Order.combineAll([
  by(({ open }) => open.length),
  by(({ errorRate }) => errorRate)
])

const magnitude = (value: number) => Math.floor(Math.log2(Math.max(0, value) + 1))

const byMerit = Order.combineAll([
  by(({ load }) => magnitude(load)),
  by(({ cost }) => cost),
  by(({ latencyMillis }) => magnitude(latencyMillis))
])

/** All that are as good as the best. */
const least = (some: ReadonlyArray<Candidate>, order: Order.Order<Candidate>) =>
  some.filter((one) => some.every((other) => order(one, other) <= 0))

/**
 * Weighted rendezvous hashing: each candidate draws a hashFraction for the key and the highest wins, so that
 * one that comes or goes moves only the keys that it gains or loses.
 */
const draw = (
  some: ReadonlyArray<Candidate>,
  key: string,
  weight: (one: Candidate) => number
): Option.Option<Candidate> => {
  const drawn = some.map((one) => {
    const name = keyOf({ name: one.agent, version: one.version })
    return { one, name, score: -weight(one) / Math.log(hashFraction("choose", name, key)) }
  })
  const best = Order.combine(
    Order.mapInput(Order.flip(Order.Number), ({ score }: (typeof drawn)[number]) => score),
    Order.mapInput(Order.String, ({ name }: (typeof drawn)[number]) => name)
  )
  return Option.fromNullishOr(drawn.toSorted(best)[0]?.one)
}
