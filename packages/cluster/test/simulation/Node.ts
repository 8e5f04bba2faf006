import { Effect, Layer, Option } from "effect"
import {
  ClusterWorkflowEngine,
  RunnerAddress,
  RunnerHealth,
  Runners,
  RunnerServer,
  Sharding,
  ShardingConfig
} from "effect/cluster"
import * as AgentHosts from "../../src/agent/AgentHosts.ts"
import { Cancellations } from "../../src/agent/Cancellations.ts"
import { IdempotencyStore } from "../../src/agent/IdempotencyStore.ts"
import { LocalAgents } from "../../src/agent/LocalAgents.ts"
import { TaskDispatcher } from "../../src/agent/TaskDispatcher.ts"
import { Ledger } from "../../src/ledger/Ledger.ts"
import type { LedgerEntry } from "../../src/ledger/LedgerEntry.ts"
import * as ClaimReleases from "../../src/node/internal/ClaimReleases.ts"
import * as EngineConfig from "../../src/node/internal/EngineConfig.ts"
import type { Role } from "../../src/node/Role.ts"
import { AgentHealth } from "../../src/registry/AgentHealth.ts"
import { AgentRegistry } from "../../src/registry/AgentRegistry.ts"
import * as LocalNode from "../../src/registry/LocalNode.ts"
import { Ramps } from "../../src/registry/Ramps.ts"
import { Admission } from "../../src/supervision/Admission.ts"
import { Circuits } from "../../src/supervision/Circuits.ts"
import { DeadLetters } from "../../src/supervision/DeadLetters.ts"
import { RateLimits } from "../../src/supervision/RateLimits.ts"
import { SupervisionEvents } from "../../src/supervision/SupervisionEvents.ts"
import * as WorkflowHosts from "../../src/workflow/WorkflowHosts.ts"
import type { Database } from "./Database.ts"
import type { Locks } from "./Locks.ts"
import type { Messages } from "./Messages.ts"
import type { Network } from "./Network.ts"
import type { Process } from "./Process.ts"
import * as RpcTransport from "./RpcTransport.ts"

/** What the nodes of a simulated cluster share. */
export interface Shared {
  readonly database: Database
  readonly ledger: Array<LedgerEntry>
  readonly locks: Locks
  readonly messages: Messages
  readonly network: Network
}

/** A node of the runtime in a process: `Runtime.layer` over the simulated network and database. */
export const layer = (shared: Shared, process: Process, roles: ReadonlyArray<Role>) => {
  const address = RunnerAddress.make(process.name, 1)
  return AgentHosts.layer(roles).pipe(
    Layer.provideMerge(WorkflowHosts.layer),
    Layer.provideMerge(TaskDispatcher.layer),
    Layer.provideMerge(
      Layer.unwrap(Effect.map(LocalNode.make(process.name, roles), AgentRegistry.layerMemory))
    ),
    Layer.provideMerge(
      Layer.mergeAll(
        LocalAgents.layer,
        Cancellations.layer,
        SupervisionEvents.layer,
        AgentHealth.layer,
        Circuits.layerMemory,
        RateLimits.layerMemory,
        Admission.layer(),
        Ramps.layerMemory,
        DeadLetters.layerMemory,
        IdempotencyStore.layerMemory,
        Ledger.layerMemory(shared.ledger)
      )
    ),
    Layer.provideMerge(engineLayer(shared, process, address, roles))
  )
}

const engineLayer = (
  { database, locks, messages, network }: Shared,
  process: Process,
  address: RunnerAddress.RunnerAddress,
  roles: ReadonlyArray<Role>
) =>
  Layer.merge(ClusterWorkflowEngine.layer, RunnerServer.layer).pipe(
    Layer.provideMerge(Sharding.layer),
    Layer.provide(RpcTransport.serverLayer(network, process, address)),
    Layer.provide(RunnerHealth.layerPing),
    Layer.provideMerge(Runners.layerRpc),
    Layer.provide(RpcTransport.clientLayer(network, process)),
    Layer.provideMerge(ClaimReleases.layer),
    Layer.provideMerge(messages.layer(database, process)),
    Layer.provide(locks.layer(database, process)),
    Layer.provide(
      ShardingConfig.layer({
        ...EngineConfig.node,
        shardsPerGroup: 4,
        runnerAddress: Option.some(address),
        availableShardGroups: roles,
        assignedShardGroups: roles
      })
    )
  )
