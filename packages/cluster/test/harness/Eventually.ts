import { type Duration, Effect, Schedule } from "effect"

/** Tries until `check` succeeds, for at most 20 s or until another deadline; then fails as it did last. */
export const eventually = <A, E, R>(
  check: Effect.Effect<A, E, R>,
  deadline: Duration.Input = "20 seconds"
): Effect.Effect<A, E, R> =>
  Effect.sandbox(check).pipe(
    Effect.retry(Schedule.spaced("20 millis").pipe(Schedule.upTo({ duration: deadline }))),
    Effect.catch(Effect.failCause)
  )
