import { TaskDispatcher } from "@aethercast/cluster/TaskDispatcher"
import { entityIdOf } from "@aethercast/cluster/Workflow"
import { defaultRole } from "@aethercast/cluster/Role"
import { AgentRegistry } from "@aethercast/cluster/AgentRegistry"
import { Effect, Schema } from "effect"
import { Argument } from "effect/cli"
import * as ValueFlag from "../ValueFlag.ts"
import { acting } from "./Operator.ts"
import { NoAnswer, NoSuchWork } from "./Problems.ts"
import type { Report } from "./Report.ts"
import * as Stored from "./Stored.ts"

export const reason = ValueFlag.make("reason", {
  metavar: "WORDS",
  description: "Why, for those who look at its story later",
  schema: Schema.NonEmptyString.check(Schema.isMaxLength(500)),
  expected: "1 to 500 characters",
  usual: Effect.succeed("called off by an operator")
})

export const cancel = acting(
  "cancel",
  {
    id: Argument.String("ID").pipe(
      Argument.withDescription("The id of the workflow, or of the task: workflow/step")
    ),
    reason
  },
  {
    description: "Calls a workflow off with all that it asked for, or one of its tasks",
    examples: [
      ["cancel episode:7 --reason 'asked twice'", "Call a whole workflow off"],
      ["cancel episode:7/discover", "Call one task off; its workflow goes on as it can"]
    ]
  },
  ({ id, reason: why }) =>
    Effect.gen(function* () {
      const target = yield* find(id)
      const { endedAs, kind, entityId, role } = target
      if (endedAs !== undefined) return outcome({ id, kind, ran: false, endedAs })
      const dispatcher = yield* TaskDispatcher
      const ran = yield* dispatcher.cancel({ id, role, entityId }, why).pipe(
        Effect.timeoutOrElse({
          duration: `${patience} seconds`,
          orElse: () => Effect.fail(new NoAnswer({ seconds: patience }))
        })
      )
      return outcome({ id, kind, ran, endedAs: undefined })
    })
)

interface Outcome {
  readonly id: string
  readonly kind: "workflow" | "task"
  /** Whether it ran until now. */
  readonly ran: boolean
  /** How it had ended before. */
  readonly endedAs: string | undefined
}

export const outcome = ({ endedAs, id, kind, ran }: Outcome): Report => ({
  json: { id, kind, ran, endedAs: endedAs ?? null },
  lines: [
    ran
      ? `The ${kind} ${id} ran and is called off.`
      : endedAs === undefined
        ? `The ${kind} ${id} did not run anywhere: there was nothing to call off.`
        : `The ${kind} ${id} had ended before: ${endedAs}. There was nothing to call off.`
  ],
  done: ran
})

/** Where it lives, and whether it has ended. */
const find = Effect.fnUntraced(function* (id: string) {
  const workflow = yield* Stored.workflow(id)
  if (workflow !== undefined) {
    const { endedAt, name, status } = workflow
    const endedAs = endedAt === null ? undefined : status
    const entityId = yield* entityIdOf(name, id)
    return { kind: "workflow" as const, entityId, role: defaultRole, endedAs }
  }
  const task = yield* Stored.task(id)
  const run = task === undefined ? undefined : yield* Stored.workflow(task.workflowId)
  if (task === undefined || run === undefined) {
    return yield* new NoSuchWork({ id, kind: "workflow or task" })
  }
  const served = (yield* (yield* AgentRegistry).all).find(({ card }) => card.name === task.agent)
  return {
    kind: "task" as const,
    entityId: yield* entityIdOf(run.name, run.id),
    role: served?.card.role ?? defaultRole,
    endedAs: task.endedAt === null ? undefined : task.status
  }
})

/** Seconds. A place looks for 30 s for what it is to call off, and may be taken over meanwhile. */
const patience = 60
