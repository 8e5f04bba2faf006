import { Effect, Schedule, Schema } from "effect"
import { Runners, Sharding } from "effect/cluster"
import * as Ping from "./internal/Ping.ts"
import { Membership } from "./Membership.ts"

/** Not every shard that a node serves answers from here. */
export class NotReady extends Schema.TaggedError<NotReady>()("NotReady", {}) {}

/**
 * Succeeds when every shard of every served role answers from here; fails after 2 s. A role that no
 * node serves does not count, unless this node has it.
 */
export const ready = Effect.gen(function* () {
  const { own, served } = yield* Membership
  const sharding = yield* Sharding.Sharding
  const roles = yield* served
  if (!own.every((role) => roles.has(role))) return yield* new NotReady()
  const ping = yield* Ping.entity.client
  const ids = [...roles].flatMap((role) => Ping.oneIdPerShard(sharding, role))
  yield* Effect.forEach(ids, (id) => ping(id).Ping(), {
    // Node warns of a leak when more than 10 writers wait for one socket.
    concurrency: 8,
    discard: true
  })
}).pipe(
  Effect.timeout("2 seconds"),
  Effect.mapError(() => new NotReady())
)

/**
 * Succeeds when any other node answers from here, or there is none; fails after 2 s. Unlike `ready`
 * it fails only when this node is cut off: when others fail, this one goes on.
 */
export const connected = Effect.gen(function* () {
  const others = yield* (yield* Membership).others
  const runners = yield* Runners.Runners
  if (others.length > 0) yield* Effect.raceAll(others.map((other) => runners.ping(other)))
}).pipe(
  Effect.timeout("2 seconds"),
  Effect.mapError(() => new NotReady())
)

/** Waits, at most 30 s, until the cluster is ready; logs a warning for each role without a node. */
export const awaitReady = Effect.gen(function* () {
  yield* Effect.retry(
    ready,
    Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "30 seconds" }))
  )
  for (const role of yield* unservedRoles) {
    yield* Effect.logWarning(`No node has the role ${role}: its tasks wait until one does`)
  }
})

/** The roles that no live node has. */
export const unservedRoles = Effect.gen(function* () {
  const { known, served } = yield* Membership
  const roles = yield* Effect.orElseSucceed(served, () => new Set(known))
  return known.filter((role) => !roles.has(role))
})
