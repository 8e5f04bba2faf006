import { Runtime, Schema } from "effect"
import { CliError } from "effect/cli"

/** The database is there, but no server has ever used it. */
export class NothingThere extends Schema.TaggedError<NothingThere>()("NothingThere", {}) {
  override readonly [CliError.userMessage] =
    "No server has used this database yet. Start one first, name its folder with --data DIR, or set DATABASE_URL."
}

/** The server of this database was started from an older copy of Aethercast. */
export class OlderServer extends Schema.TaggedError<OlderServer>()("OlderServer", {
  missing: Schema.Array(Schema.String)
}) {
  override readonly [CliError.userMessage] = `The server of this database is older than this command (it has no ${this.missing.join(", ")}). Start it again from this copy, or operate it from its own.`
}

/** Nobody is there who could do it. */
export class NobodyThere extends Schema.TaggedError<NobodyThere>()("NobodyThere", {}) {
  override readonly [CliError.userMessage] =
    "No node is running on this database. Start one with npm start, and try again."
}

/** Nodes are there, but do not answer this process. */
export class Unreachable extends Schema.TaggedError<Unreachable>()("Unreachable", {}) {
  override readonly [CliError.userMessage] =
    "Nodes are running, but not all of the cluster answers. If one has just ended, try again; if they use TLS, say the --cluster-cert, --cluster-key and --cluster-ca of one of them."
}

/** The nodes were asked, and did not answer in time. */
export class NoAnswer extends Schema.TaggedError<NoAnswer>()("NoAnswer", {
  seconds: Schema.Finite
}) {
  override readonly [CliError.userMessage] = `No node answered within ${this.seconds} s. See which ones run with the command agents, and try again.`
}

/** Neither a workflow nor a task has this id. */
export class NoSuchWork extends Schema.TaggedError<NoSuchWork>()("NoSuchWork", {
  id: Schema.String,
  /** What was looked for. */
  kind: Schema.Literals(["workflow", "workflow or task", "dead letter"])
}) {
  override readonly [CliError.userMessage] = `There is no ${this.kind} ${JSON.stringify(this.id)}. The command ${this.kind === "dead letter" ? "dead-letters --status any" : "workflows"} lists them.`
}

/** An id or a filter was to say which dead letters are meant, or not both. */
export class WhichLetters extends Schema.TaggedError<WhichLetters>()("WhichLetters", {}) {
  override readonly [Runtime.errorExitCode] = 2
  override readonly [CliError.userMessage] =
    "Say which dead letters: either one ID, or --agent, --workflow, --error or --since."
}

/** What was to be ramped is not known to the cluster. */
export class NothingToRamp extends Schema.TaggedError<NothingToRamp>()("NothingToRamp", {
  problem: Schema.String
}) {
  override readonly [CliError.userMessage] = this.problem
}
