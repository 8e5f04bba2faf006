import { Schema } from "effect"
import { TaskQuestion } from "./Task.ts"

/**
 * A step asks something else than what was recorded under its name: two questions of a workflow share
 * a name, or a run that is executed again does not ask the same. Always a defect.
 */
export class StepConflict extends Schema.TaggedError<StepConflict>()("StepConflict", {
  task: Schema.String,
  recorded: TaskQuestion,
  asked: TaskQuestion
}) {
  override get message() {
    const { asked, recorded, task } = this
    return `The step ${task} was recorded as a question to ${told(recorded)}, and now asks ${told(asked)}. Give each question of a workflow a name of its own; a workflow that asks other questions than before is a new version of it.`
  }
}

const told = ({ asked, inputHash, version }: TaskQuestion) =>
  `the ${asked}, version ${version}, with the input ${inputHash}`

/** Whether two questions are the same: that to the same agent, or capability, with the same input. */
export const isSameQuestion = (one: TaskQuestion, other: TaskQuestion): boolean =>
  one.asked === other.asked && one.inputHash === other.inputHash
