import { Schedule } from "effect"

/**
 * Retries at once, as soon as there is a connection, since another server may answer; then after 100 ms,
 * and 1.5 times as long each time, up to 1.6 s. Jittered, so that clients spread out.
 */
export const backoff = Schedule.concat(
  Schedule.recurs(1),
  Schedule.min([Schedule.exponential("100 millis", 1.5), Schedule.spaced("1600 millis")]).pipe(
    Schedule.jittered
  )
)
