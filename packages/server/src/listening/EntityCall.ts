import { retryEngine } from "@aethercast/cluster/EngineRetry"
import { Cause, Effect } from "effect"

/**
 * Calls an entity, for at most five minutes. An entity answers within a few seconds, a long poll
 * included; one whose node is frozen or cut off does not, and the call is repeated until the entity
 * has moved to another node. So the call must be idempotent.
 */
export const callEntity = <A, E, R>(call: Effect.Effect<A, E, R>) =>
  retryEngine(call).pipe(
    Effect.timeout("10 seconds"),
    Effect.retry({ while: Cause.isTimeoutError, times: 30 }),
    Effect.catchTag("TimeoutError", Effect.die)
  )
