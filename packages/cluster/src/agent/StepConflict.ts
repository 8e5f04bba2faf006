import { Schema } from "effect"
import { TaskQuestion } from "./Task.ts"

/**
 * A step is another request than the one that was recorded under its name: two requests of a run share
 * a name, or a replayed run does not request the same as before. Always a defect.
 */
export class StepConflict extends Schema.TaggedError<StepConflict>()("StepConflict", {
  task: Schema.String,
  recorded: TaskQuestion,
  asked: TaskQuestion
}) {
  override get message() {
    const { asked, recorded, task } = this
    return `The step ${task} was recorded as a request to ${describe(recorded)}, and is now one to ${describe(asked)}. Give each request of a workflow a step of its own; a workflow that makes other requests than before needs a new version.`
  }
}

const describe = ({ asked, inputHash, version }: TaskQuestion) =>
  `the ${asked}, version ${version}, with the input ${inputHash}`

/** Whether two requests are the same: to the same agent or capability, with the same input. */
export const isSameQuestion = (one: TaskQuestion, other: TaskQuestion): boolean =>
  one.asked === other.asked && one.inputHash === other.inputHash
