import { Role } from "@aethercast/cluster/Role"
import { Schema } from "effect"

/** The commands of a test to a node. */
export const NodeCommand = Schema.TaggedUnion({
  /** Waits until the whole cluster answers. */
  AwaitReady: {},
  /** Whether the whole cluster answers now. */
  IsReady: {},
  /** The roles that no node has. */
  UnservedRoles: {},
  /** Starts a job that asks the worker for `tasks` tasks, each of which takes `millis`. */
  StartJob: { id: Schema.String, tasks: Schema.Int, millis: Schema.Int },
  /** The name of the node that serves an entity. */
  Locate: { entityId: Schema.String },
  /** Asks a worker for a minute's work, and answers with the tag of the error that ended it. */
  Work: { entityId: Schema.String },
  /** Cancels that work, and answers whether there was any. */
  CancelWork: { entityId: Schema.String, reason: Schema.String },
  /** Asks a speaker for a stream, and emits each element as it comes. */
  Stream: { entityId: Schema.String, elements: Schema.Int, millis: Schema.Int },
  /**
   * Asks a producer for a number of outputs of a size, pauses after each 500, and emits their count
   * then. Answers with the bytes that arrived, and the producer's peak of memory in bytes.
   */
  Download: { entityId: Schema.String, outputs: Schema.Int, bytes: Schema.Int }
})
export type NodeCommand = typeof NodeCommand.Type

/** A command and its number, as it is sent. */
export const NodeRequest = Schema.fromJsonString(
  Schema.Struct({ id: Schema.Int, command: NodeCommand })
)

/** What a node reports to its test. */
export const NodeReport = Schema.TaggedUnion({
  /** An element of the result of a command. */
  Emitted: { id: Schema.Int, value: Schema.Json },
  Completed: { id: Schema.Int, value: Schema.Json },
  Failed: { id: Schema.Int, reason: Schema.String },
  /** The node has connected to something from this port. */
  Connected: { port: Schema.Int },
  /** A task was interrupted before its end. */
  Interrupted: { task: Schema.String }
})
export type NodeReport = typeof NodeReport.Type

export const EncodedReport = Schema.fromJsonString(NodeReport)

/** What may differ between the nodes of a cluster. */
export const NodeOptions = Schema.Struct({
  roles: Schema.optionalKey(Schema.Array(Role)),
  knownRoles: Schema.optionalKey(Schema.Array(Role)),
  /** Paths of PEM files. */
  tls: Schema.optionalKey(
    Schema.Struct({ certificate: Schema.String, key: Schema.String, authority: Schema.String })
  ),
  /** Another secret than that of the other tests. */
  secret: Schema.optionalKey(Schema.String),
  /** The engine's own SQL storage instead of the runtime's. */
  storage: Schema.optionalKey(Schema.Literal("engine"))
})
export type NodeOptions = typeof NodeOptions.Type

/** The only argument of a node's process. */
export const NodeArgument = Schema.fromJsonString(
  Schema.Struct({
    ...NodeOptions.fields,
    name: Schema.String,
    database: Schema.String,
    /** The port on which it listens, and the one under which the others find it. */
    listenPort: Schema.Int,
    advertisedPort: Schema.Int
  })
)
