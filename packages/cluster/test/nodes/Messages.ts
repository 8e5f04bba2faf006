import { Schema } from "effect"

/** What a test tells a node. */
export const Command = Schema.TaggedUnion({
  /** Waits until the whole cluster answers. */
  AwaitReady: {},
  Start: { job: Schema.String, tasks: Schema.Int, millis: Schema.Int },
  /** The name of the node that serves a place. */
  Locate: { entityId: Schema.String }
})
export type Command = typeof Command.Type

export const Request = Schema.fromJsonString(Schema.Struct({ id: Schema.Int, command: Command }))

/** What a node tells its test. */
export const Message = Schema.TaggedUnion({
  /** What came of a command. */
  Answer: { id: Schema.Int, value: Schema.Json },
  /** A connection to another node, by the port that it comes from. */
  Calls: { port: Schema.Int },
  /** It gave up a task before its end. */
  LetGo: { task: Schema.String }
})
export type Message = typeof Message.Type

export const Told = Schema.fromJsonString(Message)

/** How a node is started, as its only argument. */
export const Start = Schema.fromJsonString(
  Schema.Struct({
    name: Schema.String,
    database: Schema.String,
    /** Where it listens, and where the others find it. */
    listens: Schema.Int,
    advertised: Schema.Int,
    /** What it does not do at once, it would find so late. */
    pollMillis: Schema.Int
  })
)
