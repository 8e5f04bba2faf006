import { Episode } from "@aethercast/domain/Episode"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import { EpisodeStatus, isOver } from "@aethercast/domain/EpisodeStatus"
import { Effect, Option } from "effect"
import type { EventOffset } from "./EpisodeProtocol.ts"
import type { EpisodeSession } from "./EpisodeSession.ts"

const { Snapshot, StatusChanged } = EpisodeEvent.cases

/** The episode as listeners see it: while its run waits, the status is its place in the queue. */
export const visibleEpisode = Effect.fnUntraced(function* ({ queue, state }: EpisodeSession) {
  const { episode } = yield* state
  const ahead = yield* queue.ahead
  return Option.isNone(ahead) || isOver(episode.status)
    ? episode
    : new Episode({ ...episode, status: EpisodeStatus.cases.Queued.make({ ahead: ahead.value }) })
})

/**
 * The events after an offset; None while there are none. Without an offset, or with that of another
 * activation, a snapshot.
 */
export const poll = Effect.fnUntraced(function* (
  session: EpisodeSession,
  after: EventOffset | undefined
) {
  const { activation } = session
  const { log } = yield* session.state
  const episode = yield* visibleEpisode(session)
  const { status } = episode
  const place = status._tag === "Queued" ? { ahead: status.ahead } : {}
  const offset: EventOffset = { activation, count: log.length, ...place }
  if (after?.activation !== activation) {
    return Option.some({ offset, events: [Snapshot.make({ episode })] })
  }
  const events: Array<EpisodeEvent> = log.slice(after.count)
  const isMoved = after.ahead !== offset.ahead
  if (events.length === 0 && !isMoved) return Option.none()
  if (isMoved || offset.ahead !== undefined) events.push(StatusChanged.make({ status }))
  return Option.some({ offset, events })
})
