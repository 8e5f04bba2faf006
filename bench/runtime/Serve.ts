import { randomUUID } from "node:crypto"
import { setTimeout } from "node:timers/promises"
import { Schema } from "effect"
import { Answer, Command, type Outcome, ready, Request, Setting } from "./Protocol.ts"

/** The same work, as one runtime does it. Every call makes a new workflow or agent of its own. */
export interface Work {
  /** Runs a workflow of so many steps until its result is stored. */
  readonly chain: (id: string, steps: number) => Promise<void>
  /** Starts a workflow that waits for a signal and then calls `resumed`; resolves with what signals it. */
  readonly waiting: (id: string, resumed: () => void) => Promise<() => Promise<void>>
  /** Asks an agent that is not in memory, and stays in memory from then on. */
  readonly wake: (id: string) => Promise<void>
  /** In place of `wake` for the measure of memory, where something else is nearest to a resident agent. */
  readonly reside?: (id: string) => Promise<void>
  /** Starts a task that runs in another process; resolves, once it runs, with what cancels it. */
  readonly cancellable?: (id: string) => Promise<() => Promise<void>>
  /** Emits frames of so many bytes, each with its number, from 0. */
  readonly produce?: (stream: string, frames: number, bytes: number) => Promise<void>
  /** Calls `received` with the number and size of each frame; resolves at the end of the stream. */
  readonly consume?: (
    stream: string,
    frames: number,
    bytes: number,
    received: (number: number, bytes: number) => void
  ) => Promise<void>
  /** Bytes that it holds in other processes. */
  readonly bytesElsewhere?: () => Promise<number>
}

/** The main program of a contender's process: carries out its parent's commands, one at a time. */
export const serve = async (open: (setting: Setting) => Promise<Work>): Promise<void> => {
  // It does not outlive the benchmark, which handles Ctrl-C for all.
  process.on("disconnect", () => process.exit())
  process.on("SIGINT", () => undefined)
  try {
    const work = await open(decodeSetting(process.argv[2]))
    process.on("message", (message) => {
      const { command, id } = decode(message)
      execute(work, command).then(
        (outcome) => send({ id, outcome }),
        (error) => send({ id, failure: String(error) })
      )
    })
    send({ id: ready, outcome: nothing })
  } catch (error) {
    send({ id: ready, failure: String(error) })
  }
}

const send = (answer: typeof Answer.Type) => process.send?.(encode(answer))

const nothing: Outcome = { each: [], total: 0 }

const execute = (work: Work, command: Command): Promise<Outcome> =>
  Command.match(command, {
    Chain: ({ atOnce, count, steps }) =>
      repeated(count, atOnce, () => timed(() => work.chain(randomUUID(), steps))),
    Signal: ({ count }) => repeated(count, 1, () => signal(work)),
    Wake: ({ count }) => repeated(count, 1, () => timed(() => work.wake(randomUUID()))),
    Cancel: ({ count }) => cancel(work, count),
    Reside: ({ count }) => reside(work, count),
    Produce: async ({ bytes, frames, stream }) => {
      const took = await timed(async () => work.produce?.(stream, frames, bytes))
      return { each: [took], total: took }
    },
    Consume: ({ bytes, frames, stream }) => consume(work, stream, frames, bytes)
  })

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now()
  await work()
  return performance.now() - began
}

const repeated = async (
  count: number,
  atOnce: number,
  work: () => Promise<number>
): Promise<Outcome> => {
  const each: Array<number> = []
  let begun = 0
  const worker = async () => {
    while (begun < count) {
      begun++
      each.push(await work())
    }
  }
  const total = await timed(() => Promise.all(Array.from({ length: atOnce }, worker)))
  return { each, total }
}

const signal = async (work: Work): Promise<number> => {
  const resumed = Promise.withResolvers<number>()
  const send = await work.waiting(randomUUID(), () => resumed.resolve(performance.now()))
  await setTimeout(restMillis)
  const began = performance.now()
  await send()
  return (await resumed.promise) - began
}

/** Long enough for a workflow that waits to be suspended. */
const restMillis = 100

const cancel = async ({ cancellable }: Work, count: number): Promise<Outcome> => {
  if (cancellable === undefined) return nothing
  return repeated(count, 1, async () => {
    const cancelNow = await cancellable(randomUUID())
    await setTimeout(restMillis)
    return timed(cancelNow)
  })
}

const reside = async (work: Work, count: number): Promise<Outcome> => {
  const one = work.reside ?? work.wake
  await repeated(50, 50, () => timed(() => one(randomUUID())))
  const before = await bytesHeld(work)
  await repeated(count, 50, () => timed(() => one(randomUUID())))
  const bytes = ((await bytesHeld(work)) - before) / count
  return { each: [bytes], total: bytes * count }
}

const bytesHeld = async (work: Work): Promise<number> => {
  // By then what is written behind is written.
  await setTimeout(1000)
  globalThis.gc?.()
  await setTimeout(100)
  globalThis.gc?.()
  const { external, heapUsed } = process.memoryUsage()
  return heapUsed + external + ((await work.bytesElsewhere?.()) ?? 0)
}

/** From the first frame to the last. Fails unless every frame arrives, whole and in order. */
const consume = async (
  work: Work,
  stream: string,
  frames: number,
  bytes: number
): Promise<Outcome> => {
  if (work.consume === undefined) return nothing
  let first: number | undefined
  let last = 0
  let count = 0
  await work.consume(stream, frames, bytes, (number, size) => {
    if (number !== count) throw new Error(`frame ${number} arrived after ${count} frames`)
    if (size !== bytes) throw new Error(`frame ${number} has ${size} of ${bytes} bytes`)
    last = performance.now()
    first ??= last
    count++
  })
  if (count !== frames) throw new Error(`${count} of ${frames} frames arrived`)
  return { each: [], total: last - (first ?? last) }
}

const encode = Schema.encodeSync(Answer)
const decode = Schema.decodeUnknownSync(Request)
const decodeSetting = Schema.decodeUnknownSync(Setting)
