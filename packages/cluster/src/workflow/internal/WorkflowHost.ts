import { Cause, Effect, Schema } from "effect"
import { WorkflowEngine } from "effect/workflow"
import { Cancellations } from "../../agent/Cancellations.ts"
import type { TaskStatus } from "../../agent/Task.ts"
import { TaskDispatcher } from "../../agent/TaskDispatcher.ts"
import { Refused, TaskFailure } from "../../agent/TaskFailure.ts"
import type { ContractCodec } from "../../internal/ContractCodec.ts"
import { checkSize } from "../../internal/JsonValue.ts"
import { Ledger } from "../../ledger/Ledger.ts"
import * as DeadLetter from "../../supervision/DeadLetter.ts"
import { DeadLetters } from "../../supervision/DeadLetters.ts"
import { type RunId, WorkflowClient } from "../WorkflowClient.ts"
import {
  WorkflowCancelled,
  WorkflowCrashed,
  type WorkflowError,
  WorkflowFailure,
  WorkflowNotServed
} from "../WorkflowFailure.ts"
import { WorkflowRun } from "../WorkflowRun.ts"
import { engineWorkflow, type RunPayload } from "./EngineWorkflow.ts"
import { failureText } from "./FailureText.ts"

export interface HostedWorkflow<I, A, E, R> {
  readonly name: string
  readonly trigger: string
  readonly priority: number
  readonly codec: ContractCodec<I, A, E>
  readonly versions: ReadonlyMap<
    number,
    (input: I) => Effect.Effect<A, E | TaskFailure | WorkflowFailure, R>
  >
  readonly onCancelled: (input: I, reason: string) => Effect.Effect<void, never, R>
}

/** Executes the runs of a workflow on this node. */
export const layer = <I, A, E, R>(hosted: HostedWorkflow<I, A, E, R>) =>
  engineWorkflow(hosted.name).toLayer((payload, entityId) => execute(hosted, payload, entityId))

const execute = Effect.fnUntraced(function* <I, A, E, R>(
  { codec, name, onCancelled, priority, trigger, versions }: HostedWorkflow<I, A, E, R>,
  { input: json, tenant, version, versions: agentVersions, workflowId }: RunPayload,
  entityId: string
) {
  const cancellations = yield* Cancellations
  const ledger = yield* Ledger
  const id = { workflow: name, workflowId }

  const record = (status: TaskStatus, error?: string) =>
    // The engine never executes a run again that has ended, so its end is written before that.
    ledger[status === "IN_PROGRESS" ? "record" : "recordAndFlush"]({
      _tag: "Workflow",
      workflowId,
      name,
      trigger,
      version,
      status,
      error
    })

  const run = Effect.gen(function* () {
    const serve = versions.get(version)
    if (serve === undefined) return yield* new WorkflowNotServed({ ...id, version })
    const input = yield* codec.decodeInput(json)
    yield* record("IN_PROGRESS")
    const own = yield* WorkflowRun.make({
      workflowId,
      entityId,
      tenant,
      priority,
      versions: agentVersions,
      instance: yield* WorkflowEngine.WorkflowInstance
    })
    const answered = Effect.tap(Effect.flatMap(serve(input), codec.encodeSuccess), (success) =>
      checkSize(workflowId, "answer", JSON.stringify(success))
    )
    const cancelled = Effect.fnUntraced(function* (reason: string) {
      yield* cancelBelow(own, reason)
      yield* onCancelled(input, reason)
      return yield* new WorkflowCancelled({ ...id, reason })
    })
    return yield* cancellations
      .run<Schema.Json, E | TaskFailure | WorkflowFailure, R, R | CancelServices>(
        workflowId,
        answered,
        cancelled
      )
      .pipe(Effect.provideService(WorkflowRun, own))
  })

  return yield* run.pipe(
    Effect.catchDefect((defect) => Effect.fail(crashed(id, defect))),
    Effect.tap(() => record("COMPLETED")),
    Effect.tapError((error) =>
      record("FAILED", isWorkflowFailure(error) ? error.message : failureText(Cause.fail(error)))
    ),
    Effect.catch((error) => Effect.flatMap(storable(codec, error), Effect.fail))
  )
})

const crashed = (id: RunId, defect: unknown) =>
  new WorkflowCrashed({ ...id, crash: failureText(Cause.die(defect)) })

type CancelServices = DeadLetters | Ledger | TaskDispatcher | WorkflowClient

/** Cancels the tasks and the child workflows of a run. */
const cancelBelow = Effect.fnUntraced(function* (run: WorkflowRun["Service"], reason: string) {
  const dispatcher = yield* TaskDispatcher
  const client = yield* WorkflowClient
  const ledger = yield* Ledger
  const letters = yield* DeadLetters
  yield* dispatcher.cancelRun(run, reason)
  yield* letters.settleAll(run.workflowId, DeadLetter.cancelled(reason))
  const children = yield* ledger.openChildren(run.workflowId)
  yield* Effect.forEach(children, (child) => client.cancel(child, reason), {
    concurrency: 16,
    discard: true
  })
})

const storable = <I, A, E>(
  codec: ContractCodec<I, A, E>,
  error: E | TaskFailure | WorkflowFailure
): Effect.Effect<WorkflowError> =>
  isTaskFailure(error) || isWorkflowFailure(error)
    ? Effect.succeed(error)
    : Effect.map(codec.encodeError(error), (encoded) => new Refused({ error: encoded }))

const isTaskFailure = Schema.is(TaskFailure)
const isWorkflowFailure = Schema.is(WorkflowFailure)
