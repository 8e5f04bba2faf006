import { Clock, Duration, Effect, Option, Queue, Scope } from "effect"
import { Entity } from "effect/cluster"
import { Ledger } from "../../ledger/Ledger.ts"
import { taskEntry } from "../../ledger/LedgerEntry.ts"
import type { Role } from "../../node/Role.ts"
import { keyOf } from "../../registry/AgentCard.ts"
import * as DeadLetter from "../../supervision/DeadLetter.ts"
import { DeadLetters } from "../../supervision/DeadLetters.ts"
import * as Backoff from "../../supervision/Backoff.ts"
import { SupervisionEvent } from "../../supervision/SupervisionEvent.ts"
import { SupervisionEvents } from "../../supervision/SupervisionEvents.ts"
import { WorkflowRun } from "../../workflow/WorkflowRun.ts"
import type { AgentRegistration } from "../AgentRegistration.ts"
import { Cancellations } from "../Cancellations.ts"
import { LocalAgents } from "../LocalAgents.ts"
import { Task, TaskAnswer } from "../Task.ts"
import { TaskDispatcher } from "../TaskDispatcher.ts"
import { Cancelled, encodeTaskError, NoSuchAgent } from "../TaskFailure.ts"
import * as AgentActor from "./AgentActor.ts"
import { agentProtocol, Replayed, TaskRejected } from "./AgentProtocol.ts"
import * as AwaitableMap from "./AwaitableMap.ts"
import { OutputPage } from "./OutputPage.ts"
import * as TaskOutputBuffer from "./TaskOutputBuffer.ts"
import { OperatorCommand, runTask } from "./TaskRunner.ts"

/** One entity in memory. A node may have very many of them, so it is small. */
interface AgentHost {
  readonly entityId: string
  readonly scope: Scope.Scope
  readonly actors: Map<string, AgentActor.AgentActor>
  /** By task, while it runs or its output is still read. */
  readonly outputs: AwaitableMap.AwaitableMap<string, TaskOutputBuffer.TaskOutputBuffer>
  /** By task, while it runs. */
  readonly commands: Map<string, Queue.Queue<OperatorCommand>>
  /** Why the workflow was cancelled, if it was. */
  cancellation: string | undefined
}

/**
 * Hosts the agents of a role on this node. The tasks of a workflow go to the entity that has the
 * workflow's id; in it each agent is an actor of its own, supervised one for one.
 */
export const layer = (role: Role) =>
  agentProtocol(role).toLayer(
    Effect.gen(function* () {
      const { entityId } = yield* Entity.CurrentAddress
      const host: AgentHost = {
        entityId,
        scope: yield* Scope.Scope,
        actors: new Map(),
        outputs: AwaitableMap.make(),
        commands: new Map(),
        cancellation: undefined
      }
      return {
        Run: ({ payload }) => run(host, payload.task),
        ReadOutput: ({ payload }) => readOutput(host, payload),
        Cancel: ({ payload }) =>
          Cancellations.use((cancellations) => cancellations.cancel(payload.id, payload.reason)),
        CancelAll: ({ payload }) => cancelAll(host, payload.reason),
        Replay: ({ payload }) => replay(host, payload.task),
        Discard: ({ payload }) => discard(host, payload.id, payload.reason)
      }
    }),
    {
      concurrency: "unbounded",
      maxIdleTime: "1 minute",
      defectRetryPolicy: Backoff.schedule(Backoff.restart)
    }
  )

/** Answer and failure carry the question, so that the caller can check that it is its own. */
const run = (host: AgentHost, task: Task) => {
  const question = task.question === undefined ? {} : { question: task.question }
  return execute(host, task).pipe(
    Effect.map((answer) => new TaskAnswer({ ...answer, ...question })),
    Effect.mapError((error) => new TaskRejected({ error, ...question }))
  )
}

const execute = Effect.fnUntraced(function* (host: AgentHost, task: Task) {
  const local = yield* LocalAgents
  const cancellations = yield* Cancellations
  const found = yield* local.find(task.agent, task.version)
  if (Option.isNone(found)) {
    return yield* new NoSuchAgent({ agent: task.agent, version: task.version, task: task.id })
  }
  const registration = found.value
  const actor = yield* actorOf(host, registration)
  const own = yield* WorkflowRun.make({
    workflowId: task.workflowId,
    entityId: host.entityId,
    priority: task.priority,
    tenant: task.tenant,
    name: task.id,
    deadline: yield* deadlineOf(registration, task)
  })
  if (host.cancellation !== undefined) return yield* cancelled(task, host.cancellation, own)
  return yield* Effect.acquireUseRelease(
    enter(host, task),
    ({ commands, output }) => {
      const context = { entityId: host.entityId, actor, output, run: own }
      return cancellations
        .run(task.id, runTask(task, context, commands), (reason) => cancelled(task, reason, own))
        .pipe(Effect.map((answer) => ({ output: answer, outputs: output.count() })))
    },
    ({ output }) => leave(host, task, output)
  )
})

