import {
  Clock,
  Context,
  Duration,
  Effect,
  Layer,
  Schedule,
  type Stream,
  SubscriptionRef
} from "effect"
import { EntityId, ShardId, Sharding } from "effect/cluster"
import { WorkflowEngine } from "effect/workflow"
import { defaultRole } from "../node/Role.ts"
import { retrySql } from "../storage/SqlRetry.ts"
import type { RunLimits } from "./internal/RunAdmission.ts"
import * as RunAdmitter from "./internal/RunAdmitter.ts"
import * as RunExpiry from "./internal/RunExpiry.ts"
import * as RunQueueTable from "./internal/RunQueueTable.ts"
import * as StartRamp from "./internal/StartRamp.ts"
import { WorkflowRun } from "./WorkflowRun.ts"

export type { RunLimits }

/** A run that waits for its turn. */
export interface WaitingRun {
  readonly workflowId: string
  readonly tenant: string
}

/** A run that rests for longer than `duration` is cancelled, with this reason. */
export interface RestLimit {
  readonly duration: Duration.Input
  readonly reason: string
}

/**
 * Bounds the runs that work at the same time, on each node and in the cluster; the others wait in
 * Postgres, suspended: they cost neither memory nor processor time. The order is fair: one run of each
 * tenant per round, and within a round by arrival. It is exact on each node; between nodes, a node
 * with room may admit a later run.
 *
 * Only runs that call `enter` take part. A run that ends without `leave` leaves within seconds.
 */
export class RunQueue extends Context.Service<
  RunQueue,
  {
    /**
     * In a run, before its work: waits for its turn, suspended. A run that has its turn and is executed
     * again after a takeover waits in memory until it may start.
     */
    readonly enter: Effect.Effect<
      void,
      never,
      WorkflowRun | WorkflowEngine.WorkflowEngine | WorkflowEngine.WorkflowInstance
    >
    /** A run has done the costly part of its start: the next one may start. */
    started(workflowId: string): Effect.Effect<void>
    /**
     * A run gives up its turn for now. It has to `enter` again, and waits until it is resumed, or is
     * cancelled because it was not within the limit. Does nothing when another node has executed or
     * resumed the run since this one did.
     */
    rest(workflowId: string, limit: RestLimit): Effect.Effect<void>
    /** A run that rests waits for its turn again; does nothing for another one. */
    resume(workflowId: string): Effect.Effect<void>
    /** A run gives up its turn, or its place, for good. */
    leave(workflowId: string): Effect.Effect<void>
    /** Those that wait, in their order; at most a second old. */
    readonly waiting: Effect.Effect<ReadonlyArray<WaitingRun>>
    /** The same now, and after each change. */
    readonly changes: Stream.Stream<ReadonlyArray<WaitingRun>>
  }
>()("@aethercast/cluster/RunQueue") {
  static readonly layer = (limits: RunLimits) =>
    Layer.effect(
      RunQueue,
      Effect.gen(function* () {
        const sharding = yield* Sharding.Sharding
        const table = yield* RunQueueTable.make
        const ramp = yield* StartRamp.make({ limit: limits.starting, patience: "10 seconds" })
        const owns = (shard: number) => sharding.hasShardId(ShardId.make(defaultRole, shard))
        const admitter = yield* RunAdmitter.make({ limits, owns, ramp, table })

        yield* Clock.currentTimeMillis.pipe(
          Effect.flatMap((now) => RunExpiry.cancelExpired(table, owns, now)),
          Effect.ignoreCause({ log: true }),
          Effect.repeat(Schedule.spaced("10 seconds")),
          Effect.forkScoped
        )

        const enter = Effect.gen(function* () {
          const { entityId, tenant, workflowId } = yield* WorkflowRun
          const { workflow } = yield* WorkflowEngine.WorkflowInstance
          const { id: shard } = sharding.getShardId(EntityId.make(entityId), defaultRole)
          yield* retrySql(table.add({ workflowId, workflow: workflow._tag, tenant, shard }))
          while (true) {
            const { admissions, status } = yield* admitter.admit(workflowId)
            if (status === "RUNNING") return yield* ramp.begin(workflowId)
            yield* RunAdmitter.Turn.await(String(admissions + 1))
          }
        })

        return RunQueue.of({
          enter: Effect.withSpan(enter, "RunQueue.enter"),
          started: (workflowId) => Effect.andThen(ramp.started(workflowId), admitter.wake),
          rest: Effect.fn("RunQueue.rest")(function* (workflowId, { duration, reason }) {
            const millis = Duration.toMillis(Duration.fromInputUnsafe(duration))
            const expiresAt = (yield* Clock.currentTimeMillis) + millis
            yield* retrySql(table.rest(workflowId, { expiresAt, reason }))
            yield* Effect.andThen(ramp.started(workflowId), admitter.wake)
          }),
          resume: Effect.fn("RunQueue.resume")(function* (workflowId) {
            yield* Effect.andThen(retrySql(table.resume(workflowId)), admitter.wake)
          }),
          leave: Effect.fn("RunQueue.leave")(function* (workflowId) {
            yield* retrySql(table.remove(workflowId))
            yield* Effect.andThen(ramp.started(workflowId), admitter.wake)
          }),
          waiting: SubscriptionRef.get(admitter.waiting),
          changes: SubscriptionRef.changes(admitter.waiting)
        })
      })
    )
}
