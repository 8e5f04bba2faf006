import { AgentRegistry } from "@aethercast/cluster/AgentRegistry"
import { LedgerReader } from "@aethercast/cluster/LedgerReader"
import { defaultRole } from "@aethercast/cluster/Role"
import { TaskDispatcher } from "@aethercast/cluster/TaskDispatcher"
import { entityIdOf } from "@aethercast/cluster/Workflow"
import { WorkflowClient } from "@aethercast/cluster/WorkflowClient"
import { Effect, Option } from "effect"
import { Argument } from "effect/cli"
import * as ValueFlag from "../ValueFlag.ts"
import { nodeCommand } from "./OperatorCommand.ts"
import { NoAnswer, UnknownId } from "./OperatorErrors.ts"
import * as ReasonFlag from "./ReasonFlag.ts"
import type { Report } from "./Report.ts"

export const cancel = nodeCommand(
  "cancel",
  {
    id: Argument.String("ID").pipe(
      Argument.withDescription("The id of the workflow, or of the task: workflow/step")
    ),
    reason: ValueFlag.make("reason", {
      ...ReasonFlag.options,
      description: "Why; recorded in the ledger, and shown to the listeners of an episode",
      default: Effect.succeed("no reason was given")
    })
  },
  {
    description: "Cancel a workflow with all its tasks, or one task",
    examples: [
      ["cancel episode:7 --reason 'requested twice'", "Cancel a whole workflow"],
      ["cancel episode:7/discover", "Cancel one task; its workflow goes on as it can"]
    ]
  },
  ({ id, reason }) =>
    Effect.gen(function* () {
      const found = yield* find(id)
      const { endedAs, kind } = found
      if (Option.isSome(endedAs)) return report({ id, kind, cancelled: false, endedAs })
      const cancelled = yield* cancelFound(id, found, reason).pipe(
        Effect.timeoutOrElse({
          duration: `${patience} seconds`,
          orElse: () => Effect.fail(new NoAnswer({ seconds: patience }))
        })
      )
      return report({ id, kind, cancelled, endedAs })
    })
)

/** In seconds. The host looks for the task for 30 s, and may be taken over meanwhile. */
const patience = 60

const cancelFound = Effect.fnUntraced(function* (
  id: string,
  found: Effect.Success<ReturnType<typeof find>>,
  reason: string
) {
  if (found.kind === "task") {
    return yield* (yield* TaskDispatcher).cancel({ id, ...found }, reason)
  }
  const workflows = yield* WorkflowClient
  return yield* workflows.cancel({ workflow: found.name, workflowId: id }, reason)
})

/** How to reach it, and the status with which it ended if it has. */
const find = Effect.fnUntraced(function* (id: string) {
  const ledger = yield* LedgerReader
  const workflow = yield* ledger.workflow(id)
  if (Option.isSome(workflow)) {
    const { name } = workflow.value
    return { kind: "workflow", name, endedAs: ended(workflow.value) } as const
  }
  const unknown = () => new UnknownId({ id, kind: "workflow or task" })
  const task = yield* Effect.mapError(Effect.fromOption(yield* ledger.task(id)), unknown)
  const parent = yield* ledger.workflow(task.workflowId)
  const { name } = yield* Effect.mapError(Effect.fromOption(parent), unknown)
  const agents = yield* (yield* AgentRegistry).all
  return {
    kind: "task",
    entityId: yield* entityIdOf(name, task.workflowId),
    role: agents.find(({ card }) => card.name === task.agent)?.card.role ?? defaultRole,
    endedAs: ended(task)
  } as const
})

const ended = ({
  completedAt,
  status
}: {
  readonly completedAt: number | null
  readonly status: string
}) => (completedAt === null ? Option.none() : Option.some(status))

const report = ({
  cancelled,
  endedAs,
  id,
  kind
}: {
  readonly id: string
  readonly kind: "workflow" | "task"
  readonly cancelled: boolean
  readonly endedAs: Option.Option<string>
}): Report => ({
  json: { id, kind, cancelled, endedAs: Option.getOrNull(endedAs) },
  lines: [
    cancelled
      ? `The ${kind} ${id} is cancelled.`
      : Option.match(endedAs, {
          onSome: (status) => `The ${kind} ${id} had already ended: ${status}.`,
          onNone: () => `The ${kind} ${id} is not running on any node.`
        })
  ],
  done: cancelled
})
