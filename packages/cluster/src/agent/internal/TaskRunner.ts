import {
  Clock,
  Data,
  Duration,
  Effect,
  Exit,
  Option,
  Queue,
  Random,
  Ref,
  type Schema
} from "effect"
import * as Actor from "./AgentActor.ts"
import { Admission } from "../../supervision/Admission.ts"
import { type CircuitOpen, Circuits } from "../../supervision/Circuits.ts"
import { DeadLetter } from "../../supervision/DeadLetter.ts"
import { DeadLetters } from "../../supervision/DeadLetters.ts"
import { type RecordedEvent, SupervisionEvent } from "../../supervision/SupervisionEvent.ts"
import { SupervisionEvents } from "../../supervision/SupervisionEvents.ts"
import type { TaskOutputBuffer } from "./TaskOutputBuffer.ts"
import { Ledger } from "../../ledger/Ledger.ts"
import { summary, taskEntry } from "../../ledger/LedgerEntry.ts"
import type { Failing, AgentRegistration } from "../LocalAgents.ts"
import * as Policy from "../../supervision/SupervisionPolicy.ts"
import { RateLimits } from "../../supervision/RateLimits.ts"
import type { CircuitRule } from "../../supervision/Supervision.ts"
import {
  AgentCrashed,
  DeadlineExceeded,
  DependencyDown,
  Discarded,
  encodeReason,
  type Reason,
  Refused,
  type Task
} from "../Task.ts"
import { AgentHealth } from "../../registry/AgentHealth.ts"
import { WorkflowRun } from "../../workflow/WorkflowRun.ts"

/** What an operator wants with a task that waits among the dead letters. */
export type OperatorCommand = Data.TaggedEnum<{
  Replay: {}
  Discard: { readonly reason: string }
}>
export const OperatorCommand = Data.taggedEnum<OperatorCommand>()

/** Where a task is done, and what belongs to it while it is. */
export interface TaskContext {
  readonly entityId: string
  readonly actor: Actor.Actor
  readonly output: TaskOutputBuffer
  /** On whose behalf the turn asks other agents. */
  readonly run: WorkflowRun["Service"]
  /** Heard only while the task waits among the dead letters. */
  readonly commands: Queue.Dequeue<OperatorCommand>
}

/**
 * Does one task as its agent's supervision says: circuits, admission, rate, attempts, restarts,
 * fallbacks, and an end that is an answer or a typed reason. Every decision is told.
 */
