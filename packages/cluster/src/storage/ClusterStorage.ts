import type { PgClient } from "@effect/sql-pg"
import { type DateTime, type Effect, Layer } from "effect"
import type { MessageStorage, RunnerStorage, Sharding, ShardingConfig } from "effect/cluster"
import type { SqlClient, SqlError } from "effect/sql"
import { OptimisticWrites } from "./internal/MessageWriter.ts"
import * as PgMessageStorage from "./internal/PgMessageStorage.ts"
import * as PgRunnerStorage from "./internal/PgRunnerStorage.ts"
import { ReadGate } from "./internal/ReadGate.ts"
import { ShardEpochs } from "./internal/ShardEpochs.ts"
import * as MessageNotifications from "./MessageNotifications.ts"
import { purge } from "./MessagePurge.ts"

/**
 * Where the nodes of a cluster keep messages, answers, heartbeats and shard locks. Every node and every
 * client of a cluster must have the same one. The ledger, circuits, dead letters and the registry are
 * in the tables of `Database`, whatever the storage is.
 */
export interface ClusterStorage<E = never, R = never> {
  /** The engine's interfaces, such as `Layer.merge(SqlMessageStorage.layer, SqlRunnerStorage.layer)`. */
  readonly layer: Layer.Layer<
    MessageStorage.MessageStorage | RunnerStorage.RunnerStorage,
    E,
    ShardingConfig.ShardingConfig | R
  >
  /**
   * Runs on every node, above the engine, and makes it read what other processes stored. Without it a
   * node reads when another node notifies it, and every `settings.entityMessagePollInterval`.
   */
  readonly notifications?: Layer.Layer<
    never,
    never,
    Sharding.Sharding | ShardingConfig.ShardingConfig | R
  >
  /**
   * Deletes at most about `limit` messages of entities that were answered before a time, and returns
   * how many. Without it answered messages are kept until the application deletes them.
   */
  readonly purge?: (
    before: DateTime.Utc,
    limit: number
  ) => Effect.Effect<number, SqlError.SqlError, SqlClient.SqlClient>
}

/** What `postgres` needs: provided by `Database.layer`. */
export type Postgres = PgClient.PgClient | SqlClient.SqlClient

/**
 * The runtime's own storage, in the Postgres of `Database`. Unlike the engine's SQL storage it refuses
 * the answer of a node that lost its shard without knowing it, hands messages of this node's own shards
 * over from memory, and batches statements: see docs/decisions/0009.
 */
export const postgres = ({
  optimisticWrites = true
}: {
  /**
   * Whether a task that a run requests on its own node is executed before it is stored, and then stored
   * with its answer. Default: true. See docs/decisions/0010.
   */
  readonly optimisticWrites?: boolean
} = {}) => {
  const layer = Layer.merge(PgMessageStorage.layer, PgRunnerStorage.layer).pipe(
    Layer.provideMerge([ReadGate.layer, ShardEpochs.layer]),
    Layer.provide(Layer.succeed(OptimisticWrites, optimisticWrites))
  )
  return {
    layer,
    // The same layer, so that both have one state: a layer is built once.
    notifications: Layer.provide(MessageNotifications.layer, layer),
    purge
  } satisfies ClusterStorage<never, Postgres>
}
