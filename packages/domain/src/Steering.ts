import { Effect, Schema } from "effect"
import { type CommandId, SteeringCommand, SteeringOutcome } from "./SteeringCommand.ts"
import { PassageId } from "./Source.ts"
import { AsideId, LineId } from "./Timeline.ts"

/** Something that a listener asked for between the chapters. */
export const Aside = Schema.Struct({
  id: AsideId,
  kind: Schema.Literals(["more", "question"]),
  /** The line that it is about. */
  about: Schema.optionalKey(LineId),
  /** The question. */
  words: Schema.optionalKey(Schema.String),
  /** Nothing will be added to it any more. */
  isClosed: Schema.Boolean
})
export type Aside = typeof Aside.Type

/** How listeners want what is written next. */
export const Direction = Schema.Struct({
  /** -2 is as simple as it gets, 2 as deep. */
  depth: Schema.Int.check(Schema.isBetween({ minimum: -2, maximum: 2 })),
  /** By URL, how much a source counts. Absent is 1. */
  weights: Schema.Record(Schema.String, Schema.Finite)
})
export type Direction = typeof Direction.Type

/** What a chapter is written by. */
export const ChapterDirection = Schema.Struct({
  ...Direction.fields,
  /** Passages that asides have quoted before, which the chapter does not repeat. Absent is none. */
  said: Schema.optionalKey(Schema.Array(PassageId))
})
export type ChapterDirection = typeof ChapterDirection.Type

/** What listeners have asked of an episode: visible to them, and followed by what is written next. */
export class Steering extends Schema.Class<Steering>("aethercast/Steering")({
  ...Direction.fields,
  /** The directions in which chapters were written, by the index of the chapter. */
  directed: Schema.Record(Schema.String, ChapterDirection),
  /** Chapters whose rest is left out. */
  skipped: Schema.Array(Schema.Natural),
  asides: Schema.Array(Aside),
  /** All commands with what they did, in order. */
  commands: Schema.Array(Schema.Struct({ command: SteeringCommand, outcome: SteeringOutcome }))
}) {}

export const none = new Steering({
  depth: 0,
  weights: {},
  directed: {},
  skipped: [],
  asides: [],
  commands: []
})

/** Part of an episode, for those that were stored before they could be steered. */
export const SteeringField = Steering.pipe(
  Schema.withDecodingDefaultKey(Effect.succeed(none)),
  Schema.withConstructorDefault(Effect.succeed(none))
)

export const isKnown = ({ commands }: Steering, id: CommandId): boolean =>
  commands.some(({ command }) => command.id === id)

/** Records a command, and does what was decided. A command that is known changes nothing. */
export const record = (
  steering: Steering,
  command: SteeringCommand,
  outcome: SteeringOutcome
): Steering => {
  if (isKnown(steering, command.id)) return steering
  const { asides, commands, skipped, weights } = steering
  const recorded = { ...steering, commands: [...commands, { command, outcome }] }
  return SteeringOutcome.match(outcome, {
    Skipped: ({ aside, chapter }) =>
      aside === undefined
        ? new Steering({ ...recorded, skipped: [...new Set([...skipped, chapter])] })
        : close(new Steering(recorded), aside),
    AsideRequested: ({ aside }) =>
      new Steering({ ...recorded, asides: [...asides, asideOf(aside, command)] }),
    DepthChanged: ({ depth }) => new Steering({ ...recorded, depth }),
    Voted: ({ sources, up }) => new Steering({ ...recorded, weights: voted(weights, sources, up) }),
    None: () => new Steering(recorded)
  })
}

/** Records the direction of a chapter. The first one stays: a replayed workflow writes it again. */
export const direct = (
  steering: Steering,
  chapter: number,
  direction: ChapterDirection
): Steering =>
  new Steering({ ...steering, directed: { [chapter]: direction, ...steering.directed } })

/** The direction of a chapter that is being written, as it was recorded or as it is now. */
export const directionOf = (
  { depth, directed, weights }: Steering,
  chapter: number,
  said: ReadonlyArray<PassageId>
): ChapterDirection => directed[chapter] ?? { depth, weights, ...(said.length > 0 && { said }) }

/** Nothing will be added to the aside any more. */
export const close = (steering: Steering, id: AsideId): Steering =>
  new Steering({
    ...steering,
    asides: steering.asides.map((aside) => (aside.id === id ? { ...aside, isClosed: true } : aside))
  })

const asideOf = (id: AsideId, command: SteeringCommand): Aside => {
  const about = command.line ?? command.cursor?.line
  return {
    id,
    kind: command.kind === "question" ? "question" : "more",
    ...(about !== undefined && { about }),
    ...(command.kind === "question" && { words: command.words }),
    isClosed: false
  }
}

/** A thumb up makes a source count half as much again, a thumb down half; between a tenth and four. */
const voted = (
  weights: Readonly<Record<string, number>>,
  sources: ReadonlyArray<string>,
  up: boolean
): Readonly<Record<string, number>> => ({
  ...weights,
  ...Object.fromEntries(
    sources.map((source) => {
      const weight = (weights[source] ?? 1) * (up ? 1.5 : 0.5)
      return [source, Math.min(4, Math.max(0.1, weight))]
    })
  )
})
