import { Clock, Duration, Effect, Option, Queue, Scope, Stream } from "effect"
import { Entity } from "effect/cluster"
import * as Actor from "./AgentActor.ts"
import { Cancellations } from "../Cancellations.ts"
import { DeadLetters } from "../../supervision/DeadLetters.ts"
import { SupervisionEvent } from "../../supervision/SupervisionEvent.ts"
import { SupervisionEvents } from "../../supervision/SupervisionEvents.ts"
import { TaskDispatcher } from "../TaskDispatcher.ts"
import * as TaskOutputBuffer from "./TaskOutputBuffer.ts"
import { Ledger } from "../../ledger/Ledger.ts"
import { taskEntry } from "../../ledger/LedgerEntry.ts"
import { LocalAgents, type AgentRegistration } from "../LocalAgents.ts"
import { keyOf } from "../../registry/AgentCard.ts"
import { runTask, remaining, type TaskContext, OperatorCommand } from "./TaskRunner.ts"
import { agentProtocol, Replayed } from "./AgentProtocol.ts"
import * as Backoff from "../../supervision/Backoff.ts"
import { Cancelled, encodeReason, NoSuchAgent, Task } from "../Task.ts"
import { WorkflowRun } from "../../workflow/WorkflowRun.ts"

/** A place while it is in memory. There may be very many of them: it holds no more than it must. */
interface AgentHost {
  readonly entityId: string
  readonly scope: Scope.Scope
  readonly actors: Map<string, Actor.Actor>
  /** By task: what it yields, and it may be followed before it begins. */
  readonly outputs: Map<string, TaskOutputBuffer.TaskOutputBuffer>
  /** By task, while it is done: what an operator says to it. */
  readonly running: Map<string, Queue.Queue<OperatorCommand>>
}

/**
 * Serves, on this node, the agents of a role: one entity for each place, in which each agent is an
 * actor of its own, supervised one for one. Which agent does a task is told by the task, so that a
 * task that is asked again is answered from storage, whatever would be chosen for it now.
 */
export const layer = (role: string) =>
  agentProtocol(role).toLayer(
    Effect.gen(function* () {
      const { entityId } = yield* Entity.CurrentAddress
      const host: AgentHost = {
        entityId,
        scope: yield* Scope.Scope,
        actors: new Map(),
        outputs: new Map(),
        running: new Map()
      }
      return {
        Perform: ({ payload }) => runOn(host, payload.task),
        Follow: ({ payload }) => Stream.unwrap(follow(host, payload.task)),
        Cancel: ({ payload }) =>
          Cancellations.use((cancellations) => cancellations.cancel(payload.id, payload.reason)),
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

const runOn = Effect.fnUntraced(function* (host: AgentHost, task: Task) {
  const local = yield* LocalAgents
  const cancellations = yield* Cancellations
  const registration = yield* local.find(task.agent, task.version)
  if (Option.isNone(registration)) {
    return yield* new NoSuchAgent({ agent: task.agent, version: task.version, task: task.id })
  }
  const actor = yield* actorOf(host, registration.value)
  const time = yield* remaining(registration.value, task)
  const run = yield* WorkflowRun.make({
    workflowId: task.workflowId,
    entityId: host.entityId,
    priority: task.priority,
    tenant: task.tenant,
    name: task.id,
    deadline: (yield* Clock.currentTimeMillis) + Duration.toMillis(time)
  })
  return yield* Effect.acquireUseRelease(
    enter(host, task),
    ({ output, commands }) => {
      const context: TaskContext = { entityId: host.entityId, actor, output, run, commands }
      return cancellations.run(task.id, runTask(registration.value, task, context), (reason) =>
        withdrawn(task, reason, run)
      )
    },
    ({ output }) => leave(host, task, output)
  )
})

const actorOf = Effect.fnUntraced(function* (host: AgentHost, registration: AgentRegistration) {
  const key = keyOf(registration.card)
  const known = host.actors.get(key)
  if (known !== undefined) return known
  const made = yield* Effect.provideService(Actor.make(registration), Scope.Scope, host.scope)
  host.actors.set(key, made)
  return made
})

const outputOf = Effect.fnUntraced(function* (host: AgentHost, task: string) {
  const known = host.outputs.get(task)
  if (known !== undefined) return known
  const made = yield* TaskOutputBuffer.make
  host.outputs.set(task, made)
  return made
})

const enter = Effect.fnUntraced(function* (host: AgentHost, task: Task) {
  const output = yield* outputOf(host, task.id)
  const commands = yield* Queue.make<OperatorCommand>({ capacity: 1, strategy: "sliding" })
  host.running.set(task.id, commands)
  return { output, commands }
})

const leave = (host: AgentHost, task: Task, output: TaskOutputBuffer.TaskOutputBuffer) =>
  Effect.suspend(() => {
    host.running.delete(task.id)
    host.outputs.delete(task.id)
    return output.end
  })

/** A task that was called off: so is all that it asked for, and the ledger says why. */
const withdrawn = Effect.fnUntraced(function* (
  task: Task,
  reason: string,
  run: WorkflowRun["Service"]
) {
  const dispatcher = yield* TaskDispatcher
  const events = yield* SupervisionEvents
  const ledger = yield* Ledger
  yield* dispatcher.cancelAll(run, reason)
  const cancelled = new Cancelled({ task: task.id, reason })
  const { at, event } = yield* events.publish(
    task,
    SupervisionEvent.cases.Cancelled.make({ reason })
  )
  yield* ledger.record(
    taskEntry(task, "FAILED", {
      retries: 0,
      error: yield* encodeReason(cancelled),
      events: [{ at, ...event }]
    })
  )
  return yield* cancelled
})

const follow = Effect.fnUntraced(function* (host: AgentHost, task: string) {
  const output = yield* outputOf(host, task)
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      const isIdle = !host.running.has(task) && !output.isFollowed()
      if (isIdle && host.outputs.get(task) === output) host.outputs.delete(task)
    })
  )
  const queue = yield* output.follow
  // What waits would else be one frame, and a frame above 16 MiB breaks the connection.
  return Stream.rechunk(Stream.fromQueue(queue), 1)
})

const replay = Effect.fnUntraced(function* (host: AgentHost, task: Task) {
  const held = host.running.get(task.id)
  if (held !== undefined) {
    yield* Queue.offer(held, OperatorCommand.Replay())
    return Replayed.cases.Told.make({})
  }
  const letters = yield* DeadLetters
  const fresh = new Task({ ...task, deadline: Number.MAX_SAFE_INTEGER })
  const output = yield* runOn(host, fresh)
  yield* Effect.ignore(letters.settle(task.id, { status: "REPLAYED" }))
  return Replayed.cases.Done.make({ output })
})

const discard = Effect.fnUntraced(function* (host: AgentHost, task: string, reason: string) {
  const letters = yield* DeadLetters
  const held = host.running.get(task)
  if (held !== undefined) yield* Queue.offer(held, OperatorCommand.Discard({ reason }))
  yield* Effect.ignore(letters.settle(task, { status: "DISCARDED", reason }))
})
