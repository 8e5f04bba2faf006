import { Context, Duration, Effect, Layer } from "effect"
import { ShardingConfig } from "effect/cluster"
import { SqlClient } from "effect/sql"

/**
 * The shards that this node has. Every acquisition of a shard is an epoch with a number of its own,
 * written into the shard's row. A message is claimed by an epoch, so that its claim ends with it; an
 * answer is stored only while the row names this node. So a node that lost a shard without knowing it
 * can neither answer for it nor hide a message from the next owner.
 */
export class ShardEpochs extends Context.Service<
  ShardEpochs,
  {
    /** The number of this process, which no other has or had. */
    readonly node: string
    /** The epoch of each shard that this node has acquired and not released. */
    readonly held: Map<string, string>
    /** Records that all locks were seen to be this node's at `now`, in epoch milliseconds. */
    readonly confirm: (now: number) => void
    /** Whether a shard is held and was confirmed less than a lock's expiration ago. */
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
      let confirmedAt = -Infinity
      return ShardEpochs.of({
        node,
        held,
        confirm: (now) => {
          confirmedAt = now
        },
        isCertain: (shard, now) => held.has(shard) && now - confirmedAt < expiration
      })
    }).pipe(Effect.orDie)
  )
}
