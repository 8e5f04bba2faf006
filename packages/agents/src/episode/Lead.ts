/**
 * How far generation may run ahead of what is heard, in seconds. Longer than a takeover of a dead
 * node (4 s) by an order of magnitude, so that a listener never notices one.
 */
export const leadSeconds = 120

/** What is made before anybody listens, in seconds: enough to start at once. */
export const unheardSeconds = 30

/** Who listens at the moment. */
export interface Audience {
  readonly listeners: number
  /** A download does not wait to be heard: everything is made for it. */
  readonly downloads: number
  /** The furthest moment that any listener reached, in seconds from the start. */
  readonly furthest: number
}

export const nobody: Audience = { listeners: 0, downloads: 0, furthest: 0 }

/** Whether another line may be made now, with `madeSeconds` made already. */
export const mayContinue = (madeSeconds: number, audience: Audience): boolean =>
  audience.downloads > 0 ||
  madeSeconds < (audience.listeners > 0 ? audience.furthest + leadSeconds : unheardSeconds)