/** When the agent's own time for a task is over, or the caller's deadline if that comes before. */
const deadlineOf = (
  { supervision }: AgentRegistration,
  { deadline }: Task
): Effect.Effect<number> =>
  Effect.map(Clock.currentTimeMillis, (now) =>
    Math.min(
      now + Duration.toMillis(Duration.fromInputUnsafe(supervision.deadline)),
      Math.max(now, deadline)
    )
  )

const actorOf = Effect.fnUntraced(function* (host: AgentHost, registration: AgentRegistration) {
  const key = keyOf(registration.card)
  const known = host.actors.get(key)
  if (known !== undefined) return known
  const actor = yield* Effect.provideService(AgentActor.make(registration), Scope.Scope, host.scope)
  host.actors.set(key, actor)
  return actor
})

const enter = Effect.fnUntraced(function* (host: AgentHost, task: Task) {
  const output = yield* TaskOutputBuffer.make(task.id, task.streamed === true)
  const commands = yield* Queue.make<OperatorCommand>({ capacity: 1, strategy: "sliding" })
  host.outputs.set(task.id, output)
  host.commands.set(task.id, commands)
  return { output, commands }
})

/** The output stays until its followers have read it. */
const leave = Effect.fnUntraced(function* (
  host: AgentHost,
  task: Task,
  output: TaskOutputBuffer.TaskOutputBuffer
) {
  host.commands.delete(task.id)
  yield* output.end
  if (!output.isFollowed()) return host.outputs.delete(task.id, output)
  yield* output.drained.pipe(
    Effect.ensuring(Effect.sync(() => host.outputs.delete(task.id, output))),
    Effect.forkIn(host.scope, { startImmediately: true })
  )
})

const cancelAll = Effect.fnUntraced(function* (host: AgentHost, reason: string) {
  const cancellations = yield* Cancellations
  host.cancellation = reason
  yield* Effect.forEach([...host.commands.keys()], (task) => cancellations.cancel(task, reason), {
    concurrency: "unbounded",
    discard: true
  })
})

/**
 * Cancels the tasks that a cancelled task requested, discards its dead letter, and records the reason.
 */
const cancelled = Effect.fnUntraced(function* (
  task: Task,
  reason: string,
  own: WorkflowRun["Service"]
) {
  const dispatcher = yield* TaskDispatcher
  const events = yield* SupervisionEvents
  const ledger = yield* Ledger
  const letters = yield* DeadLetters
  yield* dispatcher.cancelAll(own, reason)
  yield* Effect.ignore(letters.settle(task.id, DeadLetter.cancelled(reason)))
  const error = new Cancelled({ task: task.id, reason })
  const { at, event } = yield* events.publish(
    task,
    SupervisionEvent.cases.Cancelled.make({ reason })
  )
  yield* ledger.record(
    taskEntry(task, "FAILED", {
      error: yield* encodeTaskError(error),
      execution: { beganAt: at, retries: 0, cost: 0, attempts: [], events: [{ at, ...event }] }
    })
  )
  return yield* error
})

const readOutput = Effect.fnUntraced(function* (
  host: AgentHost,
  request: {
    readonly task: string
    readonly follower: string
    readonly from: number
    readonly waitMillis: number
  }
) {
  const known = host.outputs.get(request.task)
  const output =
    known ??
    Option.getOrUndefined(
      yield* Effect.timeoutOption(host.outputs.await(request.task), request.waitMillis)
    )
  return output === undefined ? OutputPage.cases.Unknown.make({}) : yield* output.read(request)
})

const replay = Effect.fnUntraced(function* (host: AgentHost, task: Task) {
  const commands = host.commands.get(task.id)
  if (commands !== undefined) {
    yield* Queue.offer(commands, OperatorCommand.Replay())
    return Replayed.cases.Resumed.make({})
  }
  const letters = yield* DeadLetters
  const { output } = yield* run(host, new Task({ ...task, deadline: Number.MAX_SAFE_INTEGER }))
  yield* Effect.ignore(letters.settle(task.id, { status: "REPLAYED" }))
  return Replayed.cases.Executed.make({ output })
})

const discard = Effect.fnUntraced(function* (host: AgentHost, task: string, reason: string) {
  const letters = yield* DeadLetters
  const commands = host.commands.get(task)
  if (commands !== undefined) yield* Queue.offer(commands, OperatorCommand.Discard({ reason }))
  yield* Effect.ignore(letters.settle(task, { status: "DISCARDED", reason }))
})
