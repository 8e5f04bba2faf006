import { Schema } from "effect"

/** What the test tells a node. */
export const Command = Schema.TaggedUnion({
  /** Waits until the whole cluster answers. */
  AwaitReady: {},
  /** Whether the whole cluster answers now. */
  IsReady: {},
  Start: { job: Schema.String, tasks: Schema.Int, millis: Schema.Int },
  /** The name of the node that serves a place. */
  Locate: { place: Schema.String },
  /** Follows the speaker at a place, and tells every element as it comes. */
  Follow: { place: Schema.String, elements: Schema.Int, millis: Schema.Int }
})
export type Command = typeof Command.Type

export const Request = Schema.fromJsonString(Schema.Struct({ id: Schema.Int, command: Command }))

/** What a node tells: something that came of a command, or its end. */
export const Answer = Schema.fromJsonString(
  Schema.Struct({ id: Schema.Int, value: Schema.Json, done: Schema.Boolean })
)
export type Answer = typeof Answer.Type
