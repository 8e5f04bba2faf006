import type { RestLimit } from "@aethercast/cluster/RunQueue"
import { framesToSeconds } from "@aethercast/domain/Clip"
import { type Cursor, secondsAt, Timeline, totalFrames } from "@aethercast/domain/Timeline"
import { Option } from "effect"

/**
 * How far generation may run ahead of the furthest listener, in seconds. An order of magnitude longer
 * than the takeover of a dead node (4 s), so that listeners never notice one.
 */
export const windowSeconds = 120

/** The same while other episodes wait for their turn, which comes sooner this way. */
export const crowdedWindowSeconds = 45

/** How much is generated before anybody listens, in seconds: enough to start playing at once. */
export const initialSeconds = 30

/** A listener that does not poll for longer than this has left, in milliseconds. */
export const leaseMillis = 15_000

/** The present listeners of an episode. */
export interface Audience {
  /** By listener, the end of the lease in epoch milliseconds. */
  readonly leases: ReadonlyMap<string, number>
  /** Likewise for downloads, which are not played back: for them the window is unlimited. */
  readonly downloads: ReadonlyMap<string, number>
  /** The furthest position that any listener reached, in seconds from the start. */
  readonly furthest: number
}

export const noAudience: Audience = { leases: new Map(), downloads: new Map(), furthest: 0 }

/** Renews the lease of a listener, or of a download, and drops expired ones. */
export const renewLease = (
  audience: Audience,
  listener: string,
  download: boolean,
  now: number
): Audience => {
  const renewed = (leases: ReadonlyMap<string, number>) =>
    new Map([...leases].filter(([, ends]) => ends > now)).set(listener, now + leaseMillis)
  return download
    ? { ...audience, downloads: renewed(audience.downloads) }
    : { ...audience, leases: renewed(audience.leases) }
}

/**
 * A listener has reached a position. One after the end of the timeline counts as the end: the line was
 * being generated when its node died, and comes next.
 */
export const reach = (audience: Audience, timeline: Timeline, cursor: Cursor): Audience => {
  const end = framesToSeconds(totalFrames(timeline))
  const position = Option.getOrElse(secondsAt(timeline, cursor), () => end)
  return { ...audience, furthest: Math.max(audience.furthest, Math.min(position, end)) }
}

/**
 * Whether another line may be generated at `now`, after `generatedSeconds`. `isCrowded`: other episodes
 * wait for their turn.
 */
export const isOpen = (
  generatedSeconds: number,
  audience: Audience,
  now: number,
  isCrowded: boolean
): boolean => {
  const isPresent = (leases: ReadonlyMap<string, number>) =>
    [...leases.values()].some((ends) => ends > now)
  if (isPresent(audience.downloads)) return true
  const lead = isCrowded ? crowdedWindowSeconds : windowSeconds
  return generatedSeconds < (isPresent(audience.leases) ? audience.furthest + lead : initialSeconds)
}

/**
 * How long a run may rest until its episode is given up. One that somebody has heard can be gone on with
 * another day. Whether somebody has is known by its length: without a listener the beginning ends with
 * the first line that reaches `initialSeconds`.
 */
export const restLimit = ({ downloads, leases }: Audience, timeline: Timeline): RestLimit => {
  const beforeLast = new Timeline({ ...timeline, lines: timeline.lines.slice(0, -1) })
  const isHeard =
    leases.size > 0 ||
    downloads.size > 0 ||
    framesToSeconds(totalFrames(beforeLast)) >= initialSeconds
  return isHeard
    ? { duration: "30 days", reason: "Nobody has listened to it for 30 days." }
    : { duration: "6 hours", reason: "Nobody has listened to it for 6 hours." }
}

/**
 * When a run whose window has been closed since `closedAt` rests, if it stays closed; both in epoch
 * milliseconds. A listener who plays opens it every few seconds: one who has left, or has paused for two
 * minutes, keeps nobody waiting.
 */
export const restsAt = ({ leases }: Audience, closedAt: number): number =>
  Math.min(closedAt + 120_000, Math.max(closedAt + 10_000, ...leases.values()))
