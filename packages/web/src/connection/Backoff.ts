import { Schedule } from "effect"

/** Retries after 100 ms, then 1.5 times as long each time, up to 1.6 s; jittered, so that clients spread out. */
export const backoff = Schedule.min([
  Schedule.exponential("100 millis", 1.5),
  Schedule.spaced("1600 millis")
]).pipe(Schedule.jittered)
