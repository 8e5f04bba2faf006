import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { Cause, Config, Effect, Exit } from "effect"
import { type Random, seeded } from "./Random.ts"

export interface Target<A, E, R> {
  /** The number of inputs; `npm run fuzz` makes more of them. */
  readonly inputs: number
  /** Makes an input. The same random values make the same input. */
  readonly make: (random: Random) => A
  /** Gives it to what is tested. Fails, or dies, when that behaves badly. */
  readonly feed: (input: A) => Effect.Effect<unknown, E, R>
  readonly show: (input: A) => string
  /** CPU that no stretch without a pause may exceed, in milliseconds. */
  readonly stallMillis?: number
  /** Growth of the heap over all inputs, in MiB. */
  readonly heapMiB?: number
  /** Inputs that are fed at the same time. */
  readonly concurrency?: number
}

/**
 * Feeds generated inputs, and dies at the first that fails, or that occupies the thread for too long; or
 * when they have left too much in memory. The message has the seed and the input's number, which make
 * exactly this input again: `AETHERCAST_FUZZ_SEED=<seed> AETHERCAST_FUZZ_ONLY=<number>`.
 */
export const run = Effect.fnUntraced(function* <A, E, R>(target: Target<A, E, R>) {
  const { concurrency = 1, feed, heapMiB = 64, make, show, stallMillis = 50 } = target
  const { only, seed, times } = yield* settings
  const numbers =
    only === undefined
      ? Array.from({ length: target.inputs * times }, (_, number) => number)
      : [only]
  // The first inputs load and compile what they need.
  const warmUp = Math.min(200, Math.floor(numbers.length / 10))
  const watch = stretches()

  const one = Effect.fnUntraced(function* (number: number) {
    const input = make(seeded(seed, number))
    const blame = (problem: string) =>
      Effect.die(
        new Error(`Input ${number} of seed ${seed} ${problem}: ${show(input).slice(0, 2000)}`)
      )
    watch.begin()
    const exit = yield* Effect.exit(feed(input))
    const longest = watch.end()
    if (Exit.isFailure(exit)) return yield* blame(`failed with ${Cause.pretty(exit.cause)}`)
    if (number < warmUp || longest <= stallMillis) return
    // A collection of garbage is nobody's fault: what is slow is slow again.
    watch.begin()
    yield* Effect.exit(feed(input))
    const again = watch.end()
    if (again > stallMillis) return yield* blame(`took ${Math.round(again)} ms of CPU at once`)
  })

  yield* Effect.forEach(numbers.slice(0, warmUp), one, { concurrency, discard: true })
  const before = heapBytes()
  yield* Effect.forEach(numbers.slice(warmUp), one, { concurrency, discard: true })
  yield* watch.stop
  const grown = (heapBytes() - before) / 2 ** 20
  if (grown > heapMiB) {
    return yield* Effect.die(
      new Error(`${numbers.length} inputs of seed ${seed} left ${Math.round(grown)} MiB in memory`)
    )
  }
  return { inputs: numbers.length, seed }
})

const settings = Config.all({
  seed: Config.Int("AETHERCAST_FUZZ_SEED").pipe(Config.withDefault(20_261_127)),
  times: Config.Int("AETHERCAST_FUZZ_TIMES").pipe(Config.withDefault(1)),
  only: Config.Int("AETHERCAST_FUZZ_ONLY").pipe(Config.withDefault(undefined))
})

/** The longest stretch of CPU of this thread between two turns of its event loop, in milliseconds. */
const stretches = () => {
  let longest = 0
  let last = process.threadCpuUsage()
  const measure = () => {
    const { system, user } = process.threadCpuUsage(last)
    longest = Math.max(longest, (system + user) / 1000)
    last = process.threadCpuUsage()
  }
  const turns = setInterval(measure, 1)
  return {
    begin: () => {
      measure()
      longest = 0
    },
    end: () => {
      measure()
      return longest
    },
    stop: Effect.sync(() => clearInterval(turns))
  }
}

setFlagsFromString("--expose-gc")
const collectGarbage: () => void = runInNewContext("gc")

const heapBytes = (): number => {
  collectGarbage()
  return process.memoryUsage().heapUsed
}
