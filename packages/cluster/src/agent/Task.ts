import { Effect, Schema } from "effect"

/** One request to an agent, as every agent takes it. The agent's own schema decodes `input`. */
export class Task extends Schema.Class<Task>("aethercast/cluster/Task")({
  /** `<workflow id>/<step>`: one task, one answer, however often it is asked. */
  id: Schema.String.check(Schema.isMaxLength(255)),
  workflowId: Schema.String,
  agent: Schema.String,
  version: Schema.Int,
  /** Place among the tasks of its workflow, from 0. */
  order: Schema.Natural,
  correlationId: Schema.String,
  /** 0 is background, 9 is a listener waiting. */
  priority: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9 })),
  /** Whose task it is: one tenant's many do not starve another's one. */
  tenant: Schema.String.check(Schema.isMaxLength(255)),
  /** Epoch milliseconds at which nobody wants the answer any more; bounds all that is asked on its behalf. */
  deadline: Schema.Finite,
  input: Schema.Json
}) {}

/** Bytes of an input or an answer as JSON: both are stored, and travel between nodes. */
export const valueLimit = 1_000_000

/** An input or an answer is too large. Only ever a defect: keep it elsewhere, and its name here. */
export class ValueTooLarge extends Schema.TaggedError<ValueTooLarge>()("ValueTooLarge", {
  task: Schema.String,
  value: Schema.Literals(["input", "answer"]),
  bytes: Schema.Int,
  limit: Schema.Int
}) {}

/** Dies when a value is larger than one may be. */
export const bounded = (task: string, value: "input" | "answer", json: Schema.Json) =>
  Effect.suspend(() => {
    const bytes = Buffer.byteLength(JSON.stringify(json))
    return bytes > valueLimit
      ? Effect.die(new ValueTooLarge({ task, value, bytes, limit: valueLimit }))
      : Effect.void
  })

/** Where a task or a workflow stands, in the order in which it gets there. */
export const TaskStatus = Schema.Literals([
  "PENDING",
  "DISPATCHED",
  "IN_PROGRESS",
  "COMPLETED",
  "FAILED"
])
export type TaskStatus = typeof TaskStatus.Type

/** The agent's own error, as its schema encodes it. */
export class Refused extends Schema.TaggedError<Refused>()("Refused", { error: Schema.Json }) {}

/** No answer within the time that the agent's supervision, or whoever asked, allows. */
export class DeadlineExceeded extends Schema.TaggedError<DeadlineExceeded>()("DeadlineExceeded", {
  agent: Schema.String,
  task: Schema.String,
  millis: Schema.Finite
}) {}

/** The agent crashed on this task more often than its supervision allows. */
export class AgentCrashed extends Schema.TaggedError<AgentCrashed>()("AgentCrashed", {
  agent: Schema.String,
  task: Schema.String,
  crash: Schema.String
}) {}

/** A dependency of the agent is known to be broken, and the agent has no way around it. */
export class DependencyDown extends Schema.TaggedError<DependencyDown>()("DependencyDown", {
  agent: Schema.String,
  task: Schema.String,
  dependency: Schema.String
}) {}

/** Somebody called the task off. */
export class Cancelled extends Schema.TaggedError<Cancelled>()("Cancelled", {
  task: Schema.String,
  reason: Schema.String
}) {}

/** The task was given up, waited among the dead letters, and was discarded there. */
export class Discarded extends Schema.TaggedError<Discarded>()("Discarded", {
  task: Schema.String,
  reason: Schema.String
}) {}

/** No node serves this version of the agent. */
export class NoSuchAgent extends Schema.TaggedError<NoSuchAgent>()("NoSuchAgent", {
  agent: Schema.String,
  version: Schema.Int,
  task: Schema.String
}) {}

/** How any task can fail, whatever its agent. */
export const TaskFailure = Schema.Union([
  DeadlineExceeded,
  AgentCrashed,
  DependencyDown,
  Cancelled,
  Discarded,
  NoSuchAgent
])
export type TaskFailure = typeof TaskFailure.Type

/** How a task ended when it failed, as it is stored and told. */
export const Reason = Schema.Union([Refused, ...TaskFailure.members])
export type Reason = typeof Reason.Type

export const encodeReason = (reason: Reason): Effect.Effect<Schema.Json> =>
  Effect.orDie(Schema.encodeEffect(Schema.toCodecJson(Reason))(reason))

/** One element that an agent yields while it works; counted from 0 within its task. */
export class TaskOutput extends Schema.Class<TaskOutput>("aethercast/cluster/TaskOutput")({
  sequence: Schema.Natural,
  bytes: Schema.Uint8Array
}) {}
