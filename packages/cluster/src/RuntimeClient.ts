import { Effect, Layer, Schedule } from "effect"
import { ClusterWorkflowEngine } from "effect/cluster"
import { LocalAgents } from "./agent/LocalAgents.ts"
import { TaskDispatcher } from "./agent/TaskDispatcher.ts"
import { Ledger } from "./ledger/Ledger.ts"
import { LedgerReader } from "./ledger/LedgerReader.ts"
import * as ClusterClient from "./node/ClusterClient.ts"
import { ready } from "./node/Readiness.ts"
import { type ClusterStorage, type Postgres, postgres } from "./storage/ClusterStorage.ts"
import { AgentRegistry } from "./registry/AgentRegistry.ts"
import { Ramps } from "./registry/Ramps.ts"
import { CircuitStore } from "./supervision/CircuitStore.ts"
import { DeadLetters } from "./supervision/DeadLetters.ts"
import { WorkflowClient } from "./workflow/WorkflowClient.ts"

/** What a cluster stores in its database, for a process that is not one of its nodes. */
export const storesLayer = Layer.mergeAll(
  AgentRegistry.layerReadOnly,
  Ramps.layer,
  DeadLetters.layer,
  CircuitStore.layer,
  LedgerReader.layer
)

export interface Options<E = never, R = never> extends ClusterClient.Options {
  /** As the nodes have it. Default: `ClusterStorage.postgres()`. */
  readonly storage?: ClusterStorage<E, R>
}

/**
 * Starts workflows, and sends tasks to agents, from a process that is not a node of the cluster. The
 * layer is built when every shard answers; it fails with `NotReady` after 15 s.
 */
export const layer = <E = never, R = never>(options: Options<E, R>) => {
  const storage: ClusterStorage<E, R | Postgres> = options.storage ?? postgres()
  return Layer.effectDiscard(awaitReady).pipe(
    Layer.merge(WorkflowClient.layer),
    Layer.provideMerge(TaskDispatcher.layer),
    Layer.provide(ClusterWorkflowEngine.layer),
    Layer.provide(ClusterClient.layer(options, storage)),
    Layer.provide([LocalAgents.layer, Ledger.layer])
  )
}

const awaitReady = Effect.retry(
  ready,
  Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: "15 seconds" }))
)
