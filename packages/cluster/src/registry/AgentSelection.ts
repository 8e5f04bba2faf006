import { Option, Order } from "effect"
import { keyOf } from "./AgentCard.ts"
import type { Candidate } from "./Candidate.ts"
import { unhealthyErrorRate } from "./RegisteredAgent.ts"
import { hashFraction } from "./internal/StableHash.ts"

/**
 * Selects the candidate that gets the tasks of a key (a workflow id), in this order:
 *
 * 1. Health. An unhealthy candidate is only selected when all are: then the one with the fewest open
 *    circuits, and of those the one with the lowest error rate. A candidate with a half-open circuit
 *    gets one key in twenty as a probe, unless every healthy candidate has one.
 * 2. Weight. If any candidate has a weight, those that have share the keys in proportion and the
 *    others get none. A key stays with its candidate while that one is healthy.
 * 3. Load, in powers of two (0, 1 to 2, 3 to 6, 7 to 14 tasks), so that one task more does not
 *    outweigh the rest.
 * 4. Cost, and at equal cost the latency, in powers of two as well.
 * 5. The key, so that equal candidates share the traffic.
 *
 * The order of `all` does not matter.
 */
export const select = (all: ReadonlyArray<Candidate>, key: string): Option.Option<Candidate> => {
  const healthy = all.filter(isHealthy)
  const closed = healthy.filter(({ halfOpen }) => halfOpen.length === 0)
  const halfOpen = healthy.filter((one) => one.halfOpen.length > 0)
  const probes = closed.length === 0 || hashFraction("try", key) < probeShare
  if (halfOpen.length > 0 && probes) return share(halfOpen, key)
  return share(closed.length > 0 ? closed : best(all, byHealth), key)
}

/** Whether no circuit that it needs is open, and fewer than half of its tasks fail. */
export const isHealthy = ({ errorRate, open }: Candidate): boolean =>
  open.length === 0 && errorRate < unhealthyErrorRate

/** Large enough to notice a recovery soon, small enough to lose few tasks without one. */
const probeShare = 0.05

const share = (some: ReadonlyArray<Candidate>, key: string) => {
  const weighted = some.filter(({ weight }) => weight > 0)
  return weighted.length > 0
    ? rendezvous(weighted, key, ({ weight }) => weight)
    : rendezvous(best(some, byMerit), key, () => 1)
}

/**
 * Weighted rendezvous hashing (Thaler and Ravishankar, 1998): each candidate gets a score for the key
 * and the highest wins, so that a candidate that comes or goes moves only the keys it gains or loses.
 */
const rendezvous = (
  some: ReadonlyArray<Candidate>,
  key: string,
  weight: (one: Candidate) => number
): Option.Option<Candidate> => {
  const scored = some.map((one) => {
    const name = keyOf({ name: one.agent, version: one.version })
    return { one, name, score: -weight(one) / Math.log(hashFraction("choose", name, key)) }
  })
  const highest = Order.combine(
    Order.mapInput(Order.flip(Order.Number), ({ score }: (typeof scored)[number]) => score),
    Order.mapInput(Order.String, ({ name }: (typeof scored)[number]) => name)
  )
  return Option.fromNullishOr(scored.toSorted(highest)[0]?.one)
}

/** All that are as good as the best. */
const best = (some: ReadonlyArray<Candidate>, order: Order.Order<Candidate>) =>
  some.filter((one) => some.every((other) => order(one, other) <= 0))

const by = (value: (one: Candidate) => number) => Order.mapInput(Order.Number, value)

const byHealth = Order.combineAll([by(({ open }) => open.length), by(({ errorRate }) => errorRate)])

const powerOfTwo = (value: number) => Math.floor(Math.log2(Math.max(0, value) + 1))

const byMerit = Order.combineAll([
  by(({ load }) => powerOfTwo(load)),
  by(({ cost }) => cost),
  by(({ latencyMillis }) => powerOfTwo(latencyMillis))
])
