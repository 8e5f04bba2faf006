import { availableParallelism } from "node:os"
import { Effect } from "effect"
import { type Capacity, defaultCapacity, EpisodesFromString } from "./Capacity.ts"
import * as ValueFlag from "./ValueFlag.ts"

const defaults = defaultCapacity(availableParallelism())
const shared = {
  metavar: "N",
  schema: EpisodesFromString,
  expected: "a whole number from 1 to 100000"
}

/** How many episodes are generated at the same time. */
export const flags = {
  episodes: ValueFlag.make("episodes", {
    ...shared,
    description:
      "Episodes that this process generates at the same time, while others wait for their turn (or AETHERCAST_EPISODES; default 16 for each processor)",
    variable: "AETHERCAST_EPISODES",
    default: Effect.succeed(defaults.perNode)
  }),
  clusterEpisodes: ValueFlag.make("cluster-episodes", {
    ...shared,
    description: `The same for all processes together (or AETHERCAST_CLUSTER_EPISODES; default ${defaults.perCluster})`,
    variable: "AETHERCAST_CLUSTER_EPISODES",
    default: Effect.succeed(defaults.perCluster)
  })
}

export const capacity = (given: {
  readonly episodes: number
  readonly clusterEpisodes: number
}): Capacity => ({
  ...defaults,
  perNode: given.episodes,
  perCluster: given.clusterEpisodes
})