export const runTask = Effect.fnUntraced(function* (
  registration: AgentRegistration,
  task: Task,
  context: TaskContext
) {
  const { supervision } = registration
  const events = yield* SupervisionEvents
  const ledger = yield* Ledger
  const letters = yield* DeadLetters
  const vitals = yield* AgentHealth
  const began = yield* Clock.currentTimeMillis
  const story = yield* Ref.make<ReadonlyArray<RecordedEvent>>([])
  const tries = yield* Ref.make<ReadonlyArray<DeadLetter["attempts"][number]>>([])
  const cost = yield* Ref.make(0)
  const refused = yield* Ref.make(false)

  const tell = (event: SupervisionEvent) =>
    Effect.flatMap(events.publish(task, event), (recorded) =>
      Ref.update(story, (before) => [...before.slice(-199), recorded])
    )

  const record = Effect.fnUntraced(function* (
    status: "IN_PROGRESS" | "COMPLETED" | "FAILED",
    details: { readonly output?: Schema.Json; readonly error?: Schema.Json }
  ) {
    const told = yield* Ref.get(story)
    yield* ledger.record(
      taskEntry(task, status, {
        ...details,
        retries: Math.max(0, (yield* Ref.get(tries)).length - (status === "FAILED" ? 1 : 0)),
        events: told.map(({ at, event }) => ({ at, ...event })),
        cost: yield* Ref.get(cost)
      })
    )
  })

  /** Attempts until there is an answer, or nothing left to try. */
  const rounds = Effect.gen(function* () {
    let standing = Policy.initial
    for (let attempt = 1; ; attempt++) {
      const rule = supervision.fallbacks?.[standing.route - 1]
      yield* tell(
        SupervisionEvent.cases.Attempted.make({
          route: rule?.name ?? registration.card.name,
          attempt
        })
      )
      const at = yield* Clock.currentTimeMillis
      const outcome = yield* attemptOnce(registration, task, context, rule, cost)
      if (outcome._tag === "Answered") return outcome
      const now = yield* Clock.currentTimeMillis
      const error = troubled(outcome, task)
      yield* Ref.update(tries, (before) => [
        ...before.slice(-99),
        { at, millis: now - at, route: rule?.name ?? registration.card.name, error: error.json }
      ])
      if (outcome._tag === "Rejected") {
        const { dependency, retryAfterMillis } = outcome.circuit
        yield* tell(SupervisionEvent.cases.Rejected.make({ dependency, retryAfterMillis }))
      }
      if (outcome._tag === "Hung") {
        const { dependency, millis } = outcome.overdue
        yield* tell(SupervisionEvent.cases.Overdue.make({ dependency, millis }))
      }
      const [verdict, next] = Policy.decide(
        supervision,
        standing,
        error.failure,
        context.actor.crashes,
        now
      )
      standing = next
      switch (verdict._tag) {
        case "Retry": {
          const millis = yield* jittered(verdict.millis)
          yield* tell(SupervisionEvent.cases.BackedOff.make({ millis, error: error.words }))
          yield* record("IN_PROGRESS", {})
          yield* Effect.sleep(millis)
          break
        }
        case "Restart": {
          const millis = yield* jittered(verdict.millis)
          yield* tell(SupervisionEvent.cases.Restarted.make({ millis, crash: error.words }))
          yield* record("IN_PROGRESS", {})
          yield* Effect.sleep(millis)
          break
        }
        case "FallBack": {
          yield* tell(SupervisionEvent.cases.FellBack.make({ to: verdict.to }))
          break
        }
        case "Refuse":
          return Ending.Refused({ reason: error.reason })
        case "GiveUp": {
          if (verdict.escalated)
            yield* tell(SupervisionEvent.cases.Escalated.make({ crash: error.words }))
          return Ending.GivenUp({ reason: error.reason })
        }
      }
    }
  }).pipe(
    Effect.timeoutOrElse({
      duration: yield* remaining(registration, task),
      orElse: Effect.fnUntraced(function* () {
        const millis = (yield* Clock.currentTimeMillis) - began
        yield* tell(SupervisionEvent.cases.TimedOut.make({ millis }))
        return Ending.GivenUp({
          reason: new DeadlineExceeded({ agent: task.agent, task: task.id, millis })
        })
      })
    })
  )

  /** The end of a task that was given up: a degraded answer, or the dead letters. */
  const settle = Effect.fnUntraced(function* (
    reason: Reason
  ): Effect.fn.Return<Schema.Json, Reason, Admission | Circuits | RateLimits> {
    if (registration.degraded !== undefined) {
      yield* tell(SupervisionEvent.cases.Degraded.make({}))
      return yield* registration.degraded(task.input)
    }
    const replayWindow = Duration.fromInputUnsafe(supervision.replayWindow ?? Duration.zero)
    yield* letters.add(
      new DeadLetter({
        task,
        entityId: context.entityId,
        role: registration.card.role,
        attempts: yield* Ref.get(tries),
        error: yield* encodeReason(reason),
        status: "WAITING",
        diedAt: yield* Clock.currentTimeMillis
      })
    )
    yield* tell(
      SupervisionEvent.cases.DeadLettered.make({ windowMillis: Duration.toMillis(replayWindow) })
    )
    yield* record("IN_PROGRESS", {})
    const word = yield* Effect.timeoutOption(Queue.take(context.commands), replayWindow)
    if (Option.isNone(word)) return yield* reason
    if (word.value._tag === "Discard") {
      yield* tell(SupervisionEvent.cases.Discarded.make({ reason: word.value.reason }))
      return yield* new Discarded({ task: task.id, reason: word.value.reason })
    }
    yield* tell(SupervisionEvent.cases.Replayed.make({}))
    return yield* decide
  })

  const decide: Effect.Effect<Schema.Json, Reason, Admission | Circuits | RateLimits> =
    Effect.flatMap(rounds, (end) =>
      end._tag === "Answered"
        ? Effect.succeed(end.output)
        : end._tag === "Refused"
          ? Effect.andThen(Ref.set(refused, true), Effect.fail(end.reason))
          : settle(end.reason)
    )

  /** An error of the agent's own is an answer, and a node that goes away says nothing about it. */
  const ended = Effect.fnUntraced(function* (exit: Exit.Exit<unknown, unknown>) {
    const ok = Exit.isSuccess(exit) || Exit.hasInterrupts(exit) || (yield* Ref.get(refused))
    const millis = (yield* Clock.currentTimeMillis) - began
    yield* vitals.ended(task.agent, task.version, { ok, millis })
  })

  yield* vitals.began(task.agent, task.version)
  yield* record("IN_PROGRESS", {})
  return yield* decide.pipe(
    Effect.tap((output) => record("COMPLETED", { output: summary(output) })),
    Effect.tapError((reason) =>
      Effect.flatMap(encodeReason(reason), (error) => record("FAILED", { error }))
    ),
    Effect.onExit((exit) => ended(exit))
  )
})

type Ending = Data.TaggedEnum<{
  Answered: { readonly output: Schema.Json }
  Refused: { readonly reason: Reason }
  GivenUp: { readonly reason: Reason }
}>
const Ending = Data.taggedEnum<Ending>()

type Outcome = Data.TaggedEnum<{
  Answered: { readonly output: Schema.Json }
  Failed: { readonly failing: Failing }
  Crashed: { readonly crash: string }
  Rejected: { readonly circuit: { readonly dependency: string; readonly retryAfterMillis: number } }
  Hung: { readonly overdue: { readonly dependency: string; readonly millis: number } }
}>
const Outcome = Data.taggedEnum<Outcome>()

/** The attempt took longer than what a dependency is given. */
class Overdue extends Data.TaggedError("Overdue")<{
  readonly dependency: string
  readonly millis: number
}> {}

