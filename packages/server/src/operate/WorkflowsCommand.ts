import { LedgerReader } from "@aethercast/cluster/LedgerReader"
import { Clock, Effect, Schema } from "effect"
import * as ValueFlag from "../ValueFlag.ts"
import { limit } from "./LimitFlag.ts"
import { readCommand } from "./OperatorCommand.ts"
import { done } from "./Report.ts"
import * as WorkflowText from "./WorkflowText.ts"

const statuses = {
  pending: "PENDING",
  in_progress: "IN_PROGRESS",
  completed: "COMPLETED",
  failed: "FAILED"
} as const

export const workflows = readCommand(
  "workflows",
  {
    status: ValueFlag.make("status", {
      metavar: "STATUS",
      description: "Only those that are pending, in_progress, completed or failed",
      schema: Schema.Literals(["pending", "in_progress", "completed", "failed"]),
      expected: "pending, in_progress, completed or failed",
      default: Effect.undefined
    }),
    limit: limit(20)
  },
  {
    description: "List the latest workflows and their status",
    examples: [
      ["workflows", "Show the latest 20"],
      ["workflows --status failed --limit 5", "Show the latest 5 that failed"]
    ]
  },
  ({ limit, status }) =>
    Effect.gen(function* () {
      const ledger = yield* LedgerReader
      const all = yield* ledger.workflows({
        limit,
        status: status === undefined ? undefined : statuses[status]
      })
      const now = yield* Clock.currentTimeMillis
      return done(
        all.map((workflow) => ({ ...workflow })),
        WorkflowText.list(all, now)
      )
    })
)
