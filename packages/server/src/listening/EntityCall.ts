import { retryEngine } from "@aethercast/cluster/EngineRetry"
import { Cause, Effect } from "effect"

/**
 * A question that waits a few seconds on the other side. Its node may be frozen or cut off without
 * a word: then it is asked again, of whoever has the episode by now.
 */
export const ask = <A, E, R>(question: Effect.Effect<A, E, R>) =>
  retryEngine(question).pipe(
    Effect.timeout("10 seconds"),
    Effect.retry({ while: Cause.isTimeoutError, times: 30 }),
    Effect.catchTag("TimeoutError", Effect.die)
  )
