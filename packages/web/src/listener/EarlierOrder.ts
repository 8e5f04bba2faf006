import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import type { Subject } from "@aethercast/domain/EpisodeRequest"
import { hostCount } from "@aethercast/domain/Hosts"
import type { Preferences } from "./Preferences.ts"

/** An order of the session; `at` in epoch milliseconds. */
export interface Order extends Preferences {
  readonly id: EpisodeId
  readonly subject: Subject
  readonly focus?: string
  readonly at: number
}

/** A topic of the landing page stays the same for a day. */
const maxAgeMillis = 24 * 60 * 60 * 1000

/**
 * The latest of the orders that asked for the same: a second click on a card goes on with its episode. One
 * with a focus is another episode than the card's.
 */
export const earlierOrder = (
  orders: ReadonlyArray<Order>,
  subject: Subject,
  { hosts, lengthSeconds, style }: Preferences,
  now: number
): EpisodeId | undefined =>
  orders
    .filter(
      (order) =>
        order.lengthSeconds === lengthSeconds &&
        order.style === style &&
        hostCount(style, order.hosts) === hostCount(style, hosts) &&
        order.focus === undefined &&
        now - order.at < maxAgeMillis &&
        isSame(order.subject, subject)
    )
    .toSorted((a, b) => b.at - a.at)[0]?.id

const isSame = (a: Subject, b: Subject): boolean =>
  a._tag === "Known" && b._tag === "Known" && a.topicId === b.topicId
