import { Context, Duration, Effect, Layer } from "effect"
import { ShardingConfig } from "effect/cluster"
import { SqlClient } from "effect/sql"

/**
 * What this node has, as its statements prove it.
 *
 * Every acquisition of a shard is a epoch with a number of its own, written into the shard's row.
 * A message is claimed by a epoch, so that a claim ends with it; an answer is stored only while the
 * row names this node. A node that lost a shard without knowing can therefore neither answer for it,
 * nor hide a message from the next one.
 */
export class ShardEpochs extends Context.Service<
  ShardEpochs,
  {
    /** This run of this process. */
    readonly node: string
    /** The epoch of each shard that this node has acquired and not released. */
    readonly held: Map<string, string>
    /** The locks of all that is held were seen to be this node's. */
    readonly prove: (now: number) => void
    /** Whether a shard is held, and was seen to be so less than a lock's expiration ago. */
    readonly isCertain: (shard: string, now: number) => boolean
  }
>()("@aethercast/cluster/storage/ShardEpochs") {
  static readonly layer = Layer.effect(
    ShardEpochs,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const [row] = yield* sql<{
        node: string
      }>`SELECT nextval('aethercast_node_ids')::text AS node`
      const { node } = yield* Effect.fromNullishOr(row)
      const config = yield* ShardingConfig.ShardingConfig
      const expiration = Duration.toMillis(Duration.fromInputUnsafe(config.shardLockExpiration))
      const held = new Map<string, string>()
      let provenAt = -Infinity
      return ShardEpochs.of({
        node,
        held,
        prove: (now) => {
          provenAt = now
        },
        isCertain: (shard, now) => held.has(shard) && now - provenAt < expiration
      })
    }).pipe(Effect.orDie)
  )
}
