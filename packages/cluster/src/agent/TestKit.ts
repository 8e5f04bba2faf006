import { Duration, Effect, Fiber, Layer } from "effect"
import {
  ClusterWorkflowEngine,
  MessageStorage,
  RunnerHealth,
  Runners,
  RunnerStorage,
  Sharding,
  ShardingConfig
} from "effect/cluster"
import { TestClock } from "effect/testing"
import { defaultRole, type Role } from "../node/Role.ts"
import { AgentHealth } from "../registry/AgentHealth.ts"
import { AgentRegistry } from "../registry/AgentRegistry.ts"
import * as LocalNode from "../registry/LocalNode.ts"
import { Ramps } from "../registry/Ramps.ts"
import { Admission, type Limits } from "../supervision/Admission.ts"
import * as CircuitEvents from "../supervision/CircuitEvents.ts"
import { Circuits } from "../supervision/Circuits.ts"
import { DeadLetters } from "../supervision/DeadLetters.ts"
import { RateLimits } from "../supervision/RateLimits.ts"
import { WorkflowRun } from "../workflow/WorkflowRun.ts"
import * as WorkflowHosts from "../workflow/WorkflowHosts.ts"
import * as AgentHosts from "./AgentHosts.ts"
import { Cancellations } from "./Cancellations.ts"
import { Faults } from "./internal/Faults.ts"
import * as TestRecorder from "./internal/TestRecorder.ts"
import { LocalAgents } from "./LocalAgents.ts"
import { RegistrationTimeout } from "./RegistrationTimeout.ts"
import { TaskDispatcher } from "./TaskDispatcher.ts"

export { Recorded } from "./internal/TestRecorder.ts"

export interface Options {
  /** The roles whose agents are hosted. Default: `defaultRole` only. */
  readonly roles?: ReadonlyArray<Role>
  /** As `Runtime.layer` has them. */
  readonly limits?: Limits
}

/**
 * One node of the runtime in memory: the real engine, registry and supervision, without Postgres.
 * Provide it to the layers of the agents and workflows under test. Time is that of the test clock: see `runToEnd`.
 */
export const layerWith = ({ limits = {}, roles = [defaultRole] }: Options) =>
  AgentHosts.layer(roles).pipe(
    Layer.merge(CircuitEvents.layer),
    Layer.provideMerge(WorkflowHosts.layer),
    Layer.provideMerge(TaskDispatcher.layer),
    Layer.provideMerge(Layer.mergeAll(engineLayer(roles), registryLayer(roles))),
    Layer.provideMerge(
      Layer.mergeAll(
        TestRecorder.layer,
        Faults.layer,
        agentsOf(roles),
        Cancellations.layer,
        AgentHealth.layer,
        Circuits.layerMemory,
        RateLimits.layerMemory,
        Admission.layer(limits),
        Ramps.layerMemory,
        DeadLetters.layerMemory
      )
    ),
    // All agents of a test are registered before it begins.
    Layer.provide(Layer.succeed(RegistrationTimeout, Duration.zero))
  )

/** Executes on behalf of a workflow `id`; its tasks are named `<id>/<step>`. */
export const inRun = (
  id: string,
  options: { readonly priority?: number; readonly tenant?: string; readonly deadline?: number } = {}
) =>
  Effect.provideServiceEffect(
    WorkflowRun,
    WorkflowRun.make({ workflowId: id, entityId: id, priority: 5, ...options })
  )

/**
 * Crashes the activation that executes `task` once, right after the result of its effect `once(key)` is
 * stored: as when a node dies between an effect on the world and its answer.
 */
export const crashAfter = (task: string, key: string) =>
  Faults.use((faults) => faults.crashAfter(task, key))

/** Runs an effect to its end while the test clock advances in small steps, for at most an hour. */
export const runToEnd = Effect.fnUntraced(function* <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  { most = "1 hour" }: { readonly most?: Duration.Input } = {}
) {
  const limit = Duration.toMillis(Duration.fromInputUnsafe(most))
  const fiber = yield* Effect.forkChild(effect, { startImmediately: true })
  for (let passed = 0, step = 5; passed < limit; passed += step) {
    // Fibers do their work before the clock advances.
    for (let turn = 0; turn < 40 && fiber.pollUnsafe() === undefined; turn++) yield* Effect.yieldNow
    if (fiber.pollUnsafe() !== undefined) return yield* Fiber.join(fiber)
    step = passed < 2000 ? 5 : passed < 60_000 ? 100 : 10_000
    yield* TestClock.adjust(step)
  }
  yield* Fiber.interrupt(fiber)
  return yield* Effect.die(`It did not end within ${limit} ms of the test clock`)
})

/** As `TestRunner.layer`, with the shards of all roles. */
const engineLayer = (roles: ReadonlyArray<Role>) =>
  ClusterWorkflowEngine.layer.pipe(
    Layer.provideMerge(Sharding.layer),
    Layer.provideMerge(Runners.layerNoop),
    Layer.provideMerge(MessageStorage.layerMemory),
    Layer.provide([RunnerStorage.layerMemory, RunnerHealth.layerNoop]),
    Layer.provide(
      ShardingConfig.layer({
        availableShardGroups: roles,
        assignedShardGroups: roles,
        // There are no other nodes: with the defaults a test of days would spend its time looking for
        // them.
        refreshAssignmentsInterval: "1 hour",
        shardLockRefreshInterval: "1 hour",
        shardLockExpiration: "1 day",
        // The end of a test does not wait for tasks that hang.
        entityTerminationTimeout: 0
      })
    )
  )

const registryLayer = (roles: ReadonlyArray<Role>) =>
  Layer.unwrap(Effect.map(LocalNode.make("test", roles), AgentRegistry.layerMemory))

/** Agents of other roles count as missing, so that asking one fails at once. */
const agentsOf = (roles: ReadonlyArray<Role>) =>
  Layer.effect(
    LocalAgents,
    Effect.map(LocalAgents, (service) =>
      LocalAgents.of({
        ...service,
        serve: (agent) => (roles.includes(agent.card.role) ? service.serve(agent) : Effect.void)
      })
    )
  ).pipe(Layer.provide(LocalAgents.layer))

/** See `layerWith`. */
export const layer = layerWith({})
