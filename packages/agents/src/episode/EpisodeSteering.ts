import type { Episode } from "@aethercast/domain/Episode"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import type { HeardSpans } from "@aethercast/domain/HeardSpans"
import { type Aside, directionOf } from "@aethercast/domain/Steering"
import {
  CommandConflict,
  type SteeringCommand,
  SteeringOutcome
} from "@aethercast/domain/SteeringCommand"
import { decide, isFull } from "@aethercast/domain/SteeringDecision"
import type { AsideId } from "@aethercast/domain/Timeline"
import { Effect, Equal } from "effect"
import type { EpisodeSession } from "./EpisodeSession.ts"

const { AsideClosed, ChapterDirected, LinesDropped, Steered } = EpisodeEvent.cases

/**
 * Decides what a command does, once; a command that was decided before has its outcome again. Returns
 * when that is stored. `startAside` is idempotent.
 */
export const steer = (
  session: EpisodeSession,
  command: SteeringCommand,
  heard: HeardSpans,
  startAside: (episode: Episode, aside: Aside) => Effect.Effect<void>
): Effect.Effect<SteeringOutcome, CommandConflict> =>
  session.exclusively(
    Effect.gen(function* () {
      const { episode } = yield* session.state
      const known = episode.steering.commands.find((one) => one.command.id === command.id)
      if (known !== undefined) {
        if (!Equal.equals(known.command, command)) {
          return yield* new CommandConflict({ id: command.id })
        }
        // Whoever gave it before may not have waited until it was stored.
        yield* session.stored
        return known.outcome
      }
      if (isFull(episode)) return SteeringOutcome.cases.None.make({ reason: "too-many-commands" })
      const { dropped, outcome } = decide(episode, command, heard)
      if (dropped.length > 0) {
        yield* session.publish(LinesDropped.make({ lineIds: dropped, reason: "skipped" }))
      }
      yield* session.publish(Steered.make({ command, outcome }))
      yield* session.stored
      if (outcome._tag === "AsideRequested") yield* startOpenAsides(session, startAside)
      return outcome
    })
  )

/** Starts the asides that are in the making, again after a takeover. */
export const startOpenAsides = Effect.fnUntraced(function* (
  session: EpisodeSession,
  startAside: (episode: Episode, aside: Aside) => Effect.Effect<void>
) {
  const { episode } = yield* session.state
  const open = episode.steering.asides.filter(({ isClosed }) => !isClosed)
  yield* Effect.forEach(open, (aside) => startAside(episode, aside), { discard: true })
})

/** Nothing will be added to the aside any more. */
export const closeAside = (session: EpisodeSession, aside: AsideId) =>
  session.exclusively(Effect.andThen(session.publish(AsideClosed.make({ aside })), session.stored))

/** The direction in which a chapter is written: decided when it is asked for first, and stored. */
export const directChapter = (session: EpisodeSession, chapter: number) =>
  session.exclusively(
    Effect.gen(function* () {
      const { episode } = yield* session.state
      const asides = episode.timeline.lines.filter(({ aside }) => aside !== undefined)
      const said = asides.flatMap(({ passages }) => passages)
      const direction = directionOf(episode.steering, chapter, said)
      yield* session.publish(ChapterDirected.make({ chapter, direction }))
      yield* session.stored
      return direction
    })
  )
