import type { Benchmark, Options, Report, Section } from "./Report.ts"
import { checkout } from "./runtime/Checkout.ts"
import { compared } from "./runtime/Comparison.ts"
import {
  dbos,
  onEngineStorage,
  ours,
  restate,
  type Spec,
  storedFirst
} from "./runtime/Contender.ts"
import * as Databases from "./runtime/Databases.ts"
import * as Measures from "./runtime/Measures.ts"

/** The same work on this runtime and on others, on this machine and in turns. */
export const runtime: Benchmark = {
  summary: "durable work here, on DBOS and on Restate, side by side",
  async run(say, options) {
    const interrupted = Promise.withResolvers<never>()
    for (const signal of signals) {
      process.once(signal, () => interrupted.reject(new Interrupted(`Ended by ${signal}`)))
    }
    await using all = new AsyncDisposableStack()
    const sayWhileRunning = (line: string) => {
      if (!all.disposed) say(line)
    }
    return await Promise.race([compare(all, sayWhileRunning, options), interrupted.promise])
  }
}

const signals = ["SIGINT", "SIGTERM"] as const

/** Ctrl-C: everything that was started is ended before the program fails. */
class Interrupted extends Error {}

const compare = async (
  all: AsyncDisposableStack,
  say: (line: string) => void,
  { against, quick, rounds }: Options
): Promise<Report> => {
  const failures = new Map<string, string>()
  const earlier = against === undefined ? undefined : await checkout(all, against, say)
  const size = quick ? Measures.quick : Measures.full
  const bench: Measures.Bench = {
    all,
    databases: await Databases.open(all),
    specs: [ours, ...(earlier === undefined ? [...others, ...storages] : [earlier])],
    size: { ...size, rounds: rounds ?? size.rounds },
    say,
    failed: (name, reason) => {
      say(`${name} failed, and is measured no more: ${reason}`)
      failures.set(name, reason.slice(0, 300))
    }
  }
  const rows: Rows = {
    work: [...(await Measures.work(bench)), ...(await Measures.memory(bench))],
    written: await Measures.written(bench),
    stored: await Measures.stored(bench)
  }
  const notes = Array.from(failures, ([name, reason]) => `${name} failed: ${reason}`)
  const report = earlier === undefined ? withOthers(rows, notes) : withEarlier(earlier, rows, notes)
  const own = failures.get(ours.name)
  return own === undefined ? report : { ...report, missed: `${ours.name} failed: ${own}` }
}

type Rows = Readonly<
  Record<"work" | "written" | "stored", Awaited<ReturnType<typeof Measures.work>>>
>

const others: ReadonlyArray<Spec> = [dbos, restate]
const storages: ReadonlyArray<Spec> = [storedFirst, onEngineStorage]

const withOthers = ({ stored, work, written }: Rows, failures: ReadonlyArray<string>): Report => {
  const names = others.map(({ name }) => name)
  return {
    name: "runtime",
    summary: `The same work on this runtime, on DBOS Transact 5.3.0 with the same Postgres, and on Restate 1.7.12; all flush to disk before they answer. ${method}`,
    sections: [
      compared("work", names, work, [...workNotes, ...failures]),
      compared("1 step, by what is stored", names, stored, [storedNote]),
      compared("what is written", names, written, [writtenNote]),
      storageSection([...work, ...stored, ...written])
    ]
  }
}

const storageSection = (rows: Rows["work"]): Section =>
  compared(
    "storage",
    storages.map(({ name }) => name),
    rows,
    [storageNote]
  )

const withEarlier = (
  { name }: Spec,
  { stored, work, written }: Rows,
  failures: ReadonlyArray<string>
): Report => ({
  name: "runtime-before-after",
  summary: `The runtime as it is now ("${ours.name}") and as it was at commit ${name}, in one run. ${method}`,
  sections: [compared("work", [name], [...work, ...stored, ...written], failures)]
})

const method =
  "Each has a process of its own, and they take turns. A ratio is our cost over the other's, so below 1 is better; it is the median over the rounds, with its 95 % confidence interval in parentheses. An interval that contains 1 shows no difference."

const workNotes = [
  "A workflow counts from its start until its result is stored; a step returns its input. One workflow or signal at a time, or 50 at once.",
  "An idle agent: here one that is not in memory and is asked by a stored task; on Restate a virtual object with a new key; DBOS has no actors, so it is a workflow without a step.",
  "A resident agent: here one that stays in memory after it was asked; on Restate a virtual object with a value, in the memory of its server and of the service; on DBOS a workflow that waits for a message. Counted are JavaScript's heap after a collection and the resident memory of Restate's server.",
  "Frames of 4 KB from an agent in one process to the caller in another: here from memory over the socket between the nodes; DBOS stores its streams in Postgres and reads them from there; Restate has no streams between services. Each frame carries its number; the run fails unless all of them arrive, whole and in order.",
  "A cancelled task is one of an agent that would sleep for a minute; it is interrupted, and stored as cancelled before the caller learns of it. Measured here only: on DBOS a running step polls for its cancellation once a second; Restate fails at once what the handler awaits, while a step that does not check for it runs to its end on both."
]
const storedNote =
  "In turns on a store with nothing in it and on one with so many finished workflows. Here and on DBOS their rows are copies of those of a real one, after ANALYZE; Restate has really run them."
const writtenNote =
  "Counted by Postgres while one contender alone runs 100 workflows, one at a time, and for a second after them; heartbeats are included. Restate does not write to Postgres."
const storageNote =
  "The same runtime with another storage for messages and shard locks. Without optimistic writes: ours, but every task is stored before it is executed. Engine's storage: SqlMessageStorage and SqlRunnerStorage of effect/cluster. The ledger is the same in all three."
