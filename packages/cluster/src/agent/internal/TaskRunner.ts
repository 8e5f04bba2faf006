import { Clock, Data, Duration, Effect, Option, Queue, Random, type Schema } from "effect"
import { AgentHealth } from "../../registry/AgentHealth.ts"
import { DeadLetter } from "../../supervision/DeadLetter.ts"
import { DeadLetters } from "../../supervision/DeadLetters.ts"
import { SupervisionEvent } from "../../supervision/SupervisionEvent.ts"
import * as SupervisionPolicy from "../../supervision/SupervisionPolicy.ts"
import type { Task } from "../Task.ts"
import { DeadlineExceeded, Discarded, encodeTaskError, type TaskError } from "../TaskFailure.ts"
import { type AttemptOutcome, failedAttempt } from "./AttemptOutcome.ts"
import { attempt, type Limits, type TaskContext } from "./TaskAttempt.ts"
import * as TaskProgress from "./TaskProgress.ts"

/** What an operator decides about a dead letter whose caller still waits. */
export type OperatorCommand = Data.TaggedEnum<{
  Replay: {}
  Discard: { readonly reason: string }
}>
export const OperatorCommand = Data.taggedEnum<OperatorCommand>()

const { cases } = SupervisionEvent

/**
 * Executes one task as its agent's supervision declares: attempts with retries, restarts and
 * fallbacks, and an end that is an answer or a typed error. `commands` are taken while the task is a
 * dead letter.
 */
export const runTask = Effect.fnUntraced(function* (
  task: Task,
  context: TaskContext,
  commands: Queue.Dequeue<OperatorCommand>
) {
  const { registration } = context.actor
  const letters = yield* DeadLetters
  const health = yield* AgentHealth
  const progress = yield* TaskProgress.make(task)
  const duration = Math.max(0, context.run.deadline - (yield* Clock.currentTimeMillis))

  /** An agent's own error is an answer; an interrupted task says nothing about the agent's health. */
  const attempts = Effect.gen(function* () {
    const startedAt = yield* Clock.currentTimeMillis
    const elapsed = Effect.map(Clock.currentTimeMillis, (now) => now - startedAt)
    const verdict = yield* attemptUntilDecided(task, context, progress).pipe(
      Effect.timeoutOrElse({
        duration,
        orElse: Effect.fnUntraced(function* () {
          const millis = yield* elapsed
          yield* progress.publish(cases.TimedOut.make({ millis }))
          const error = new DeadlineExceeded({ agent: task.agent, task: task.id, millis })
          return Verdict.GivenUp({ error })
        })
      })
    )
    const ok = verdict._tag !== "GivenUp"
    yield* health.record(task.agent, task.version, { ok, millis: yield* elapsed })
    return verdict
  })

  /** The end of a task that was given up: a degraded answer, or a dead letter. */
  const giveUp = Effect.fnUntraced(function* (
    error: TaskError
  ): Effect.fn.Return<Schema.Json, TaskError, Limits> {
    if (registration.degraded !== undefined) {
      yield* progress.publish(cases.Degraded.make({}))
      return yield* registration.degraded(task.input)
    }
    const window = Duration.fromInputUnsafe(registration.supervision.replayWindow ?? 0)
    yield* letters.add(
      new DeadLetter({
        task,
        entityId: context.entityId,
        role: registration.card.role,
        attempts: yield* progress.attempts,
        error: yield* encodeTaskError(error),
        status: "WAITING",
        diedAt: yield* Clock.currentTimeMillis
      })
    )
    yield* progress.publish(cases.DeadLettered.make({ windowMillis: Duration.toMillis(window) }))
    yield* progress.running
    const command = yield* Effect.timeoutOption(Queue.take(commands), window)
    if (Option.isNone(command)) return yield* error
    if (command.value._tag === "Discard") {
      const { reason } = command.value
      yield* progress.publish(cases.Discarded.make({ reason }))
      return yield* new Discarded({ task: task.id, reason })
    }
    yield* progress.publish(cases.Replayed.make({}))
    return yield* execute
  })

  const execute: Effect.Effect<Schema.Json, TaskError, Limits> = Effect.flatMap(
    attempts,
    (verdict) => {
      switch (verdict._tag) {
        case "Answered":
          return Effect.succeed(verdict.output)
        case "Refused":
          return Effect.fail(verdict.error)
        case "GivenUp":
          return giveUp(verdict.error)
      }
    }
  )

  return yield* execute.pipe(Effect.tap(progress.completed), Effect.tapError(progress.failed))
})

/** How the attempts ended. */
type Verdict = Data.TaggedEnum<{
  Answered: { readonly output: Schema.Json }
  Refused: { readonly error: TaskError }
  GivenUp: { readonly error: TaskError }
}>
const Verdict = Data.taggedEnum<Verdict>()

const attemptUntilDecided = Effect.fnUntraced(function* (
  task: Task,
  context: TaskContext,
  progress: TaskProgress.TaskProgress
): Effect.fn.Return<Verdict, never, Limits> {
  const { registration } = context.actor
  const { supervision } = registration
  let state = SupervisionPolicy.initial
  for (let number = 1; ; number++) {
    const fallback = supervision.fallbacks?.[state.route - 1]
    const route = fallback?.name ?? registration.card.name
    yield* progress.publish(cases.Attempted.make({ route, attempt: number }))
    yield* progress.running
    const at = yield* Clock.currentTimeMillis
    const outcome = yield* attempt(task, context, fallback, progress.charge)
    if (outcome._tag === "Answered") return Verdict.Answered({ output: outcome.output })
    const now = yield* Clock.currentTimeMillis
    const { error, failure, json, summary } = failedAttempt(outcome, task)
    yield* progress.addAttempt({ at, millis: now - at, route, error: json })
    yield* publishRejection(outcome, progress)
    const [decision, next] = SupervisionPolicy.decide(
      supervision,
      state,
      failure,
      context.actor.crashes,
      now
    )
    state = next
    switch (decision._tag) {
      case "Retry": {
        const millis = yield* jittered(decision.millis)
        yield* progress.publish(cases.BackedOff.make({ millis, error: summary }))
        yield* progress.running
        yield* Effect.sleep(millis)
        break
      }
      case "Restart": {
        const millis = yield* jittered(decision.millis)
        yield* progress.publish(cases.Restarted.make({ millis, crash: summary }))
        yield* progress.running
        yield* Effect.sleep(millis)
        break
      }
      case "FallBack":
        yield* progress.publish(cases.FellBack.make({ to: decision.to }))
        break
      case "Refuse":
        return Verdict.Refused({ error })
      case "GiveUp":
        if (decision.escalated) yield* progress.publish(cases.Escalated.make({ crash: summary }))
        return Verdict.GivenUp({ error })
    }
  }
})

const publishRejection = (outcome: AttemptOutcome, progress: TaskProgress.TaskProgress) => {
  switch (outcome._tag) {
    case "Rejected":
      return progress.publish(cases.Rejected.make(outcome))
    case "Overdue":
      return progress.publish(cases.Overdue.make(outcome))
    default:
      return Effect.void
  }
}

/** 75 to 125 %: tasks that failed together are not retried together. */
const jittered = (millis: number) =>
  Effect.map(Random.nextBetween(0.75, 1.25), (factor) => Math.round(millis * factor))
