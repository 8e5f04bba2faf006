/** How many runs of the queue may have their turn at the same time. */
export interface RunLimits {
  readonly perCluster: number
  readonly perNode: number
  /** Of those of a node: how many may start, or start again after a takeover, at the same time. */
  readonly starting: number
}

/** A run that waits for its turn, or has it. */
export interface QueuedRun {
  readonly workflowId: string
  readonly workflow: string
  readonly tenant: string
  /** The shard of the run in the default role. */
  readonly shard: number
  readonly status: "WAITING" | "RUNNING"
  /** How often it was admitted. */
  readonly admissions: number
  /** How many of its admissions it was signalled. */
  readonly signalled: number
}

/**
 * The waiting runs that a node admits now, out of `runs` in the order of the queue: those whose shards
 * it owns, while the limits allow it and `free` more runs may start.
 */
export const admissible = (
  runs: ReadonlyArray<QueuedRun>,
  limits: RunLimits,
  owns: (shard: number) => boolean,
  free: number
): ReadonlyArray<QueuedRun> => {
  const running = runs.filter(({ status }) => status === "RUNNING")
  const room = Math.min(
    free,
    limits.perCluster - running.length,
    limits.perNode - running.filter(({ shard }) => owns(shard)).length
  )
  return runs
    .filter(({ shard, status }) => status === "WAITING" && owns(shard))
    .slice(0, Math.max(0, room))
}
