import { Array, Clock, Duration, Effect, Layer } from "effect"
import { ClusterError, RunnerStorage, ShardingConfig, SqlRunnerStorage } from "effect/cluster"
import { SqlClient } from "effect/sql"
import { ShardEpochs } from "./ShardEpochs.ts"

/**
 * The engine's own storage of nodes and shard locks, which also numbers the epochs of shards.
 *
 * Before every answer the engine asks whether the shard is still locked. Here that takes no statement,
 * because the statement that stores the answer checks it: the answer does not have to wait for a slow
 * database twice, and is not abandoned when the first wait is too long. Locks and heartbeats are refreshed
 * at the engine's own interval.
 */
export const layer = Layer.effect(
  RunnerStorage.RunnerStorage,
  Effect.gen(function* () {
    const locks = yield* Effect.orDie(SqlRunnerStorage.make({ prefix: "aethercast" }))
    const sql = yield* SqlClient.SqlClient
    const config = yield* ShardingConfig.ShardingConfig
    const { confirm, held, node } = yield* ShardEpochs
    const refreshMillis = minRefreshMillis(config)
    let refreshedAt = -Infinity

    const begin = (shards: ReadonlyArray<string>, when: "ALWAYS" | "WHEN LOST") =>
      assign(sql, node, shards, when).pipe(
        Effect.map((rows) => rows.forEach(({ epoch, shard }) => held.set(shard, epoch))),
        ClusterError.PersistenceError.refail
      )

    return RunnerStorage.RunnerStorage.of({
      ...locks,
      acquire: Effect.fnUntraced(function* (address, shardIds) {
        const acquired = yield* locks.acquire(address, shardIds)
        if (acquired.length === 0) return acquired
        const now = yield* Clock.currentTimeMillis
        yield* begin(acquired.map(String), "ALWAYS")
        if (held.size === acquired.length) confirm(now)
        return acquired
      }),
      refresh: Effect.fnUntraced(function* (address, shardIds) {
        const asked = [...shardIds]
        const now = yield* Clock.currentTimeMillis
        const [shard] = asked
        const isQuestion = asked.length === 1 && shard !== undefined && held.has(String(shard))
        // For a node with one shard the periodic refresh looks like that question.
        const mayBeRefresh = held.size === 1 && now - refreshedAt >= refreshMillis
        if (isQuestion && !mayBeRefresh) return asked
        const locked = yield* locks.refresh(address, asked)
        if (asked.length > 0) refreshedAt = now
        for (const shard of asked) if (!locked.includes(shard)) held.delete(String(shard))
        // A node that froze between taking its lock and writing its row may have overwritten ours.
        if (Array.isArrayNonEmpty(locked)) yield* begin(locked.map(String), "WHEN LOST")
        if (asked.length >= held.size) confirm(now)
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

/** Half the engine's interval, so that no periodic refresh is taken for the question. */
const minRefreshMillis = (config: ShardingConfig.ShardingConfig["Service"]) =>
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
