import { LedgerReader } from "@aethercast/cluster/LedgerReader"
import { Clock, Effect } from "effect"
import { Argument } from "effect/cli"
import { readCommand } from "./OperatorCommand.ts"
import { UnknownId } from "./OperatorErrors.ts"
import { done } from "./Report.ts"
import * as WorkflowText from "./WorkflowText.ts"

export const workflow = readCommand(
  "workflow",
  { id: Argument.String("ID").pipe(Argument.withDescription("The id of the workflow")) },
  {
    description:
      "Show one workflow: its tasks, the decisions of supervision about them, its errors",
    examples: [["workflow episode:7", "Show what happened in episode:7"]]
  },
  ({ id }) =>
    Effect.gen(function* () {
      const ledger = yield* LedgerReader
      const found = yield* Effect.mapError(
        Effect.fromOption(yield* ledger.workflow(id)),
        () => new UnknownId({ id, kind: "workflow" })
      )
      const tasks = yield* ledger.tasks(id)
      const now = yield* Clock.currentTimeMillis
      const json = { ...found, taskRecords: tasks.map((task) => ({ ...task })) }
      return done(json, WorkflowText.whole(found, tasks, now))
    })
)
