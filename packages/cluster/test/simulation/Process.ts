import { createHash } from "node:crypto"
import { type Clock, Context, Duration, Effect, type Fiber, References, Scheduler } from "effect"
import { Clock as ClockService } from "effect/Clock"
import { WebCrypto } from "effect/crypto/WebCrypto"
import { Random as RandomService } from "effect/Random"
import type { Random } from "../harness/fuzz/Random.ts"

/** What a process needs of the simulation it is part of. */
export interface Surroundings {
  readonly now: number
  readonly random: Random
  after(millis: number, owner: Process | undefined, run: () => void): void
  promised(): void
}

/**
 * An operating system's process with its own event loop and its own clock. Killed, it stops between two
 * steps, as by SIGKILL: no finalizer runs. Frozen, it goes on later, and has not noticed.
 */
export class Process {
  readonly name: string
  /** Identifies it among all processes, also those that had its name before. */
  readonly id: number
  readonly context: Context.Context<never>
  state: "running" | "frozen" | "killed" = "running"
  /** By how much its wall clock is wrong, in milliseconds. */
  clockError = 0
  private readonly surroundings: Surroundings
  private tasks: Array<() => void> = []
  private next = 0

  constructor(surroundings: Surroundings, name: string, id: number) {
    this.surroundings = surroundings
    this.name = name
    this.id = id
    this.context = Context.empty().pipe(
      Context.add(Scheduler.Scheduler, this.scheduler()),
      Context.add(ClockService, clockOf(surroundings, this)),
      Context.add(RandomService, randomOf(surroundings.random)),
      Context.add(WebCrypto, cryptoOf(surroundings)),
      Context.add(References.MinimumLogLevel, "None"),
      Context.add(References.TracerEnabled, false)
    )
  }

  /** Milliseconds since the start of the world, whatever its own clock says. */
  get now(): number {
    return this.surroundings.now
  }

  isRunnable(): boolean {
    return this.state === "running" && this.next < this.tasks.length
  }

  enqueue(task: () => void): void {
    if (this.state !== "killed") this.tasks.push(task)
  }

  /** Executes the oldest task. */
  step(): void {
    const task = this.tasks[this.next++]
    if (this.next === this.tasks.length) {
      this.tasks = []
      this.next = 0
    }
    task?.()
  }

  kill(): void {
    this.state = "killed"
    this.tasks = []
    this.next = 0
  }

  freeze(): void {
    if (this.state === "running") this.state = "frozen"
  }

  thaw(): void {
    if (this.state === "frozen") this.state = "running"
  }

  fork<A, E>(effect: Effect.Effect<A, E>): Fiber.Fiber<A, E> {
    return Effect.runForkWith(this.context)(effect)
  }

  private scheduler(): Scheduler.Scheduler {
    return {
      executionMode: "async",
      shouldYield: (fiber) => fiber.currentOpCount >= 2048,
      makeDispatcher: () => ({
        scheduleTask: (task) => this.enqueue(task),
        flush: () => {
          while (this.isRunnable()) this.step()
        }
      })
    }
  }
}

/** The wall clock may be wrong and jump; sleeps follow the time of the world. */
const clockOf = (surroundings: Surroundings, process: Process): Clock.Clock => {
  const millis = () => Math.floor(startMillis + surroundings.now + process.clockError)
  const nanos = () => BigInt(millis()) * 1_000_000n
  return {
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: () => BigInt(Math.round(surroundings.now * 1000)) * 1000n,
    monotonicTimeNanos: Effect.sync(() => BigInt(Math.round(surroundings.now * 1000)) * 1000n),
    sleep: (duration) => {
      const length = Duration.toMillis(duration)
      if (length <= 0) return Effect.yieldNow
      if (!Number.isFinite(length)) return Effect.never
      return Effect.callback<void>((resume) => {
        let isCancelled = false
        surroundings.after(length, process, () => {
          if (!isCancelled) resume(Effect.void)
        })
        return Effect.sync(() => {
          isCancelled = true
        })
      })
    }
  }
}

/** 1 January 2026. */
const startMillis = Date.UTC(2026, 0, 1)

const randomOf = (random: Random) => ({
  nextIntUnsafe: () => random.int(2 ** 31),
  nextDoubleUnsafe: () => random.int(2 ** 31) / 2 ** 31
})

/** Digests without the thread pool, whose threads end in any order. */
const cryptoOf = (surroundings: Surroundings): typeof globalThis.crypto => {
  const subtle = new Proxy(globalThis.crypto.subtle, {
    get: (target, key) =>
      key === "digest"
        ? (algorithm: string, data: Uint8Array) => {
            surroundings.promised()
            const name = algorithm.toLowerCase().replace("-", "")
            return Promise.resolve(createHash(name).update(data).digest())
          }
        : Reflect.get(target, key)
  })
  return new Proxy(globalThis.crypto, {
    get: (target, key) => (key === "subtle" ? subtle : Reflect.get(target, key))
  })
}
