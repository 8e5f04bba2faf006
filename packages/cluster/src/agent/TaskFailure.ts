import { Effect, Schema } from "effect"

/** No answer within the time that the agent's supervision, or the caller's own deadline, allows. */
export class DeadlineExceeded extends Schema.TaggedError<DeadlineExceeded>()("DeadlineExceeded", {
  agent: Schema.String,
  task: Schema.String,
  millis: Schema.Finite
}) {
  override get message() {
    return `The agent ${this.agent} did not answer ${this.task} within ${this.millis} ms`
  }
}

/** The agent crashed on this task more often than its supervision allows. */
export class AgentCrashed extends Schema.TaggedError<AgentCrashed>()("AgentCrashed", {
  agent: Schema.String,
  task: Schema.String,
  crash: Schema.String
}) {
  override get message() {
    return `The agent ${this.agent} crashed too often on ${this.task}: ${this.crash}`
  }
}

/** A dependency of the agent is down, and the agent has no fallback without it. */
export class DependencyDown extends Schema.TaggedError<DependencyDown>()("DependencyDown", {
  agent: Schema.String,
  task: Schema.String,
  dependency: Schema.String
}) {
  override get message() {
    return `The agent ${this.agent} cannot do ${this.task}: ${this.dependency} is down`
  }
}

/** The task was cancelled, or the workflow that it belongs to. */
export class Cancelled extends Schema.TaggedError<Cancelled>()("Cancelled", {
  task: Schema.String,
  reason: Schema.String
}) {
  override get message() {
    return `${this.task} was cancelled: ${this.reason}`
  }
}

/** The task became a dead letter, and an operator discarded it. */
export class Discarded extends Schema.TaggedError<Discarded>()("Discarded", {
  task: Schema.String,
  reason: Schema.String
}) {
  override get message() {
    return `${this.task} was discarded: ${this.reason}`
  }
}

/** No node serves this version of the agent. */
export class NoSuchAgent extends Schema.TaggedError<NoSuchAgent>()("NoSuchAgent", {
  agent: Schema.String,
  version: Schema.Int,
  task: Schema.String
}) {
  override get message() {
    return `No node serves version ${this.version} of the agent ${this.agent}, which the task ${this.task} needs`
  }
}

/** How a task can fail, whatever its agent. */
export const TaskFailure = Schema.Union([
  DeadlineExceeded,
  AgentCrashed,
  DependencyDown,
  Cancelled,
  Discarded,
  NoSuchAgent
])
export type TaskFailure = typeof TaskFailure.Type

/** The agent answered with an error of its own, as its schema encodes it. */
export class Refused extends Schema.TaggedError<Refused>()("Refused", { error: Schema.Json }) {}

/** Why a task failed, as it is stored and recorded. */
export const TaskError = Schema.Union([Refused, ...TaskFailure.members])
export type TaskError = typeof TaskError.Type

export const encodeTaskError = (error: TaskError): Effect.Effect<Schema.Json> =>
  Effect.orDie(encode(error))

const encode = Schema.encodeEffect(Schema.toCodecJson(TaskError))
