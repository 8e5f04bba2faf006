import type { Benchmark, Report } from "./Report.ts"
import { compared } from "./runtime/Comparison.ts"
import * as Databases from "./runtime/Databases.ts"
import * as Measures from "./runtime/Measures.ts"

/** The same work on this runtime, on DBOS and on Restate, on this machine and in turns. */
export const runtime: Benchmark = {
  summary: "durable work here, on DBOS and on Restate, side by side",
  async run(say, quick) {
    const interrupted = Promise.withResolvers<never>()
    for (const signal of signals) {
      process.once(signal, () => interrupted.reject(new Interrupted(`${signal} came`)))
    }
    await using all = new AsyncDisposableStack()
    const telling = (line: string) => {
      if (!all.disposed) say(line)
    }
    return await Promise.race([compare(all, telling, quick), interrupted.promise])
  }
}

const signals = ["SIGINT", "SIGTERM"] as const

/** Ctrl-C: everything that was started is ended before anyone learns of it. */
class Interrupted extends Error {}

const compare = async (
  all: AsyncDisposableStack,
  say: (line: string) => void,
  quick: boolean
): Promise<Report> => {
  const failures = new Set<string>()
  const bench: Measures.Bench = {
    all,
    databases: await Databases.open(all),
    size: quick ? Measures.quick : Measures.full,
    say,
    failed: (name, reason) => {
      say(`${name} falls out: ${reason}`)
      failures.add(`${name} fell out: ${reason.slice(0, 300)}`)
    }
  }
  const work = await Measures.work(bench)
  const memory = await Measures.memory(bench)
  const stored = await Measures.stored(bench)
  return {
    name: "runtime",
    summary:
      "The same work on this runtime, on DBOS Transact 5.3.0 with the same Postgres, and on Restate 1.7.12. All flush to disk before they answer. Each has a process of its own, and they take turns. A ratio is our cost over the peer's: below 1 is ahead.",
    sections: [
      compared("work", [...work, ...memory], [...notes, ...failures]),
      compared("1 step, by what is stored", stored, [storedNote])
    ]
  }
}

const notes = [
  "A workflow counts from its start until its result is stored; a step answers with its input. One workflow or signal at a time, or 50 at once.",
  "An idle agent: here one that is not in memory, asked by a stored task; on Restate a virtual object of a new key; DBOS has no actors, this is a workflow without a step.",
  "A resident agent: here one that keeps its place in memory after it was asked; on Restate a virtual object with a value, in its server's memory and the service's; on DBOS a workflow that waits for a message. JavaScript's heap after a collection, and the resident memory of Restate's server.",
  "Frames of 4 KB from an agent in one process to who asked in another: here from memory over the nodes' socket; DBOS stores its streams in Postgres and reads them from there; Restate has no streams between services.",
  "A cancelled task is an agent's that would sleep for a minute, interrupted and stored as cancelled before who asked learns it; measured here only: DBOS shows a running step a signal, which it polls for once a second, and Restate at once fails what the handler awaits, while a step that does not look runs to its end on both."
]
const storedNote =
  "The same in turns on a store with nothing and on one with so many finished workflows. Here and on DBOS their rows are copies of what a real one left, after ANALYZE; Restate has really run them."
