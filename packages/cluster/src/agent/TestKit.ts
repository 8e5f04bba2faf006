import { Context, Duration, Effect, Fiber, Layer } from "effect"
import {
  MessageStorage,
  RunnerHealth,
  Runners,
  RunnerStorage,
  Sharding,
  ShardingConfig
} from "effect/cluster"
import { TestClock } from "effect/testing"
import { Admission } from "../supervision/Admission.ts"
import { Cancellations } from "./Cancellations.ts"
import { Circuits } from "../supervision/Circuits.ts"
import { DeadLetters } from "../supervision/DeadLetters.ts"
import type { RecordedEvent, SupervisionEvent } from "../supervision/SupervisionEvent.ts"
import { SupervisionEvents } from "../supervision/SupervisionEvents.ts"
import { TaskDispatcher } from "./TaskDispatcher.ts"
import { Ledger } from "../ledger/Ledger.ts"
import type { LedgerEntry } from "../ledger/LedgerEntry.ts"
import { LocalAgents } from "./LocalAgents.ts"
import { defaultRole, type Role } from "../node/Role.ts"
import { Ramps } from "../registry/Ramps.ts"
import { RateLimits } from "../supervision/RateLimits.ts"
import { IdempotencyStore } from "./IdempotencyStore.ts"
import { AgentRegistry } from "../registry/AgentRegistry.ts"
import * as LocalNode from "../registry/LocalNode.ts"
import * as AgentHosts from "./AgentHosts.ts"
import * as CircuitEvents from "../supervision/CircuitEvents.ts"
import { AgentHealth } from "../registry/AgentHealth.ts"
import { WorkflowRun } from "../workflow/WorkflowRun.ts"

/** What happened in a test. */
export class Recorded extends Context.Service<
  Recorded,
  {
    /** The tags of all events about a task (`<run>/<step>`), in order; of circuits without one. */
    events(task?: string): Effect.Effect<ReadonlyArray<SupervisionEvent["_tag"]>>
    /** What the ledger would hold. */
    readonly entries: ReadonlyArray<LedgerEntry>
  }
>()("@aethercast/cluster/TestKit/Recorded") {}

/**
 * The runtime in memory: the real engine and supervision, and no Postgres. Provide it to the layers of
 * the agents under test; time is the test clock's, see `runToEnd`. The node takes the roles, which
 * agents with a `role` need.
 */
export const layerWith = ({ roles }: { readonly roles: ReadonlyArray<Role> }) =>
  Layer.suspend(() => {
    const entries: Array<LedgerEntry> = []
    const recorded: Array<RecordedEvent> = []
    return AgentHosts.layer(roles).pipe(
      Layer.merge(CircuitEvents.layer),
      Layer.provideMerge(TaskDispatcher.layer),
      Layer.provideMerge(Layer.mergeAll(shardingLayer(roles), registryLayer)),
      Layer.provideMerge(
        Layer.mergeAll(
          LocalAgents.layer,
          Cancellations.layer,
          recording(recorded),
          AgentHealth.layer,
          Circuits.layerMemory,
          RateLimits.layerMemory,
          Admission.layer(),
          Ramps.layerMemory,
          DeadLetters.layerMemory,
          IdempotencyStore.layerMemory,
          Ledger.layerMemory(entries),
          Layer.succeed(
            Recorded,
            Recorded.of({
              entries,
              events: (task) =>
                Effect.sync(() =>
                  recorded
                    .filter((one) => one.task === (task ?? null))
                    .map(({ event }) => event._tag)
                )
            })
          )
        )
      )
    )
  })

/** For agents of the default role. */
export const layer = layerWith({ roles: [defaultRole] })

/** Runs on behalf of a workflow `id`; its tasks are named `<id>/<step>`. */
export const inRun = (
  id: string,
  options: { readonly priority?: number; readonly tenant?: string; readonly deadline?: number } = {}
) =>
  Effect.provideServiceEffect(
    WorkflowRun,
    WorkflowRun.make({ workflowId: id, entityId: id, priority: 5, ...options })
  )

/** Runs to the end while the test clock passes in small steps, for at most an hour of its time. */
export const runToEnd = Effect.fnUntraced(function* <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  { most = "1 hour" }: { readonly most?: Duration.Input } = {}
) {
  const limit = Duration.toMillis(Duration.fromInputUnsafe(most))
  const fiber = yield* Effect.forkChild(effect, { startImmediately: true })
  for (let passed = 0, step = 5; passed < limit; passed += step) {
    // The work between two moments takes none of the test's time.
    for (let turn = 0; turn < 40 && fiber.pollUnsafe() === undefined; turn++) yield* Effect.yieldNow
    if (fiber.pollUnsafe() !== undefined) return yield* Fiber.join(fiber)
    step = passed < 2000 ? 5 : passed < 60_000 ? 100 : 10_000
    yield* TestClock.adjust(step)
  }
  yield* Fiber.interrupt(fiber)
  return yield* Effect.die(`It did not end within ${limit} ms of the test clock`)
})

/** `TestRunner.layer` of effect/cluster with a shard group for each role. */
const shardingLayer = (roles: ReadonlyArray<Role>) =>
  Sharding.layer.pipe(
    Layer.provideMerge(Runners.layerNoop),
    Layer.provideMerge(MessageStorage.layerMemory),
    Layer.provide([RunnerStorage.layerMemory, RunnerHealth.layerNoop]),
    Layer.provide(ShardingConfig.layer({ availableShardGroups: roles, assignedShardGroups: roles }))
  )

const registryLayer = Layer.unwrap(Effect.map(LocalNode.make("test"), AgentRegistry.layerMemory))

const recording = (recorded: Array<RecordedEvent>) =>
  Layer.effect(
    SupervisionEvents,
    Effect.gen(function* () {
      const events = yield* SupervisionEvents
      return SupervisionEvents.of({
        ...events,
        publish: (task, event) =>
          Effect.tap(events.publish(task, event), (published) =>
            Effect.sync(() => void recorded.push(published))
          )
      })
    })
  ).pipe(Layer.provide(SupervisionEvents.layer))
