import {
  Clock,
  Context,
  Duration,
  Effect,
  Exit,
  Layer,
  Option,
  Ref,
  Schedule,
  type Schema,
  type Stream
} from "effect"
import { type ClusterError, Sharding } from "effect/cluster"
import type { DeadLetter } from "../supervision/DeadLetter.ts"
import { DeadLetters } from "../supervision/DeadLetters.ts"
import { retryEngine } from "../node/EngineRetry.ts"
import { Ledger } from "../ledger/Ledger.ts"
import { summary, taskEntry } from "../ledger/LedgerEntry.ts"
import { LocalAgents } from "./LocalAgents.ts"
import { agentProtocol } from "./internal/AgentProtocol.ts"
import { versionFor } from "../registry/Ramp.ts"
import { Ramps } from "../registry/Ramps.ts"
import { AgentRegistry } from "../registry/AgentRegistry.ts"
import { select } from "../registry/AgentSelection.ts"
import { candidates } from "../registry/Candidate.ts"
import {
  bounded,
  DeadlineExceeded,
  encodeReason,
  type TaskOutput,
  NoSuchAgent,
  type Reason,
  Task
} from "./Task.ts"
import { type TaskAddress, WorkflowRun } from "../workflow/WorkflowRun.ts"

/** Who is to do a task: an agent by name, or whichever is best at a capability. */
export interface TaskTarget {
  readonly name: string
  readonly version: number
  readonly role: string
  /** Agents that share it are chosen among by health, load and cost; `weights` split by name. */
  readonly capability?: {
    readonly name: string
    readonly weights: Readonly<Record<string, number>>
  }
}

export interface TaskRequest {
  readonly target: TaskTarget
  readonly step: string
  readonly input: Schema.Json
  /** How long whoever asks waits: the agent's own time, and what it may hold a dead letter for. */
  readonly timeout: Duration.Duration
}

/** The asking side of agents: chooses, stores the task, waits for its answer, calls it off. */
export class TaskDispatcher extends Context.Service<
  TaskDispatcher,
  {
    /** The task and its answer; nothing is sent before the answer is waited for. */
    dispatch(asked: TaskRequest): Effect.Effect<DispatchedTask, NoSuchAgent, WorkflowRun>
    /** The versions of all agents that a workflow which begins now keeps to. */
    pin(workflowId: string): Effect.Effect<Readonly<Record<string, number>>>
    /** Calls off a task or a workflow; answers when that is recorded, false when there was none. */
    cancel(address: TaskAddress, reason: string): Effect.Effect<boolean>
    /** Calls off all that a run waits for, without waiting. */
    cancelAll(run: WorkflowRun["Service"], reason: string): Effect.Effect<void>
    /** Tries a dead letter again and waits for its answer. */
    replay(letter: DeadLetter): Effect.Effect<Schema.Json, Reason>
    discard(letter: DeadLetter, reason: string): Effect.Effect<void>
  }
