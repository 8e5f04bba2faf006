import { Schema } from "effect"
import { Kind } from "./AgentCard.ts"
import { hashFraction } from "./internal/StableHash.ts"

/** A new version takes over from an old one, step by step. */
export class Ramp extends Schema.Class<Ramp>("aethercast/cluster/Ramp")({
  kind: Kind,
  /** Without control characters. */
  name: Schema.String.check(Schema.isPattern(/^\P{Cc}{1,255}$/u)),
  from: Schema.Int,
  to: Schema.Int,
  /** The share of the traffic that gets `to`. */
  percent: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100 })),
  /** Epoch milliseconds. */
  changedAt: Schema.Finite
}) {}

/** The ramp leads from a version to itself. */
export class InvalidRamp extends Schema.TaggedError<InvalidRamp>()("InvalidRamp", {
  kind: Kind,
  name: Schema.String,
  reason: Schema.String
}) {}

/** There is no ramp to roll back. */
export class NoSuchRamp extends Schema.TaggedError<NoSuchRamp>()("NoSuchRamp", {
  kind: Kind,
  name: Schema.String
}) {}

/**
 * The version for a key (a workflow id), of those that every node serves (`available`). A key that
 * gets `to` at some percentage gets it at every higher one; ramps of different names move different
 * keys. A version that is not available gives way to `from`, and that to the highest available.
 * Without a ramp: the highest available; undefined if there is none.
 */
export const versionFor = (
  ramp: Ramp | undefined,
  key: string,
  available: ReadonlyArray<number>
): number | undefined => {
  const highest = available.length === 0 ? undefined : Math.max(...available)
  if (ramp === undefined) return highest
  const percentile = Math.floor(hashFraction("ramp", ramp.kind, ramp.name, key) * 100)
  const wanted = percentile < ramp.percent ? ramp.to : ramp.from
  if (available.includes(wanted)) return wanted
  return available.includes(ramp.from) ? ramp.from : (highest ?? ramp.from)
}

type RampId = Pick<Ramp, "kind" | "name">

export const keyOf = ({ kind, name }: RampId): string => `${kind}/${name}`

export const find = (ramps: ReadonlyArray<Ramp>, id: RampId): Ramp | undefined =>
  ramps.find((ramp) => isSame(ramp, id))

/** The ramps with this one in place of the one of the same kind and name. */
export const put = (ramps: ReadonlyArray<Ramp>, ramp: Ramp): ReadonlyArray<Ramp> => [
  ...ramps.filter((other) => !isSame(other, ramp)),
  ramp
]

const isSame = (one: RampId, other: RampId) => one.kind === other.kind && one.name === other.name
