import { Schema } from "effect"

/** One element that a task emits while it runs; numbered from 0 within the task. */
export class TaskOutput extends Schema.Class<TaskOutput>("aethercast/cluster/TaskOutput")({
  sequence: Schema.Natural,
  bytes: Schema.Uint8Array
}) {}

/**
 * Outputs of a task are gone: the task ran, or ran on, while nobody read them. The answer is not
 * affected: `ask` returns it.
 */
export class OutputMissing extends Schema.TaggedError<OutputMissing>()("OutputMissing", {
  task: Schema.String,
  /** The first output that is missing. */
  from: Schema.Natural,
  /** The first one after it that can still be read, or the number of all when none can. */
  to: Schema.Natural
}) {
  override get message() {
    return `The outputs ${this.from} to ${this.to - 1} of ${this.task} are gone. Ask for its answer alone, or read on from ${this.to}.`
  }
}
