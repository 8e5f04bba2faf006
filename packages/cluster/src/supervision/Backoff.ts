import { Duration, Schedule } from "effect"

/** Exponential backoff: the delay before the first retry, doubled for each further one up to the cap. */
export interface Backoff {
  readonly base: Duration.Input
  readonly cap: Duration.Input
}

/** Between two activations of an actor that crashes. */
export const restart: Backoff = { base: "50 millis", cap: "2 seconds" }

/** The delay in milliseconds before retry `n`, counted from 1, without jitter. */
export const delayMillis = ({ base, cap }: Backoff, n: number): number =>
  Math.min(millis(cap), millis(base) * 2 ** Math.min(30, n - 1))

/** Retries without end, with delays between 80 % and 120 % of the backoff. */
export const schedule = ({ base, cap }: Backoff) =>
  Schedule.min([Schedule.exponential(base), Schedule.spaced(cap)]).pipe(Schedule.jittered)

const millis = (duration: Duration.Input) => Duration.toMillis(Duration.fromInputUnsafe(duration))
