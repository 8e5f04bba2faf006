import { Array, Clock, Duration, Effect, Layer } from "effect"
import { ClusterError, RunnerStorage, ShardingConfig, SqlRunnerStorage } from "effect/cluster"
import { SqlClient } from "effect/sql"
import { ShardEpochs } from "./ShardEpochs.ts"

/**
 * The engine's own storage of nodes and shard locks, which also writes each shard's epoch.
 *
 * The engine asks whether a shard is still locked before every answer. That question needs no
 * statement here, as the answer's own statement proves it; the locks themselves and the heartbeat are
 * looked after in the engine's own rhythm.
 */
export const layer = Layer.effect(
  RunnerStorage.RunnerStorage,
  Effect.gen(function* () {
    const locks = yield* Effect.orDie(SqlRunnerStorage.make({ prefix: "aethercast" }))
    const sql = yield* SqlClient.SqlClient
    const config = yield* ShardingConfig.ShardingConfig
    const { held, node, prove } = yield* ShardEpochs
    let refreshedAt = -Infinity

    const begin = (shards: ReadonlyArray<string>) =>
      assign(sql, node, shards, "ALWAYS").pipe(
        Effect.map((rows) => rows.forEach(({ shard, epoch }) => held.set(shard, epoch))),
        ClusterError.PersistenceError.refail
      )

    /** A node that was stopped between its lock and its row may have written over ours since. */
    const confirm = (shards: ReadonlyArray<string>) =>
      assign(sql, node, shards, "WHEN LOST").pipe(
        Effect.map((rows) => rows.forEach(({ shard, epoch }) => held.set(shard, epoch))),
        ClusterError.PersistenceError.refail
      )

    return RunnerStorage.RunnerStorage.of({
      ...locks,
      acquire: Effect.fnUntraced(function* (address, shardIds) {
        const acquired = yield* locks.acquire(address, shardIds)
        if (acquired.length === 0) return acquired
        const now = yield* Clock.currentTimeMillis
        yield* begin(acquired.map(String))
        if (held.size === acquired.length) prove(now)
        return acquired
      }),
      refresh: Effect.fnUntraced(function* (address, shardIds) {
        const asked = [...shardIds]
        const now = yield* Clock.currentTimeMillis
        const [shard] = asked
        const known = asked.length === 1 && shard !== undefined && held.has(String(shard))
        if (known && now - refreshedAt < fenceMillis(config)) return asked
        const locked = yield* locks.refresh(address, asked)
        if (asked.length > 0) refreshedAt = now
        for (const shard of asked) if (!locked.includes(shard)) held.delete(String(shard))
        if (Array.isArrayNonEmpty(locked)) yield* confirm(locked.map(String))
        if (asked.length >= held.size) prove(now)
        return locked
      }),
      release: (address, shardId) =>
        Effect.suspend(() => {
          held.delete(String(shardId))
          return locks.release(address, shardId)
        }),
      releaseAll: (address) =>
        Effect.suspend(() => {
          held.clear()
          return locks.releaseAll(address)
        })
    })
  })
)

/** Half the interval of the engine: with one shard its periodic refresh looks like the question. */
const fenceMillis = (config: ShardingConfig.ShardingConfig["Service"]) =>
  Math.min(
    Duration.toMillis(Duration.fromInputUnsafe(config.shardLockRefreshInterval)),
    Duration.toMillis(Duration.fromInputUnsafe(config.shardLockExpiration)) / 3
  ) / 2

const assign = (
  sql: SqlClient.SqlClient,
  node: string,
  shards: ReadonlyArray<string>,
  when: "ALWAYS" | "WHEN LOST"
) =>
  sql<{ shard: string; epoch: string }>`
    INSERT INTO aethercast_shards AS known (shard_id, epoch, node)
    SELECT shard, nextval('aethercast_shard_epochs'), ${node}::text::bigint
    FROM json_array_elements_text(${JSON.stringify(shards)}::text::json) AS shard
    ORDER BY shard
    ON CONFLICT (shard_id) DO UPDATE SET epoch = excluded.epoch, node = excluded.node
    WHERE ${when === "ALWAYS"} OR known.node <> excluded.node
    RETURNING shard_id AS shard, epoch::text AS epoch
  `.pipe(Effect.withTracerEnabled(false))
