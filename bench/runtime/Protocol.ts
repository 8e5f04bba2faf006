import { Schema } from "effect"

/** A command to a contender. `bytes` is the size of one frame. */
export const Command = Schema.TaggedUnion({
  /** Runs `count` workflows of `steps` steps, each from its start to its stored result. */
  Chain: { steps: Schema.Int, count: Schema.Int, atOnce: Schema.Int },
  /** Sends signals; each is timed until the workflow that waits for it does the next thing. */
  Signal: { count: Schema.Int },
  /** Asks agents that are not in memory; each is timed until its answer. */
  Wake: { count: Schema.Int },
  /** Cancels tasks that run in another process; each is timed until the caller learns of it. */
  Cancel: { count: Schema.Int },
  /** Makes so many agents resident, and measures the bytes that each takes. */
  Reside: { count: Schema.Int },
  /** Emits the frames of a stream. */
  Produce: { stream: Schema.String, frames: Schema.Int, bytes: Schema.Int },
  /** Receives the frames of a stream that another process emits. */
  Consume: { stream: Schema.String, frames: Schema.Int, bytes: Schema.Int }
})
export type Command = typeof Command.Type

export const Request = Schema.fromJsonString(Schema.Struct({ id: Schema.Int, command: Command }))

/** The result of a command: milliseconds of each piece of work and of all of it, or the bytes. */
export const Outcome = Schema.Struct({
  each: Schema.Array(Schema.Finite),
  total: Schema.Finite
})
export type Outcome = typeof Outcome.Type

/** An answer carries its command's id; the first one, when the contender is ready, has the id 0. */
export const Answer = Schema.fromJsonString(
  Schema.Union([
    Schema.Struct({ id: Schema.Int, outcome: Outcome }),
    Schema.Struct({ id: Schema.Int, failure: Schema.String })
  ])
)

export const ready = 0

/** How a contender is started. */
export const Setting = Schema.fromJsonString(
  Schema.Struct({
    /** A database of its own, empty at its first start. */
    database: Schema.String,
    /** An empty folder of its own. */
    folder: Schema.String,
    /** Tells the processes of one contender apart. */
    node: Schema.String,
    /** Of this runtime; the others have only one. */
    storage: Schema.optionalKey(Schema.Literals(["default", "stored first", "engine"]))
  })
)
export type Setting = typeof Setting.Type
