import type { Episode } from "./Episode.ts"
import { endedEarly } from "./EpisodeStatus.ts"
import { type HeardSpans, isTouched } from "./HeardSpans.ts"
import { type NoEffect, type SteeringCommand, SteeringOutcome } from "./SteeringCommand.ts"
import { AsideId, type LineId, type Timeline, type TimelineLine } from "./Timeline.ts"

/** What a command does, and the lines that are dropped for it. */
export interface SteeringDecision {
  readonly outcome: SteeringOutcome
  readonly dropped: ReadonlyArray<LineId>
}

/** Whether an episode takes no further commands: all that it has taken are kept with it. */
export const isFull = ({ steering: { commands } }: Episode): boolean =>
  commands.length >= maxCommands

/** Asides that may be in the making at once. */
const maxOpenAsides = 2
/** Asides of one episode. */
const maxAsides = 30
/** Commands of one episode: about one for each line of the longest. */
const maxCommands = 500

/**
 * Decides what a command does to an episode, of which `heard` was heard. What was heard, in part or
 * whole, is never dropped.
 */
export const decide = (
  episode: Episode,
  command: SteeringCommand,
  heard: HeardSpans
): SteeringDecision => {
  if (endedEarly(episode.status)) return nothing("over")
  const { timeline } = episode
  const line = lineOf(timeline, command)
  switch (command.kind) {
    case "skip":
      return line === undefined ? nothing("nothing-heard") : skip(timeline, line, heard)
    case "back":
      return line?.aside === undefined ? nothing("not-in-an-aside") : skip(timeline, line, heard)
    case "more":
      return line === undefined ? nothing("nothing-heard") : aside(episode)
    case "question":
      return aside(episode)
    case "simpler":
      return depth(episode, -1, "as-simple-as-it-gets")
    case "deeper":
      return depth(episode, 1, "as-deep-as-it-gets")
    case "thumb-up":
    case "thumb-down":
      return line === undefined
        ? nothing("nothing-heard")
        : only(
            SteeringOutcome.cases.Voted.make({
              sources: line.sources,
              up: command.kind === "thumb-up"
            })
          )
  }
}

const only = (outcome: SteeringOutcome): SteeringDecision => ({ outcome, dropped: [] })

const nothing = (reason: NoEffect) => only(SteeringOutcome.cases.None.make({ reason }))

/** The line that a command is about, if it is on the timeline. */
const lineOf = ({ lines }: Timeline, { cursor, line }: SteeringCommand) => {
  const id = line ?? cursor?.line
  return lines.find((known) => known.id === id)
}

/** Leaves out the rest of the aside, or of the chapter, that a line belongs to. */
const skip = (
  { lines }: Timeline,
  { aside, chapter, id }: TimelineLine,
  heard: HeardSpans
): SteeringDecision => {
  const after = lines.slice(lines.findIndex((line) => line.id === id) + 1)
  const rest = after.filter(
    (line) => line.chapter === chapter && line.aside === aside && !isTouched(heard, line.id)
  )
  return {
    outcome: SteeringOutcome.cases.Skipped.make({
      chapter,
      ...(aside !== undefined && { aside })
    }),
    dropped: rest.map((line) => line.id)
  }
}

const aside = ({ steering: { asides } }: Episode): SteeringDecision => {
  const open = asides.filter(({ isClosed }) => !isClosed).length
  return open >= maxOpenAsides || asides.length >= maxAsides
    ? nothing("too-many-asides")
    : only(
        SteeringOutcome.cases.AsideRequested.make({ aside: AsideId.make(`a${asides.length + 1}`) })
      )
}

const depth = ({ steering }: Episode, by: number, limit: NoEffect): SteeringDecision => {
  const next = steering.depth + by
  return Math.abs(next) > 2
    ? nothing(limit)
    : only(SteeringOutcome.cases.DepthChanged.make({ depth: next }))
}
