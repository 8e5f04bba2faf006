import { Schema, SchemaTransformation } from "effect"

const Count = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100_000 }))

/** How many episodes are generated at the same time; the others wait for their turn. */
export const Capacity = Schema.Struct({
  perNode: Count,
  perCluster: Count,
  /** Of those of a node: how many may start at the same time. */
  starting: Count
})
export type Capacity = typeof Capacity.Type

export const EpisodesFromString = Schema.String.check(Schema.isPattern(/^\d{1,6}$/)).pipe(
  Schema.decodeTo(Count, SchemaTransformation.numberFromString)
)

/**
 * A voice thread speaks fifty times faster than it is heard, and a machine has one for two processors:
 * 16 listeners for each take two thirds of it. Two that started at the same time would delay each
 * other's first sound, since they share that thread and the event loop.
 */
export const defaultCapacity = (processors: number): Capacity => ({
  perNode: 16 * processors,
  perCluster: 1000,
  starting: Math.max(1, Math.floor(processors / 2))
})
