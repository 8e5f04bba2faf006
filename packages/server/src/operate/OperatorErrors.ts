import { Runtime, Schema } from "effect"
import { CliError } from "effect/cli"

/** The database has none of the runtime's tables. */
export class DatabaseUnused extends Schema.TaggedError<DatabaseUnused>()("DatabaseUnused", {}) {
  override readonly [CliError.userMessage] =
    "No server has used this database yet. Start one first, name its folder with --data DIR, or set DATABASE_URL."
}

/** The database was last migrated by an older release than this command. */
export class DatabaseOutdated extends Schema.TaggedError<DatabaseOutdated>()("DatabaseOutdated", {
  missing: Schema.Array(Schema.String)
}) {
  override readonly [CliError.userMessage] = `The server of this database is older than this command (it has no ${this.missing.join(", ")}). Restart it with this release, or use the operate command of its own.`
}

export class NoNodes extends Schema.TaggedError<NoNodes>()("NoNodes", {}) {
  override readonly [CliError.userMessage] =
    "No node is running on this database. Start one with npm start, and try again."
}

/** Nodes are registered, but not every shard answers this process. */
export class NodesUnreachable extends Schema.TaggedError<NodesUnreachable>()(
  "NodesUnreachable",
  {}
) {
  override readonly [CliError.userMessage] =
    "Nodes are running, but not all of the cluster answers. If a node has just stopped, try again. If the nodes use TLS, give --cluster-cert, --cluster-key and --cluster-ca; if they have another secret than this command, name their data folder with --data DIR or give the secret with --cluster-secret-file FILE."
}

export class NoAnswer extends Schema.TaggedError<NoAnswer>()("NoAnswer", {
  seconds: Schema.Finite
}) {
  override readonly [CliError.userMessage] = `No node answered within ${this.seconds} s. The command agents lists those that run; try again.`
}

/** Nothing of this kind has this id. */
export class UnknownId extends Schema.TaggedError<UnknownId>()("UnknownId", {
  id: Schema.String,
  kind: Schema.Literals(["workflow", "workflow or task", "dead letter"])
}) {
  override readonly [CliError.userMessage] = `There is no ${this.kind} ${JSON.stringify(this.id)}. The command ${this.kind === "dead letter" ? "dead-letters --status any" : "workflows"} lists them.`
}

/** No workflow of the product has this name. */
export class UnknownWorkflow extends Schema.TaggedError<UnknownWorkflow>()("UnknownWorkflow", {
  name: Schema.String,
  known: Schema.Array(Schema.String)
}) {
  override readonly [Runtime.errorExitCode] = 2
  override readonly [CliError.userMessage] = `There is no workflow ${JSON.stringify(this.name)}. Its name is one of: ${this.known.join(", ")}.`
}

/** The input of a workflow does not fit its schema. */
export class InvalidInput extends Schema.TaggedError<InvalidInput>()("InvalidInput", {
  name: Schema.String,
  problem: Schema.String
}) {
  override readonly [Runtime.errorExitCode] = 2
  override readonly [CliError.userMessage] = `This is no input of ${this.name}: ${this.problem}`
}

/** Neither an id nor a filter was given, or both. */
export class UnclearSelection extends Schema.TaggedError<UnclearSelection>()(
  "UnclearSelection",
  {}
) {
  override readonly [Runtime.errorExitCode] = 2
  override readonly [CliError.userMessage] =
    "Select the dead letters either by one ID or by --agent, --workflow, --error or --since."
}

/** The ramp was not set. */
export class RampRefused extends Schema.TaggedError<RampRefused>()("RampRefused", {
  problem: Schema.String
}) {
  override readonly [CliError.userMessage] = this.problem
}
