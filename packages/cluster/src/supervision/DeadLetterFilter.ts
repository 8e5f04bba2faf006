import { Order, Schema } from "effect"
import { DeadLetter, errorTag } from "./DeadLetter.ts"

/** Which dead letters to list: those that match every given field, newest first. */
export const DeadLetterFilter = Schema.Struct({
  agent: Schema.optionalKey(Schema.String),
  workflowId: Schema.optionalKey(Schema.String),
  /** See `errorTag`. */
  errorTag: Schema.optionalKey(Schema.String),
  status: Schema.optionalKey(DeadLetter.fields.status),
  /** Epoch milliseconds: those that died then or later. */
  since: Schema.optionalKey(Schema.Finite),
  limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 })),
  /** The last letter of the previous page. */
  after: Schema.optionalKey(Schema.Struct({ diedAt: Schema.Finite, taskId: Schema.String }))
})
export type DeadLetterFilter = typeof DeadLetterFilter.Type

/** The filter with its limit brought between 1 and 1,000. */
export const clampLimit = (filter: DeadLetterFilter): DeadLetterFilter => ({
  ...filter,
  limit: Math.min(1000, Math.max(1, Math.floor(filter.limit)))
})

/** The letters that match, in order, at most `limit`. */
export const select = (
  letters: Iterable<DeadLetter>,
  filter: DeadLetterFilter
): ReadonlyArray<DeadLetter> =>
  [...letters]
    .filter((letter) => matches(letter, filter))
    .toSorted(newestFirst)
    .slice(0, filter.limit)

const matches = (
  letter: DeadLetter,
  { after, agent, errorTag: tag, since, status, workflowId }: DeadLetterFilter
) =>
  (agent === undefined || letter.task.agent === agent) &&
  (workflowId === undefined || letter.task.workflowId === workflowId) &&
  (tag === undefined || errorTag(letter) === tag) &&
  (status === undefined || letter.status === status) &&
  (since === undefined || letter.diedAt >= since) &&
  (after === undefined ||
    letter.diedAt < after.diedAt ||
    (letter.diedAt === after.diedAt && letter.task.id < after.taskId))

const newestFirst = Order.flip(
  Order.combine(
    Order.mapInput(Order.Number, ({ diedAt }: DeadLetter) => diedAt),
    Order.mapInput(Order.String, ({ task }: DeadLetter) => task.id)
  )
)