/** One attempt in one way: under its circuits, admitted, at its rate, by the living actor. */
const attemptOnce = Effect.fnUntraced(function* (
  registration: AgentRegistration,
  task: Task,
  context: TaskContext,
  rule: NonNullable<AgentRegistration["supervision"]["fallbacks"]>[number] | undefined,
  cost: Ref.Ref<number>
): Effect.fn.Return<Outcome, never, Admission | Circuits | RateLimits> {
  const admission = yield* Admission
  const circuits = yield* Circuits
  const rates = yield* RateLimits
  const rules = (rule === undefined ? registration.supervision.circuits : rule.circuits) ?? []
  const dependencies = rules.map(({ dependency }) => dependency)

  const work: Effect.Effect<Schema.Json, Failing | Overdue | CircuitOpen> = Effect.gen(
    function* () {
      yield* Effect.forEach(dependencies, rates.acquire, { discard: true })
      const emit = yield* context.output.attempt
      const turned: Effect.Effect<Schema.Json, Failing | Overdue> = Actor.use(
        context.actor,
        (turn) =>
          turn(task.input, {
            task,
            fallback: rule?.name,
            emit,
            charge: (more) =>
              Number.isFinite(more)
                ? Ref.update(cost, (before) => before + more)
                : Effect.die(`A cost must be finite, not ${more}`)
          }).pipe(Effect.provideService(WorkflowRun, context.run))
      )
      // Its turn alone: what waited for a rate has not begun.
      return yield* rules.reduce(inTime, turned)
    }
  )
  const guarded = rules.reduce(
    (inner, { dependency, on }) =>
      circuits.guard(dependency, inner, (error) =>
        "tag" in error
          ? on.includes(error.tag)
          : error._tag === "Overdue" && error.dependency === dependency.name
      ),
    work
  )
  // Admitted first: a probe must not stand in a queue.
  const admitted = admission.admit({
    agent: task.agent,
    tenant: task.tenant,
    priority: task.priority,
    dependencies,
    concurrency: registration.supervision.concurrency
  })

  return yield* Effect.scoped(Effect.andThen(admitted, guarded)).pipe(
    Effect.map((output) => Outcome.Answered({ output })),
    Effect.catch((error) =>
      Effect.succeed(
        "tag" in error
          ? Outcome.Failed({ failing: error })
          : error._tag === "Overdue"
            ? Outcome.Hung({ overdue: error })
            : Outcome.Rejected({ circuit: error })
      )
    ),
    Effect.catchDefect((defect) =>
      Effect.succeed(Outcome.Crashed({ crash: String(defect).slice(0, 500) }))
    )
  )
})

const inTime = (
  turned: Effect.Effect<Schema.Json, Failing | Overdue>,
  { dependency, within }: CircuitRule<string>
) => {
  if (within === undefined) return turned
  const millis = Duration.toMillis(Duration.fromInputUnsafe(within))
  return Effect.timeoutOrElse(turned, {
    duration: millis,
    orElse: () => Effect.fail(new Overdue({ dependency: dependency.name, millis }))
  })
}

const troubled = (outcome: Exclude<Outcome, { readonly _tag: "Answered" }>, task: Task) => {
  const about = { agent: task.agent, task: task.id }
  switch (outcome._tag) {
    case "Failed":
      return {
        failure: Policy.AttemptFailure.Failed({ tag: outcome.failing.tag }),
        words: outcome.failing.tag,
        json: outcome.failing.error,
        reason: new Refused({ error: outcome.failing.error })
      }
    case "Crashed":
      return {
        failure: Policy.AttemptFailure.Crashed(),
        words: outcome.crash,
        json: { _tag: "Crash", crash: outcome.crash },
        reason: new AgentCrashed({ ...about, crash: outcome.crash })
      }
    case "Rejected": {
      const { dependency } = outcome.circuit
      return {
        failure: Policy.AttemptFailure.Rejected({ dependency }),
        words: `${dependency} is known to be down`,
        json: { _tag: "CircuitOpen", dependency },
        reason: new DependencyDown({ ...about, dependency })
      }
    }
    case "Hung": {
      const { dependency, millis } = outcome.overdue
      return {
        failure: Policy.AttemptFailure.Rejected({ dependency }),
        words: `${dependency} did not answer within ${millis} ms`,
        json: { _tag: "Overdue", dependency, millis },
        reason: new DependencyDown({ ...about, dependency })
      }
    }
  }
}

/** What is left to a task: the agent's own time, or less when whoever asked has less. */
export const remaining = (
  registration: AgentRegistration,
  task: Task
): Effect.Effect<Duration.Duration> =>
  Effect.map(Clock.currentTimeMillis, (now) =>
    Duration.min(
      Duration.fromInputUnsafe(registration.supervision.deadline),
      Duration.millis(Math.max(0, task.deadline - now))
    )
  )

/** Between 75 % and 125 %: many that failed together do not come back together. */
const jittered = (millis: number) =>
  Effect.map(Random.nextBetween(0.75, 1.25), (factor) => Math.round(millis * factor))
