import type { AgentHealthReport } from "../AgentHealth.ts"

/** What a node remembers of the tasks of a version of an agent. */
export interface HealthRecord {
  readonly name: string
  readonly version: number
  readonly running: number
  readonly done: number
  readonly failed: number
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
  running: 0,
  done: 0,
  failed: 0,
  latencyMillis: undefined,
  buckets: []
})

export const began = (record: HealthRecord): HealthRecord => ({
  ...record,
  running: record.running + 1
})

export const ended = (
  record: HealthRecord,
  { millis, ok }: { readonly ok: boolean; readonly millis: number },
  now: number
): HealthRecord => {
  const index = bucketIndex(now)
  const buckets = lastMinute(record.buckets, now)
  const current = buckets.find((bucket) => bucket.index === index) ?? { index, ended: 0, failed: 0 }
  const failed = ok ? 0 : 1
  return {
    ...record,
    running: Math.max(0, record.running - 1),
    done: record.done + (ok ? 1 : 0),
    failed: record.failed + failed,
    latencyMillis:
      record.latencyMillis === undefined ? millis : record.latencyMillis * 0.8 + millis * 0.2,
    buckets: [
      ...buckets.filter((bucket) => bucket !== current),
      { index, ended: current.ended + 1, failed: current.failed + failed }
    ]
  }
}

export const report = ({ buckets, ...record }: HealthRecord, now: number): AgentHealthReport => {
  const recent = lastMinute(buckets, now)
  const count = recent.reduce((sum, bucket) => sum + bucket.ended, 0)
  const failed = recent.reduce((sum, bucket) => sum + bucket.failed, 0)
  return {
    ...record,
    errorRate: failed / Math.max(fewestTasks, count),
    latencyMillis: record.latencyMillis ?? 0
  }
}

const bucketMillis = 10_000
const bucketsPerMinute = 6
const fewestTasks = 5

const bucketIndex = (now: number) => Math.floor(now / bucketMillis)

const lastMinute = (buckets: ReadonlyArray<Bucket>, now: number) =>
  buckets.filter(({ index }) => index > bucketIndex(now) - bucketsPerMinute)
