import type { DeadLetter } from "@aethercast/cluster/DeadLetter"
import type { DeadLetterFilter } from "@aethercast/cluster/DeadLetterFilter"
import { DeadLetters } from "@aethercast/cluster/DeadLetters"
import { Clock, Effect, Schema } from "effect"
import { Argument } from "effect/cli"
import * as ValueFlag from "../ValueFlag.ts"
import { NoSuchWork, WhichLetters } from "./Problems.ts"
import { Ago } from "./Words.ts"

const name = (flag: string, description: string) =>
  ValueFlag.make(flag, {
    metavar: flag.toUpperCase(),
    description,
    schema: Schema.NonEmptyString,
    expected: "a name",
    usual: Effect.undefined
  })

/** Which dead letters are meant. */
export const filters = {
  agent: name("agent", "Only tasks of this agent"),
  workflow: name("workflow", "Only tasks of the workflow with this id"),
  error: name("error", "Only tasks that died of this error, by its tag"),
  since: ValueFlag.make("since", {
    metavar: "AGO",
    description: "Only tasks that died since then: 90s, 30m, 2h or 7d ago",
    schema: Ago,
    expected: "a number with s, m, h or d, like 2h",
    usual: Effect.undefined
  })
}

const Status = Schema.Literals(["waiting", "replayed", "discarded", "any"])

export const status = ValueFlag.make("status", {
  metavar: "STATUS",
  description: "Those that are waiting, replayed, discarded or any (usually waiting)",
  schema: Status,
  expected: "waiting, replayed, discarded or any",
  usual: Effect.succeed("waiting" as const)
})

export const oneId = Argument.optional(
  Argument.String("ID").pipe(Argument.withDescription("The id of the task: workflow/step"))
)

export interface Wanted {
  readonly agent: string | undefined
  readonly workflow: string | undefined
  readonly error: string | undefined
  readonly since: number | undefined
}

const isEmpty = ({ agent, error, since, workflow }: Wanted) =>
  agent === undefined && error === undefined && since === undefined && workflow === undefined

const stored = { waiting: "WAITING", replayed: "REPLAYED", discarded: "DISCARDED" } as const

/** The filter that the flags say. */
export const filterOf = (
  { agent, error, since, workflow }: Wanted,
  wantedStatus: typeof Status.Type,
  limit: number,
  now: number
): DeadLetterFilter => ({
  ...(agent === undefined ? {} : { agent }),
  ...(workflow === undefined ? {} : { workflowId: workflow }),
  ...(error === undefined ? {} : { errorTag: error }),
  ...(since === undefined ? {} : { since: now - since }),
  ...(wantedStatus === "any" ? {} : { status: stored[wantedStatus] }),
  limit
})

export const find = Effect.fn("LetterFlags.find")(function* (id: string) {
  const letters = yield* DeadLetters
  return yield* Effect.mapError(letters.find(id), () => new NoSuchWork({ id, kind: "dead letter" }))
})

/** The one letter that is named, or all that wait and fit the filter. */
export const meant = Effect.fn("LetterFlags.meant")(function* (
  id: string | undefined,
  wanted: Wanted
) {
  if ((id === undefined) === isEmpty(wanted)) return yield* new WhichLetters()
  if (id !== undefined) return [yield* find(id)]
  const now = yield* Clock.currentTimeMillis
  return yield* pages(filterOf(wanted, "waiting", pageSize, now))
})

const pageSize = 1000

const pages: (
  filter: DeadLetterFilter
) => Effect.Effect<ReadonlyArray<DeadLetter>, never, DeadLetters> = Effect.fnUntraced(
  function* (filter) {
    const letters = yield* DeadLetters
    const page = yield* letters.list(filter)
    const last = page.at(-1)
    if (page.length < pageSize || last === undefined) return page
    const after = { diedAt: last.diedAt, taskId: last.task.id }
    return [...page, ...(yield* pages({ ...filter, after }))]
  }
)
