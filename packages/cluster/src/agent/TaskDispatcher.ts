import {
  Clock,
  Context,
  Duration,
  Effect,
  Exit,
  Fiber,
  Layer,
  Ref,
  Result,
  type Schema
} from "effect"
import { Sharding } from "effect/cluster"
import { Ledger } from "../ledger/Ledger.ts"
import { summary, taskEntry } from "../ledger/LedgerEntry.ts"
import { retryEngine } from "../node/EngineRetry.ts"
import type { Role } from "../node/Role.ts"
import { AgentRegistry } from "../registry/AgentRegistry.ts"
import type { DeadLetter } from "../supervision/DeadLetter.ts"
import { DeadLetters } from "../supervision/DeadLetters.ts"
import { type TaskAddress, WorkflowRun } from "../workflow/WorkflowRun.ts"
import { agentProtocol } from "./internal/AgentProtocol.ts"
import * as AgentRouting from "./internal/AgentRouting.ts"
import { checkSize, hashOf } from "../internal/JsonValue.ts"
import type { StreamedTask } from "./internal/OutputFollower.ts"
import { isSameQuestion, StepConflict } from "./StepConflict.ts"
import { Task, TaskQuestion } from "./Task.ts"
import { DeadlineExceeded, encodeTaskError, NoSuchAgent, type TaskError } from "./TaskFailure.ts"

/** Which agent is to do a task: one by name, or the best that has a capability. */
export interface TaskTarget {
  readonly name: string
  readonly version: number
  readonly role: Role
  readonly capability?: {
    readonly name: string
    /** Each agent's share of the traffic, by name or `name@version`. */
    readonly weights: Readonly<Record<string, number>>
  }
}

export interface TaskRequest {
  readonly target: TaskTarget
  readonly step: string
  readonly input: Schema.Json
  /** Whether the caller follows its output. */
  readonly streamed: boolean
  /** How long the caller waits, beside the time that it takes to reach the agent. */
  readonly timeout: Duration.Duration
}

/** The client of all agents: sends tasks to their hosts and waits for the answers. */
export class TaskDispatcher extends Context.Service<
  TaskDispatcher,
  {
    /** Prepares a task of the current run. Nothing is sent before its `answer` is executed. */
    dispatch(request: TaskRequest): Effect.Effect<StreamedTask, NoSuchAgent, WorkflowRun>
    /** The versions of all agents that a run keeps if it starts now. */
    versionsFor(workflowId: string): Effect.Effect<Readonly<Record<string, number>>>
    /** Cancels a task; returns, when that is recorded, whether it was running. */
    cancel(address: TaskAddress, reason: string): Effect.Effect<boolean>
    /** Cancels every task of a workflow, on all nodes, and waits up to 10 s until they have ended. */
    cancelRun(run: WorkflowRun["Service"], reason: string): Effect.Effect<void>
    /** Cancels every task that a run waits for, without waiting for that. */
    cancelAll(run: WorkflowRun["Service"], reason: string): Effect.Effect<void>
    /** Executes a dead letter again; returns its output. */
    replay(letter: DeadLetter): Effect.Effect<Schema.Json, TaskError>
    discard(letter: DeadLetter, reason: string): Effect.Effect<void>
  }
