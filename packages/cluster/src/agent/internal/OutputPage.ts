import { Schema } from "effect"
import { TaskOutput } from "../TaskOutput.ts"

/** What a host has for a follower of a task's output. */
export const OutputPage = Schema.TaggedUnion({
  /** The next ones; none when the task emitted nothing while the follower waited. */
  Outputs: { outputs: Schema.Array(TaskOutput) },
  /** There are no more. */
  Ended: {},
  /** What the follower wants is gone; `oldest` is the first that is there. */
  Missing: { oldest: Schema.Natural },
  /** The task neither runs here nor has it just ended. */
  Unknown: {}
})
export type OutputPage = typeof OutputPage.Type
