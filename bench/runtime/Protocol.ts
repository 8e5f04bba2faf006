import { Schema } from "effect"

/** What a contender is told. Counts and durations are per command; `bytes` is the size of one frame. */
export const Command = Schema.TaggedUnion({
  /** Workflows of so many steps, each from its start to its stored result. */
  Chain: { steps: Schema.Int, count: Schema.Int, atOnce: Schema.Int },
  /** From a signal to a workflow that waits for it, to the first thing that the workflow then does. */
  Signal: { count: Schema.Int },
  /** The first message to an agent that is not in memory, to its answer. */
  Wake: { count: Schema.Int },
  /** From calling off a task that runs in another process, to who asked for it learning so. */
  Cancel: { count: Schema.Int },
  /** Bytes that each of so many resident agents takes. */
  Reside: { count: Schema.Int },
  Produce: { stream: Schema.String, frames: Schema.Int, bytes: Schema.Int },
  /** The frames that another process of the contender produces. */
  Consume: { stream: Schema.String, frames: Schema.Int, bytes: Schema.Int }
})
export type Command = typeof Command.Type

export const Request = Schema.fromJsonString(Schema.Struct({ id: Schema.Int, command: Command }))

/** What came of a command: milliseconds of each piece of work and of all of it, or the bytes. */
export const Outcome = Schema.Struct({
  each: Schema.Array(Schema.Finite),
  total: Schema.Finite
})
export type Outcome = typeof Outcome.Type

/** Answers carry their command's id; the contender says first, as 0, that it is ready. */
export const Answer = Schema.fromJsonString(
  Schema.Union([
    Schema.Struct({ id: Schema.Int, outcome: Outcome }),
    Schema.Struct({ id: Schema.Int, failure: Schema.String })
  ])
)

export const ready = 0

/** What a contender is started with. */
export const Setting = Schema.fromJsonString(
  Schema.Struct({
    /** A database of its own, empty at its first start. */
    database: Schema.String,
    /** An empty folder of its own. */
    folder: Schema.String,
    /** Tells the processes of one contender apart. */
    node: Schema.String
  })
)
export type Setting = typeof Setting.Type
