import { Effect, Option, Queue, Schema, Semaphore, SubscriptionRef } from "effect"
import { retrySql } from "../../storage/SqlRetry.ts"
import * as Signal from "../Signal.ts"
import { WorkflowClient } from "../WorkflowClient.ts"
import { admissible, type QueuedRun, type RunLimits } from "./RunAdmission.ts"
import type { RunQueueTable } from "./RunQueueTable.ts"
import type { StartRamp } from "./StartRamp.ts"

/** Wakes a suspended run that was admitted; the key is the number of the admission. */
export const Turn = Signal.make({ name: "turn", value: Schema.Null })

/** Admits the runs whose shards this node owns, and wakes those that are suspended. */
export const make = Effect.fnUntraced(function* ({
  limits,
  owns,
  ramp,
  table
}: {
  readonly limits: RunLimits
  /** Whether a shard of the default role is this node's. */
  readonly owns: (shard: number) => boolean
  readonly ramp: StartRamp
  readonly table: RunQueueTable
}) {
  const client = yield* WorkflowClient
  const waiting = yield* SubscriptionRef.make<ReadonlyArray<QueuedRun>>([])
  const wakes = yield* Queue.sliding<void>(1)
  const wake = Effect.asVoid(Queue.offer(wakes, undefined))
  // A run that is about to be suspended is signalled in another pass.
  const mutex = yield* Semaphore.make(1)

  const choose = (runs: ReadonlyArray<QueuedRun>) => admissible(runs, limits, owns, ramp.free())

  const admitChosen = Effect.fnUntraced(function* (awake: string | undefined) {
    const chosen = choose(yield* table.all).map(({ workflowId }) => workflowId)
    if (chosen.length > 0) yield* table.admit(chosen, awake)
    return chosen
  })

  /** Admits whom there is room for; returns all runs. `awake` is one that is executed meanwhile. */
  const pass = Effect.fnUntraced(function* (awake?: string) {
    const before = yield* retrySql(table.all)
    if (choose(before).length === 0) return before
    const admitted = yield* retrySql(table.exclusively(admitChosen(awake)))
    yield* Effect.forEach(admitted, ramp.reserve, { discard: true })
    return yield* retrySql(table.all)
  })

  const publish = Effect.fnUntraced(function* (runs: ReadonlyArray<QueuedRun>) {
    const now = runs.filter(({ status }) => status === "WAITING")
    if (idsOf(now) !== idsOf(yield* SubscriptionRef.get(waiting))) {
      yield* SubscriptionRef.set(waiting, now)
    }
  })

  const signal = (run: QueuedRun) =>
    Turn.send(
      { workflow: { name: run.workflow }, workflowId: run.workflowId },
      null,
      keyOf(run)
    ).pipe(
      Effect.provideService(WorkflowClient, client),
      // A run that was purged: its row is removed with the others that ended.
      Effect.catchTag("WorkflowNotFound", () => Effect.void),
      Effect.andThen(retrySql(table.signalled(run)))
    )

  const turn = Effect.gen(function* () {
    const woken = yield* Effect.timeoutOption(Queue.take(wakes), "1 second")
    if (Option.isNone(woken)) yield* retrySql(table.removeEnded)
    const runs = yield* Effect.tap(pass(), publish).pipe(mutex.withPermit)
    const untold = runs.filter(
      ({ admissions, shard, signalled, status }) =>
        status === "RUNNING" && signalled < admissions && owns(shard)
    )
    yield* Effect.forEach(untold, signal, { concurrency: 8, discard: true })
  })
  yield* Effect.forkScoped(Effect.forever(Effect.ignoreCause(turn, { log: true })))

  return {
    wake,
    waiting,
    /** Admits a run that is executed now, if there is room: whether it was, and how often so far. */
    admit: Effect.fnUntraced(function* (workflowId: string) {
      const runs = yield* Effect.tap(pass(workflowId), publish).pipe(mutex.withPermit)
      // Runs that were admitted together with it may be suspended.
      yield* wake
      const run = runs.find((one) => one.workflowId === workflowId)
      return run ?? { status: "RESTING", admissions: yield* retrySql(table.admissions(workflowId)) }
    })
  }
})

const keyOf = ({ admissions }: QueuedRun) => String(admissions)

const idsOf = (runs: ReadonlyArray<QueuedRun>) =>
  runs.map(({ workflowId }) => workflowId).join("\n")
