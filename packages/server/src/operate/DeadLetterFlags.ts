import type { DeadLetterFilter } from "@aethercast/cluster/DeadLetterFilter"
import { Effect, Schema } from "effect"
import { Argument } from "effect/cli"
import * as ValueFlag from "../ValueFlag.ts"
import { Ago } from "./Ago.ts"

const name = (flag: string, description: string) =>
  ValueFlag.make(flag, {
    metavar: flag.toUpperCase(),
    description,
    schema: Schema.NonEmptyString,
    expected: "a name",
    default: Effect.undefined
  })

/** The flags that select dead letters. */
export const criteria = {
  agent: name("agent", "Only tasks of this agent"),
  workflow: name("workflow", "Only tasks of the workflow with this id"),
  error: name("error", "Only tasks that failed of the error with this tag"),
  since: ValueFlag.make("since", {
    metavar: "AGO",
    description: "Only tasks that were given up since then: 90s, 30m, 2h or 7d ago",
    schema: Ago,
    expected: "a number with s, m, h or d, like 2h",
    default: Effect.undefined
  })
}

/** The values of these flags; `since` is a duration in milliseconds. */
export interface Criteria {
  readonly agent: string | undefined
  readonly workflow: string | undefined
  readonly error: string | undefined
  readonly since: number | undefined
}

const Status = Schema.Literals(["waiting", "replayed", "discarded", "any"])
type Status = typeof Status.Type

export const status = ValueFlag.make("status", {
  metavar: "STATUS",
  description: "Those that are waiting, replayed, discarded or any (default waiting)",
  schema: Status,
  expected: "waiting, replayed, discarded or any",
  default: Effect.succeed("waiting" as const)
})

export const id = Argument.String("ID").pipe(
  Argument.withDescription("The id of the task: workflow/step")
)

/** The filter of these flags at `now`. */
export const filterOf = (
  { agent, error, since, workflow }: Criteria,
  status: Status,
  limit: number,
  now: number
): DeadLetterFilter => ({
  ...(agent === undefined ? {} : { agent }),
  ...(workflow === undefined ? {} : { workflowId: workflow }),
  ...(error === undefined ? {} : { errorTag: error }),
  ...(since === undefined ? {} : { since: now - since }),
  ...(status === "any" ? {} : { status: statuses[status] }),
  limit
})

const statuses = { waiting: "WAITING", replayed: "REPLAYED", discarded: "DISCARDED" } as const
