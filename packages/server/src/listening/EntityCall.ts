import { retryEngine } from "@aethercast/cluster/EngineRetry"
import { Cause, Effect, Schedule, Schema } from "effect"

/**
 * Calls an entity, for at most five minutes. An entity answers within a few seconds, a long poll
 * included. The call is repeated when it does not, because its node is frozen or cut off, and when it
 * stops meanwhile, because its shard moves: the entity is soon on another node. So the call must be
 * idempotent.
 */
export const callEntity = <A, E, R>(call: Effect.Effect<A, E, R>) =>
  retryEngine(call).pipe(
    // An entity that stops answers with an interruption. One of the caller itself is not caught.
    Effect.catchCauseIf(Cause.hasInterruptsOnly, () => Effect.fail(new EntityStopped())),
    Effect.timeout("10 seconds"),
    Effect.retry({ while: isUnanswered, schedule: Schedule.spaced("100 millis"), times: 30 }),
    Effect.catchIf(isUnanswered, Effect.die)
  )

class EntityStopped extends Schema.TaggedError<EntityStopped>()("EntityStopped", {}) {}

const isUnanswered = (error: unknown): error is EntityStopped | Cause.TimeoutError =>
  error instanceof EntityStopped || Cause.isTimeoutError(error)