>()("@aethercast/cluster/TaskDispatcher") {
  static readonly layer = Layer.effect(
    TaskDispatcher,
    Effect.gen(function* () {
      const sharding = yield* Sharding.Sharding
      const ledger = yield* Ledger
      const letters = yield* DeadLetters
      const registry = yield* AgentRegistry
      const routing = yield* AgentRouting.make
      const scope = yield* Effect.scope

      const hostOf = (role: Role, entityId: string) =>
        Effect.map(sharding.makeClient(agentProtocol(role)), (client) => client(entityId))

      const run = (host: Effect.Success<ReturnType<typeof hostOf>>, task: Task) =>
        retryEngine(host.Run({ task })).pipe(
          Effect.tap(({ question }) => checkQuestion(task, question)),
          Effect.catchTag("TaskRejected", ({ error, question }) =>
            Effect.andThen(checkQuestion(task, question), Effect.fail(error))
          )
        )

      const cancel = Effect.fnUntraced(function* (address: TaskAddress, reason: string) {
        const at = yield* Clock.currentTimeMillis
        const host = yield* hostOf(address.role, address.entityId)
        return yield* retryEngine(host.Cancel({ id: address.id, reason: reason.slice(0, 500), at }))
      })

      const makeTask = Effect.fnUntraced(function* (
        { input, step, streamed, target: { capability } }: TaskRequest,
        { name, version }: AgentRouting.ChosenAgent,
        order: number
      ) {
        const current = yield* WorkflowRun
        const text = JSON.stringify(input)
        const task = new Task({
          id: `${current.name}/${step}`,
          workflowId: current.workflowId,
          agent: name,
          version,
          order,
          correlationId: current.workflowId,
          priority: current.priority,
          tenant: current.tenant,
          deadline: current.deadline,
          input,
          question: new TaskQuestion({
            asked: capability === undefined ? `agent ${name}` : `capability ${capability.name}`,
            version,
            inputHash: hashOf(text)
          }),
          ...(streamed ? { streamed } : {})
        })
        yield* checkSize(task.id, "input", text)
        return task
      })

      /** The caller records it, too: the entry of the agent's node may be lost with that node. */
      const recorded = <A extends { readonly output: Schema.Json }, E extends TaskError, R>(
        task: Task,
        answer: Effect.Effect<A, E, R>
      ) =>
        answer.pipe(
          Effect.tap(({ output }) =>
            ledger.record(taskEntry(task, "COMPLETED", { output: summary(output) }))
          ),
          Effect.tapError((failure) =>
            Effect.flatMap(encodeTaskError(failure), (error) =>
              ledger.record(taskEntry(task, "FAILED", { error }))
            )
          )
        )

      const dispatch = Effect.fnUntraced(function* (request: TaskRequest) {
        const current = yield* WorkflowRun
        const order = yield* current.nextOrder
        const chosen = yield* Effect.result(routing.choose(request.target, current))
        const task = yield* makeTask(request, Result.merge(chosen), order)
        const { agent, id, input, version } = task
        const { role } = request.target
        yield* ledger.record(taskEntry(task, "DISPATCHED", { input: summary(input) }))
        if (Result.isFailure(chosen)) {
          return yield* recorded(task, new NoSuchAgent({ agent, version, task: id }))
        }
        const now = yield* Clock.currentTimeMillis
        const wait = Duration.min(
          Duration.sum(request.timeout, reachTime),
          Duration.millis(Math.max(0, current.deadline - now))
        )
        const host = yield* hostOf(role, current.entityId)
        const answer = run(host, task).pipe(
          Effect.timeoutOrElse({
            duration: wait,
            orElse: () =>
              Effect.fail(
                new DeadlineExceeded({ agent, task: id, millis: Duration.toMillis(wait) })
              )
          })
        )
        const address = { id, role, entityId: current.entityId }
        const streamed: StreamedTask = {
          id,
          readOutput: (from) => retryEngine(host.ReadOutput({ task: id, ...from })),
          answer: Effect.acquireUseRelease(
            Ref.update(current.inFlight, (tasks) => new Map(tasks).set(id, address)),
            () => current.awake(recorded(task, answer)),
            // When the caller is interrupted, the task stays there for `cancelAll`.
            (_, exit) =>
              Exit.hasInterrupts(exit)
                ? Effect.void
                : Ref.update(current.inFlight, (tasks) => {
                    const rest = new Map(tasks)
                    rest.delete(id)
                    return rest
                  })
          )
        }
        return streamed
      })

      return TaskDispatcher.of({
        dispatch,
        cancel,
        versionsFor: routing.versionsFor,
        cancelRun: Effect.fnUntraced(function* ({ entityId, inFlight }, reason) {
          const at = yield* Clock.currentTimeMillis
          const awaited = [...(yield* Ref.get(inFlight)).values()].map(({ role }) => role)
          const served = (yield* registry.all).map(({ card }) => card.role)
          const cancelling = Effect.forEach(
            new Set([...awaited, ...served]),
            (role) =>
              Effect.flatMap(hostOf(role, entityId), (host) =>
                retryEngine(host.CancelAll({ reason: reason.slice(0, 500), at }))
              ),
            { concurrency: "unbounded", discard: true }
          )
          // The message is stored at once: for a role without a node it takes effect when there is one.
          const fiber = yield* Effect.forkIn(cancelling, scope, { startImmediately: true })
          yield* Effect.timeoutOption(Fiber.join(fiber), "10 seconds")
        }),
        cancelAll: Effect.fnUntraced(function* (current, reason) {
          const tasks = yield* Ref.get(current.inFlight)
          yield* Effect.forEach(
            tasks.values(),
            (address) => Effect.forkIn(cancel(address, reason), scope),
            { discard: true }
          )
        }),
        replay: Effect.fnUntraced(function* ({ entityId, role, task }) {
          const host = yield* hostOf(role, entityId)
          const replayed = yield* Effect.mapError(
            retryEngine(host.Replay({ task })),
            ({ error }) => error
          )
          if (replayed._tag === "Executed") return replayed.output
          const { output } = yield* run(host, task)
          yield* Effect.ignore(letters.settle(task.id, { status: "REPLAYED" }))
          return output
        }),
        discard: Effect.fnUntraced(function* ({ entityId, role, task }, reason) {
          const host = yield* hostOf(role, entityId)
          yield* retryEngine(host.Discard({ id: task.id, reason }))
        })
      })
    })
  )
}

const checkQuestion = ({ id, question: asked }: Task, recorded: TaskQuestion | undefined) =>
  asked === undefined || recorded === undefined || isSameQuestion(asked, recorded)
    ? Effect.void
    : Effect.die(new StepConflict({ task: id, recorded, asked }))

/** How long it may take to reach an agent, a takeover included. */
const reachTime = Duration.seconds(15)
