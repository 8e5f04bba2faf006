/**
 * How far generation may run ahead of what is heard, in seconds. Longer than a takeover of a dead
 * node (4 s) by an order of magnitude, so that a listener never notices one.
 */
export const leadSeconds = 120

/** What is made before anybody listens, in seconds: enough to start at once. */
export const unheardSeconds = 30

/** A listener that does not ask for more within this time has left, in milliseconds. */
export const leaseMillis = 15_000

/** Who listens at the moment. */
export interface Audience {
  /** By listener, when the lease ends, in milliseconds since 1970. */
  readonly leases: ReadonlyMap<string, number>
  /** Likewise for downloads, which do not wait to be heard: everything is made for them. */
  readonly downloads: ReadonlyMap<string, number>
  /** The furthest moment that any listener reached, in seconds from the start. */
  readonly furthest: number
}

export const nobody: Audience = { leases: new Map(), downloads: new Map(), furthest: 0 }

/** Whether another line may be made at `now`, with `madeSeconds` made already. */
export const mayContinue = (madeSeconds: number, audience: Audience, now: number): boolean => {
  const present = (leases: ReadonlyMap<string, number>) =>
    [...leases.values()].some((ends) => ends > now)
  if (present(audience.downloads)) return true
  return madeSeconds < (present(audience.leases) ? audience.furthest + leadSeconds : unheardSeconds)
}
