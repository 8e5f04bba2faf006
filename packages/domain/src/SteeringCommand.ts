import { Schema } from "effect"
import { ListenerWords } from "./ListenerWords.ts"
import { AsideId, Cursor, LineId } from "./Timeline.ts"

/** Names a command: the same id is the same command, however often it is sent. Made by the client. */
export const CommandId = Schema.String.check(Schema.isPattern(/^[A-Za-z0-9_-]{8,64}$/)).pipe(
  Schema.brand("CommandId")
)
export type CommandId = typeof CommandId.Type

/** A question in the listener's own words. */
export const QuestionWords = ListenerWords.check(
  Schema.isMinLength(2, { message: "Ask with at least two characters." }),
  Schema.isMaxLength(300, { message: "Ask with at most 300 characters." })
)

const common = {
  id: CommandId,
  /** What the listener was hearing; absent if nothing was playing. */
  cursor: Schema.optionalKey(Cursor),
  /** The line that the command is about. Default: the one that was being heard. */
  line: Schema.optionalKey(LineId)
}

const unknownField = { messageUnexpectedKey: "Unknown field." }

/** The kinds of commands that have no words. */
export const wordlessKinds = [
  /** Tell me more about this line. */
  "more",
  /** Go on with what comes after this part. */
  "skip",
  /** Leave the aside, and go on with the topic. */
  "back",
  "simpler",
  "deeper",
  "thumb-up",
  "thumb-down"
] as const

/**
 * How a listener changes an episode while it is made. Each kind is a member of its own, so that a wrong
 * field is reported for the kind that was given, and not for all.
 */
export const SteeringCommand = Schema.Union([
  ...wordlessKinds.map((kind) =>
    Schema.Struct({ ...common, kind: Schema.Literal(kind) }).annotate(unknownField)
  ),
  Schema.Struct({ ...common, kind: Schema.Literal("question"), words: QuestionWords }).annotate(
    unknownField
  )
]).annotate({
  message: `The kind of a command is one of ${wordlessKinds.join(", ")} and question.`
})
export type SteeringCommand = typeof SteeringCommand.Type

/** Why a command changes nothing. */
export const NoEffect = Schema.Literals([
  /** The episode failed or was cancelled. */
  "over",
  /** Nothing was being heard, and the command names no line of the episode. */
  "nothing-heard",
  "not-in-an-aside",
  /** Two asides are being made, or thirty were. */
  "too-many-asides",
  /** It was given 500 commands. Not recorded, so that what is kept of an episode has a bound. */
  "too-many-commands",
  "as-simple-as-it-gets",
  "as-deep-as-it-gets"
])
export type NoEffect = typeof NoEffect.Type

/** What a command does, decided once. */
export const SteeringOutcome = Schema.TaggedUnion({
  /** The rest of the chapter, or of the aside, is left out. */
  Skipped: { chapter: Schema.Natural, aside: Schema.optionalKey(AsideId) },
  /** The hosts will speak about it as soon as they can. */
  AsideRequested: { aside: AsideId },
  /** What is written from now on is simpler (below 0) or deeper (above 0). */
  DepthChanged: { depth: Schema.Int },
  /** The sources of the line count for more, or for less, in what is written from now on. */
  Voted: { sources: Schema.Array(Schema.String), up: Schema.Boolean },
  None: { reason: NoEffect }
})
export type SteeringOutcome = typeof SteeringOutcome.Type

/** Another command had this id before. */
export class CommandConflict extends Schema.TaggedError<CommandConflict>()("CommandConflict", {
  id: CommandId
}) {}
