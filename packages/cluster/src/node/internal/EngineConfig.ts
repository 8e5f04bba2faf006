import { Option } from "effect"
import type { ShardingConfig } from "effect/cluster"

/** Enough to spread work evenly over a few dozen nodes; a node refreshes all of its locks every second. */
export const shardsPerRole = 64

/**
 * A killed node is replaced within 4 s (measured with three nodes: pauses of 3.9 to 4.1 s). Its locks
 * expire after 3 s, and every node looks for shards without an owner twice a second.
 */
export const node = {
  shardsPerGroup: shardsPerRole,
  shardLockExpiration: "3 seconds",
  shardLockRefreshInterval: "1 second",
  refreshAssignmentsInterval: "500 millis",
  runnerHealthCheckInterval: "1 second",
  entityMessagePollInterval: "1 second",
  // A task that waits for a listener would keep a node that shuts down waiting, too.
  entityTerminationTimeout: "2 seconds",
  simulateRemoteSerialization: false
} satisfies Partial<ShardingConfig.ShardingConfig["Service"]>

export const client = {
  runnerAddress: Option.none(),
  shardsPerGroup: shardsPerRole,
  // The nodes judge heartbeats by the same time.
  shardLockExpiration: "3 seconds",
  // A client locks no shard, and Postgres ends an idle session that could hold locks.
  shardLockDisableAdvisory: true,
  refreshAssignmentsInterval: "250 millis",
  simulateRemoteSerialization: false
} satisfies Partial<ShardingConfig.ShardingConfig["Service"]>