>()("@aethercast/cluster/TaskDispatcher") {
  static readonly layer = Layer.effect(
    TaskDispatcher,
    Effect.gen(function* () {
      const sharding = yield* Sharding.Sharding
      const ledger = yield* Ledger
      const registry = yield* AgentRegistry
      const ramps = yield* Ramps
      const local = yield* LocalAgents
      const letters = yield* DeadLetters
      const scope = yield* Effect.scope

      const clientOf = (role: string, entityId: string) =>
        Effect.map(sharding.makeClient(agentProtocol(role)), (client) => client(entityId))

      const cancel = Effect.fnUntraced(function* (address: TaskAddress, reason: string) {
        const at = yield* Clock.currentTimeMillis
        const client = yield* clientOf(address.role, address.entityId)
        return yield* retryEngine(
          client.Cancel({ id: address.id, reason: reason.slice(0, 500), at })
        )
      })

      const version = Effect.fnUntraced(function* (name: string, key: string) {
        const ramp = yield* ramps.of("agent", name)
        return versionFor(ramp, key, yield* registry.versionsOf("agent", name))
      })

      /** The version that the run began with, else the one that is due now. */
      const versionOf = Effect.fnUntraced(function* (
        name: string,
        otherwise: number,
        run: WorkflowRun["Service"]
      ) {
        return run.versions[name] ?? (yield* version(name, run.workflowId)) ?? otherwise
      })

      const resolve = Effect.fnUntraced(function* (
        target: TaskTarget,
        run: WorkflowRun["Service"]
      ) {
        const { capability } = target
        if (capability !== undefined) {
          const able = candidates(yield* registry.all, capability.name, capability.weights)
          const best = select(able, run.workflowId)
          if (Option.isSome(best)) {
            const { agent, version: its } = best.value
            const isWeighed = `${agent}@${its}` in capability.weights
            return { name: agent, version: isWeighed ? its : yield* versionOf(agent, its, run) }
          }
        }
        return { name: target.name, version: yield* versionOf(target.name, target.version, run) }
      })

      /** A node that starts has not announced itself yet: what nobody serves is asked for 10 s. */
      const served = (name: string, chosen: number) =>
        Effect.flatMap(local.has(name, chosen), (here) =>
          here
            ? Effect.void
            : registry.serves(name, chosen).pipe(
                Effect.flatMap((known) => (known ? Effect.void : Effect.fail("unknown"))),
                Effect.retry(unknownAgents)
              )
        )

      const dispatch = Effect.fnUntraced(function* ({ input, timeout, step, target }: TaskRequest) {
        const run = yield* WorkflowRun
        const chosen = yield* resolve(target, run)
        const task = new Task({
          id: `${run.name}/${step}`,
          workflowId: run.workflowId,
          agent: chosen.name,
          version: chosen.version,
          order: yield* run.nextOrder,
          correlationId: run.workflowId,
          priority: run.priority,
          tenant: run.tenant,
          deadline: run.deadline,
          input
        })
        yield* bounded(task.id, "input", input)
        yield* ledger.record(taskEntry(task, "DISPATCHED", { retries: 0, input: summary(input) }))
        const client = yield* clientOf(target.role, run.entityId)
        const now = yield* Clock.currentTimeMillis
        const wait = Duration.min(
          Duration.sum(timeout, reach),
          Duration.millis(Math.max(0, run.deadline - now))
        )
        const { name, version: chosenVersion } = chosen
        yield* Effect.mapError(
          served(name, chosenVersion),
          () => new NoSuchAgent({ agent: name, version: chosenVersion, task: task.id })
        )

        const answer = retryEngine(client.Perform({ task })).pipe(
          Effect.timeoutOrElse({
            duration: wait,
            orElse: () =>
              Effect.fail(
                new DeadlineExceeded({
                  agent: task.agent,
                  task: task.id,
                  millis: Duration.toMillis(wait)
                })
              )
          }),
          // Told again by who asked: the agent's node may have died with what it told.
          Effect.tap((output) =>
            ledger.record(taskEntry(task, "COMPLETED", { retries: 0, output: summary(output) }))
          ),
          Effect.tapError((reason) =>
            Effect.flatMap(encodeReason(reason), (error) =>
              ledger.record(taskEntry(task, "FAILED", { retries: 0, error }))
            )
          )
        )
        const address = { id: task.id, role: target.role, entityId: run.entityId }
        return {
          task,
          follow: client.Follow({ task: task.id }),
          answer: Effect.acquireUseRelease(
            Ref.update(run.inFlight, (known) => new Map(known).set(task.id, address)),
            () => answer,
            // Who is interrupted leaves it to those who call off.
            (_, exit) =>
              Exit.hasInterrupts(exit)
                ? Effect.void
                : Ref.update(run.inFlight, (known) => {
                    const left = new Map(known)
                    left.delete(task.id)
                    return left
                  })
          )
        }
      })

      return TaskDispatcher.of({
        dispatch,
        cancel,
        pin: Effect.fnUntraced(function* (workflowId) {
          const everywhere = (yield* registry.all).map(({ card }) => card)
          const cards = [...everywhere, ...(yield* local.cards)]
          const names = new Set(cards.flatMap(({ kind, name }) => (kind === "agent" ? [name] : [])))
          const versions = yield* Effect.forEach(names, (name) =>
            Effect.map(version(name, workflowId), (chosen) => [name, chosen] as const)
          )
          return Object.fromEntries(
            versions.flatMap(([name, chosen]) => (chosen === undefined ? [] : [[name, chosen]]))
          )
        }),
        cancelAll: Effect.fnUntraced(function* (run, reason) {
          const waiting = yield* Ref.get(run.inFlight)
          yield* Effect.forEach(
            waiting.values(),
            (address) => Effect.forkIn(cancel(address, reason), scope),
            { discard: true }
          )
        }),
        replay: Effect.fnUntraced(function* ({ entityId, role, task }) {
          const client = yield* clientOf(role, entityId)
          const replayed = yield* retryEngine(client.Replay({ task }))
          if (replayed._tag === "Done") return replayed.output
          const output = yield* retryEngine(client.Perform({ task }))
          yield* Effect.ignore(letters.settle(task.id, { status: "REPLAYED" }))
          return output
        }),
        discard: Effect.fnUntraced(function* ({ entityId, role, task }, reason) {
          const client = yield* clientOf(role, entityId)
          yield* retryEngine(client.Discard({ id: task.id, reason }))
        })
      })
    })
  )
}

export interface DispatchedTask {
  readonly task: Task
  readonly follow: Stream.Stream<
    TaskOutput,
    | ClusterError.MailboxFull
    | ClusterError.AlreadyProcessingMessage
    | ClusterError.PersistenceError
    | ClusterError.EntityNotAssignedToRunner
  >
  readonly answer: Effect.Effect<Schema.Json, Reason>
}

/** Time beyond its own in which an agent must be reached: more than a takeover takes. */
const reach = Duration.seconds(15)

const unknownAgents = Schedule.spaced("500 millis").pipe(Schedule.upTo({ times: 20 }))
