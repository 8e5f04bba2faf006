import type { DeadLetter } from "@aethercast/cluster/DeadLetter"
import type { DeadLetterFilter } from "@aethercast/cluster/DeadLetterFilter"
import { DeadLetters } from "@aethercast/cluster/DeadLetters"
import { Clock, Effect, Option } from "effect"
import { type Criteria, filterOf } from "./DeadLetterFlags.ts"
import { UnclearSelection, UnknownId } from "./OperatorErrors.ts"

export const find = Effect.fn("DeadLetterSelection.find")(function* (id: string) {
  const letters = yield* DeadLetters
  return yield* Effect.mapError(letters.find(id), () => new UnknownId({ id, kind: "dead letter" }))
})

/** The letter of an id, or all that wait and meet the criteria. */
export const select = Effect.fn("DeadLetterSelection.select")(function* (
  id: Option.Option<string>,
  criteria: Criteria
) {
  const hasCriteria = Object.values(criteria).some((value) => value !== undefined)
  if (Option.isSome(id) === hasCriteria) return yield* new UnclearSelection()
  if (Option.isSome(id)) return [yield* find(id.value)]
  return yield* allPages(filterOf(criteria, "waiting", pageSize, yield* Clock.currentTimeMillis))
})

const pageSize = 1000

const allPages: (
  filter: DeadLetterFilter
) => Effect.Effect<ReadonlyArray<DeadLetter>, never, DeadLetters> = Effect.fnUntraced(
  function* (filter) {
    const letters = yield* DeadLetters
    const page = yield* letters.list(filter)
    const last = page.at(-1)
    if (page.length < pageSize || last === undefined) return page
    const after = { diedAt: last.diedAt, taskId: last.task.id }
    return [...page, ...(yield* allPages({ ...filter, after }))]
  }
)
