import type { AgentHealthReport, TaskOutcome } from "../AgentHealth.ts"

/** What a node remembers of the tasks of a version of an agent. */
export interface HealthRecord {
  readonly name: string
  readonly version: number
  readonly latencyMillis: number | undefined
  /** The tasks that ended in the last minute, by ten seconds, oldest first; empty ones are absent. */
  readonly buckets: ReadonlyArray<Bucket>
}

interface Bucket {
  /** Tens of seconds since the epoch. */
  readonly index: number
  readonly ended: number
  readonly failed: number
}

export const make = (name: string, version: number): HealthRecord => ({
  name,
  version,
  latencyMillis: undefined,
  buckets: []
})

export const add = (
  { buckets, latencyMillis, ...record }: HealthRecord,
  { millis, ok }: TaskOutcome,
  now: number
): HealthRecord => {
  const index = bucketIndex(now)
  const recent = lastMinute(buckets, now)
  const current = recent.find((bucket) => bucket.index === index) ?? { index, ended: 0, failed: 0 }
  return {
    ...record,
    latencyMillis: latencyMillis === undefined ? millis : latencyMillis * 0.8 + millis * 0.2,
    buckets: [
      ...recent.filter((bucket) => bucket !== current),
      { index, ended: current.ended + 1, failed: current.failed + (ok ? 0 : 1) }
    ]
  }
}

export const report = (record: HealthRecord, now: number): AgentHealthReport => {
  const recent = lastMinute(record.buckets, now)
  const ended = recent.reduce((sum, bucket) => sum + bucket.ended, 0)
  const failed = recent.reduce((sum, bucket) => sum + bucket.failed, 0)
  return {
    name: record.name,
    version: record.version,
    errorRate: failed / Math.max(fewestTasks, ended),
    latencyMillis: record.latencyMillis ?? 0
  }
}

const bucketMillis = 10_000
const bucketsPerMinute = 6
const fewestTasks = 5

const bucketIndex = (now: number) => Math.floor(now / bucketMillis)

const lastMinute = (buckets: ReadonlyArray<Bucket>, now: number) =>
  buckets.filter(({ index }) => index > bucketIndex(now) - bucketsPerMinute)
