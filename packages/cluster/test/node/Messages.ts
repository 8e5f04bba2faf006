import { Schema } from "effect"
import { Role } from "../../src/node/Role.ts"

/** What a node takes with it that is not usual. */
export const Taking = Schema.Struct({
  roles: Schema.optionalKey(Schema.Array(Role)),
  knownRoles: Schema.optionalKey(Schema.Array(Role)),
  tls: Schema.optionalKey(
    Schema.Struct({ certificate: Schema.String, key: Schema.String, authority: Schema.String })
  )
})
export type Taking = typeof Taking.Type

/** What the test tells a node. */
export const Command = Schema.TaggedUnion({
  /** Waits until the whole cluster answers. */
  AwaitReady: {},
  /** Whether the whole cluster answers now. */
  IsReady: {},
  /** The roles that nobody took. */
  Orphans: {},
  Start: { job: Schema.String, tasks: Schema.Int, millis: Schema.Int },
  /** The name of the node that serves a place. */
  Locate: { entityId: Schema.String },
  /** Asks the worker at a place for a minute's work, and tells how it failed. */
  Toil: { entityId: Schema.String },
  /** Calls that work off, and tells whether there was any. */
  CallOff: { entityId: Schema.String, reason: Schema.String },
  /** Follows the speaker at a place, and tells every element as it comes. */
  Follow: { entityId: Schema.String, elements: Schema.Int, millis: Schema.Int }
})
export type Command = typeof Command.Type

export const Request = Schema.fromJsonString(Schema.Struct({ id: Schema.Int, command: Command }))

/** What a node tells: something that came of a command, or its end. */
export const Answer = Schema.fromJsonString(
  Schema.Struct({ id: Schema.Int, value: Schema.Json, done: Schema.Boolean })
)
export type Answer = typeof Answer.Type
