import { randomUUID } from "node:crypto"
import { Schema } from "effect"
import { Answer, Command, type Outcome, ready, Request, Setting } from "./Protocol.ts"

/** The same work, as one runtime does it. Every call makes its own new workflow or agent. */
export interface Work {
  readonly chain: (id: string, steps: number) => Promise<void>
  /** Starts a workflow that waits for a signal and then calls `woken`; answers with what sends it. */
  readonly waiting: (id: string, woken: () => void) => Promise<() => Promise<void>>
  /** Asks an agent that is not in memory, which stays in memory. */
  readonly wake: (id: string) => Promise<void>
  /** As `wake` for the count of memory, where a runtime's nearest to a resident agent is something else. */
  readonly reside?: (id: string) => Promise<void>
  /** Asks for a task that runs in another process; answers, once it runs, with what calls it off. */
  readonly toil?: (id: string) => Promise<() => Promise<void>>
  readonly produce?: (stream: string, frames: number, bytes: number) => Promise<void>
  /** Calls `got` for each frame, and ends with the stream. */
  readonly consume?: (
    stream: string,
    frames: number,
    bytes: number,
    got: (bytes: number) => void
  ) => Promise<void>
  /** Bytes that it holds in processes beside this one. */
  readonly elsewhere?: () => Promise<number>
}

/** The main program of a contender's process: does what its parent tells it, one thing at a time. */
export const serve = async (open: (setting: Setting) => Promise<Work>): Promise<void> => {
  // Who is left behind by the benchmark ends with it; Ctrl-C is the benchmark's to handle.
  process.on("disconnect", () => process.exit())
  process.on("SIGINT", () => undefined)
  try {
    const work = await open(decodeSetting(process.argv[2]))
    process.on("message", (message) => {
      const { command, id } = decode(message)
      obey(work, command).then(
        (outcome) => say({ id, outcome }),
        (error) => say({ id, failure: String(error) })
      )
    })
    say({ id: ready, outcome: { each: [], total: 0 } })
  } catch (error) {
    say({ id: ready, failure: String(error) })
  }
}

const say = (answer: typeof Answer.Type) => process.send?.(encode(answer))

const obey = (work: Work, command: Command): Promise<Outcome> =>
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
  const woken = Promise.withResolvers<number>()
  const send = await work.waiting(randomUUID(), () => woken.resolve(performance.now()))
  await pause(restMillis)
  const began = performance.now()
  await send()
  return (await woken.promise) - began
}

/** Long enough that a workflow that waits is at rest. */
const restMillis = 100

/** Nothing where there is nothing to call off. */
const cancel = async ({ toil }: Work, count: number): Promise<Outcome> => {
  if (toil === undefined) return { each: [], total: 0 }
  return repeated(count, 1, async () => {
    const callOff = await toil(randomUUID())
    await pause(restMillis)
    return timed(callOff)
  })
}

const reside = async (work: Work, count: number): Promise<Outcome> => {
  const one = work.reside ?? work.wake
  await repeated(50, 50, () => timed(() => one(randomUUID())))
  const before = await held(work)
  await repeated(count, 50, () => timed(() => one(randomUUID())))
  const bytes = ((await held(work)) - before) / count
  return { each: [bytes], total: bytes * count }
}

const held = async (work: Work): Promise<number> => {
  // What is written behind has gone out by then.
  await pause(1000)
  globalThis.gc?.()
  await pause(100)
  globalThis.gc?.()
  const { external, heapUsed } = process.memoryUsage()
  return heapUsed + external + ((await work.elsewhere?.()) ?? 0)
}

const consume = async (
  work: Work,
  stream: string,
  frames: number,
  bytes: number
): Promise<Outcome> => {
  let first: number | undefined
  let last = 0
  let got = 0
  await work.consume?.(stream, frames, bytes, (size) => {
    last = performance.now()
    first ??= last
    got += size
  })
  if (got !== frames * bytes) throw new Error(`${got} of ${frames * bytes} bytes arrived`)
  return { each: [], total: last - (first ?? last) }
}

const pause = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis))

const encode = Schema.encodeSync(Answer)
const decode = Schema.decodeUnknownSync(Request)
const decodeSetting = Schema.decodeUnknownSync(Setting)
