import { Clock, Effect, Schema, SchemaTransformation } from "effect"
import { Argument } from "effect/cli"
import * as ValueFlag from "../ValueFlag.ts"
import { looking } from "./Operator.ts"
import { NoSuchWork } from "./Problems.ts"
import { found } from "./Report.ts"
import * as Stored from "./Stored.ts"
import * as Story from "./Story.ts"

const Status = Schema.Literals(["pending", "in_progress", "completed", "failed"])

const stored = {
  pending: "PENDING",
  in_progress: "IN_PROGRESS",
  completed: "COMPLETED",
  failed: "FAILED"
} as const

/** How many are listed. */
export const Limit = Schema.String.check(Schema.isPattern(/^\d{1,4}$/)).pipe(
  Schema.decodeTo(
    Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 })),
    SchemaTransformation.numberFromString
  )
)

export const workflows = looking(
  "workflows",
  {
    status: ValueFlag.make("status", {
      metavar: "STATUS",
      description: "Only those that are pending, in_progress, completed or failed",
      schema: Status,
      expected: "pending, in_progress, completed or failed",
      usual: Effect.undefined
    }),
    limit: ValueFlag.make("limit", {
      metavar: "N",
      description: "How many, the latest first (usually 20)",
      schema: Limit,
      expected: "a whole number from 1 to 1000",
      usual: Effect.succeed(20)
    })
  },
  {
    description: "The latest workflows, and how they went",
    examples: [
      ["workflows", "Show the latest 20"],
      ["workflows --status failed --limit 5", "Show the latest 5 that failed"]
    ]
  },
  ({ limit, status }) =>
    Effect.gen(function* () {
      const all = yield* Stored.workflows({
        limit,
        status: status === undefined ? undefined : stored[status]
      })
      const now = yield* Clock.currentTimeMillis
      return found(encodeWorkflows([...all]), Story.list(all, now))
    })
)

export const workflow = looking(
  "workflow",
  { id: Argument.String("ID").pipe(Argument.withDescription("The id of the workflow")) },
  {
    description: "The story of one workflow: its tasks, what was decided about them, and why",
    examples: [["workflow episode:7", "Tell what happened to episode:7"]]
  },
  ({ id }) =>
    Effect.gen(function* () {
      const workflow = yield* Stored.workflow(id)
      if (workflow === undefined) return yield* new NoSuchWork({ id, kind: "workflow" })
      const tasks = yield* Stored.tasks(id)
      const now = yield* Clock.currentTimeMillis
      const json = { ...encodeWorkflow(workflow), story: encodeTasks([...tasks]) }
      return found(json, Story.whole(workflow, tasks, now))
    })
)

const encodeWorkflow = (workflow: Stored.StoredWorkflow) => ({ ...workflow })
const encodeWorkflows = (all: ReadonlyArray<Stored.StoredWorkflow>) => all.map(encodeWorkflow)
const encodeTasks = (all: ReadonlyArray<Stored.StoredTask>) => all.map((task) => ({ ...task }))
