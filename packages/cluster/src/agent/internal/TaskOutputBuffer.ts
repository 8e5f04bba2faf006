import { Clock, Effect, Latch } from "effect"
import { TaskOutput } from "../TaskOutput.ts"
import * as ChangeLatch from "./ChangeLatch.ts"
import { maxOutputBytes, ValueTooLarge } from "../../internal/JsonValue.ts"
import { OutputPage } from "./OutputPage.ts"

/** A follower that has not read for so long counts as gone. Longer than a takeover takes. */
export const leaseMillis = 15_000

/** Unread bytes above which the task waits. */
const capacity = 4 * 1024 * 1024

/** Bytes of one page, far below the 16 MiB of a frame between nodes. */
const pageBytes = 512 * 1024

/** Buffers the outputs of a task for its followers; the task waits for the slowest of them. */
export interface TaskOutputBuffer {
  /** The emitting side for a new attempt, which emits again from the first output. */
  readonly attempt: () => (bytes: Uint8Array) => Effect.Effect<void>
  /**
   * The outputs from number `from` on; waits up to `waitMillis` for the first. `from` acknowledges all
   * before it, and the read renews the follower's lease.
   */
  readonly read: (request: {
    readonly follower: string
    readonly from: number
    readonly waitMillis: number
  }) => Effect.Effect<OutputPage>
  readonly end: Effect.Effect<void>
  /** Whether somebody reads the outputs, or may be about to. */
  readonly isFollowed: () => boolean
  /** Waits until every follower has read all, or is gone. */
  readonly drained: Effect.Effect<void>
  /** How many outputs were emitted. */
  readonly count: () => number
}

interface Follower {
  readonly next: number
  readonly seenAt: number
}

/** With `isAwaited` a follower is expected: it gets everything if it reads before a lease is over. */
export const make = Effect.fnUntraced(function* (task: string, isAwaited: boolean) {
  const followers = new Map<string, Follower>()
  let awaitedUntil = isAwaited ? (yield* Clock.currentTimeMillis) + leaseMillis : 0
  /** The number of the first output in `kept`. */
  let first = 0
  let kept: Array<Uint8Array> = []
  let keptBytes = 0
  let hasEnded = false
  const changes = ChangeLatch.make()

  /** The end of the last lease, and the first output that somebody may still read. */
  const demand = (now: number) => {
    for (const [name, { seenAt }] of followers) {
      if (seenAt + leaseMillis <= now) followers.delete(name)
    }
    const live = [...followers.values()]
    const from = live.length > 0 ? Math.min(...live.map(({ next }) => next)) : 0
    const until = Math.max(awaitedUntil, ...live.map(({ seenAt }) => seenAt + leaseMillis))
    return { from, until, isEmpty: until <= now }
  }

  const dropBefore = (from: number) => {
    const gone = kept.splice(0, Math.max(0, from - first))
    first += gone.length
    keptBytes -= gone.reduce((sum, { length }) => sum + length, 0)
  }

  const emit = Effect.fnUntraced(function* (
    sequence: number,
    bytes: Uint8Array
  ): Effect.fn.Return<void> {
    if (bytes.length > maxOutputBytes) {
      return yield* Effect.die(
        new ValueTooLarge({ task, value: "output", bytes: bytes.length, limit: maxOutputBytes })
      )
    }
    // An earlier attempt emitted it.
    if (sequence < first + kept.length) return
    const now = yield* Clock.currentTimeMillis
    const change = changes.next()
    const { from, isEmpty, until } = demand(now)
    if (isEmpty || sequence < from) {
      kept = []
      keptBytes = 0
      first = sequence + 1
      return changes.notify()
    }
    dropBefore(from)
    if (kept.length > 0 && keptBytes + bytes.length > capacity) {
      yield* changeBefore(until, change)
      return yield* emit(sequence, bytes)
    }
    kept.push(bytes)
    keptBytes += bytes.length
    changes.notify()
  })

  const pageFrom = (from: number): OutputPage | undefined => {
    if (from < first) return OutputPage.cases.Missing.make({ oldest: first })
    const outputs: Array<TaskOutput> = []
    let size = 0
    for (let at = from - first; at < kept.length && size < pageBytes; at++) {
      const bytes = kept[at] ?? new Uint8Array()
      outputs.push(new TaskOutput({ sequence: first + at, bytes }))
      size += bytes.length
    }
    if (outputs.length > 0) return OutputPage.cases.Outputs.make({ outputs })
    return hasEnded ? OutputPage.cases.Ended.make({}) : undefined
  }

  const buffer: TaskOutputBuffer = {
    count: () => first + kept.length,
    attempt: () => {
      let next = 0
      return (bytes) => Effect.suspend(() => emit(next++, bytes))
    },
    read: Effect.fnUntraced(function* ({ follower, from, waitMillis }) {
      const now = yield* Clock.currentTimeMillis
      awaitedUntil = 0
      followers.set(follower, { next: from, seenAt: now })
      // A task that waits for its slowest follower may go on.
      changes.notify()
      for (;;) {
        const change = changes.next()
        const page = pageFrom(from)
        if (page?._tag === "Ended") followers.delete(follower)
        if (page !== undefined) return page
        if ((yield* Clock.currentTimeMillis) >= now + waitMillis) {
          return OutputPage.cases.Outputs.make({ outputs: [] })
        }
        yield* changeBefore(now + waitMillis, change)
      }
    }),
    isFollowed: () => awaitedUntil > 0 || followers.size > 0,
    end: Effect.sync(() => {
      hasEnded = true
      changes.notify()
    }),
    drained: Effect.gen(function* () {
      for (;;) {
        const now = yield* Clock.currentTimeMillis
        const change = changes.next()
        const { isEmpty, until } = demand(now)
        if (isEmpty) return
        yield* changeBefore(until, change)
      }
    })
  }
  return buffer
})

/** Waits for a change, at most until `at`. */
const changeBefore = (at: number, change: Latch.Latch) =>
  Effect.flatMap(Clock.currentTimeMillis, (now) =>
    Effect.timeoutOption(Latch.await(change), Math.max(0, at - now))
  )
