import { Effect, Filter, Predicate, Schedule } from "effect"
import type { ClusterError } from "effect/cluster"
import * as Backoff from "../supervision/Backoff.ts"

/** A transient failure of the engine, between nodes or with its storage: the request is not at fault. */
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
 * Retries while the engine fails, for about a minute and a half: longer than a takeover or a restart
 * of Postgres. A failure that lasts longer is a defect.
 */
export const retryEngine = <A, E, R>(
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, Exclude<E, EngineError>, R> =>
  effect.pipe(
    Effect.retry({ while: isEngineError, schedule }),
    Effect.catchFilter(Filter.fromPredicate(isOwnError<E>), Effect.fail, Effect.die)
  )

const isOwnError = <E>(error: E): error is Exclude<E, EngineError> => !isEngineError(error)

const schedule = Backoff.schedule({ base: "50 millis", cap: "1 second" }).pipe(
  Schedule.upTo({ times: 100 })
)
