import { Effect, Predicate } from "effect"
import type { ClusterError } from "effect/cluster"
import { pauses } from "../supervision/Supervision.ts"

/** Trouble between the nodes or with the storage: passes, and says nothing about what was asked. */
export type EngineError =
  | ClusterError.MailboxFull
  | ClusterError.AlreadyProcessingMessage
  | ClusterError.PersistenceError
  | ClusterError.EntityNotAssignedToRunner

const tags: ReadonlyArray<string> = [
  "MailboxFull",
  "AlreadyProcessingMessage",
  "PersistenceError",
  "EntityNotAssignedToRunner"
] satisfies ReadonlyArray<EngineError["_tag"]>

export const isEngineError = (error: unknown): error is EngineError =>
  Predicate.hasProperty(error, "_tag") &&
  Predicate.isString(error._tag) &&
  tags.includes(error._tag)

/**
 * Asks again while the engine is in trouble, for about a minute and a half: longer than a takeover
 * or a restart of Postgres. Trouble that lasts longer is a defect.
 */
export const retryEngine = <A, E, R>(
  effect: Effect.Effect<A, E | EngineError, R>
): Effect.Effect<A, E, R> =>
  effect.pipe(
    Effect.retry({ while: isEngineError, schedule }),
    Effect.catchIf(isEngineError, Effect.die)
  )

const schedule = pauses({ times: 100, base: "50 millis", cap: "1 second" })
