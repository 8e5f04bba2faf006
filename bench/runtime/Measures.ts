import { type Figures, figures, middle, rate } from "./Comparison.ts"
import * as Contender from "./Contender.ts"
import * as Contenders from "./Contenders.ts"
import { Command, type Outcome } from "./Protocol.ts"
import * as Stored from "./Stored.ts"
import * as Written from "./Written.ts"

export interface Bench extends Contenders.Stage {
  readonly size: Size
  readonly say: (line: string) => void
}

export type Size = typeof full

/**
 * `single` pieces of work per round, one at a time; `rested` where each waits before it is timed;
 * `waves` of as many as are at once.
 */
export const full = {
  rounds: 12,
  single: 20,
  rested: 8,
  waves: 4,
  agents: 2500,
  stored: 100_000,
  frames: 2000
}
export const quick: Size = {
  rounds: 3,
  single: 10,
  rested: 4,
  waves: 2,
  agents: 500,
  stored: 10_000,
  frames: 500
}

/** Everything that is measured in time, on stores that are new. */
export const work = async (bench: Bench): Promise<ReadonlyArray<Figures>> => {
  const { say, size } = bench
  const { rested, rounds, single, waves } = size
  await using contenders = await warmed(bench, "work")
  const chains = async (steps: number, count: number, atOnce: number) => {
    say(`Workflows of ${steps} steps, ${atOnce} at once`)
    return contenders.tell(Command.cases.Chain.make({ steps, count, atOnce }), rounds)
  }
  const one = await chains(1, single, 1)
  const ten = await chains(10, single / 2, 1)
  const many = await chains(1, waves * crowd, crowd)
  const manyOfTen = await chains(10, crowd, crowd)
  say("Signals")
  const signals = await contenders.tell(Command.cases.Signal.make({ count: rested }), rounds)
  say("Idle agents")
  const wakes = await contenders.tell(Command.cases.Wake.make({ count: single }), rounds)
  return [
    figures("workflow of 1 step, ms", "cost", one, middle),
    figures("workflow of 10 steps, ms", "cost", ten, middle),
    figures("workflows of 1 step, 50 at once, per s", "rate", many, rate(waves * crowd)),
    figures("steps of 50 workflows of 10, per s", "rate", manyOfTen, rate(10 * crowd)),
    figures("signal to its effect, ms", "cost", signals, middle),
    figures("start of an idle agent, ms", "cost", wakes, middle),
    ...(await paired(bench, contenders))
  ]
}

/** In processes that have done nothing else. */
export const memory = async (bench: Bench): Promise<ReadonlyArray<Figures>> => {
  bench.say("Memory")
  await using contenders = await warmed(bench, "memory")
  const command = Command.cases.Reside.make({ count: bench.size.agents })
  return [
    figures(
      "memory per resident agent, KB",
      "cost",
      await contenders.tell(command, 3, 300),
      ({ each: [bytes] }) => (bytes === undefined ? undefined : bytes / 1024)
    )
  ]
}

/** Two processes of each contender: with nothing stored, and with much. */
export const stored = async (bench: Bench): Promise<ReadonlyArray<Figures>> => {
  const { databases, say, size } = bench
  const rows = `${size.stored.toLocaleString("en")} finished workflows`
  await using filled = await Contenders.start(bench, "filled")
  await filled.each(async ({ database, spec, tell }) => {
    say(`${rows} for ${spec.name}`)
    const count = spec.isOnPostgres ? 1 : size.stored
    await tell(Command.cases.Chain.make({ steps: 1, count, atOnce: Math.min(count, crowd) }), 900)
    if (spec.isOnPostgres) await databases.run(database, Stored.multiply(size.stored))
  })
  await using empty = await Contenders.start(bench, "empty")
  await warmUp(filled)
  await warmUp(empty)

  const command = Command.cases.Chain.make({ steps: 1, count: size.single, atOnce: 1 })
  const pairs: Array<readonly [Contenders.Outcomes, Contenders.Outcomes]> = []
  for (let round = 0; round < size.rounds; round++) {
    say(`With nothing and with much stored, round ${round + 1}`)
    pairs.push([await empty.tell(command), await filled.tell(command)])
  }
  const nothing = figures("nothing, ms", "cost", joined(pairs.map(([one]) => one)), middle)
  const much = figures(`${rows}, ms`, "cost", joined(pairs.map(([, other]) => other)), middle)
  const growth = new Map(
    Array.from(much.rounds, ([name, all]) => [
      name,
      all.map((millis, round) => millis / (nothing.rounds.get(name)?.[round] ?? Number.NaN))
    ])
  )
  return [nothing, much, { label: "the second over the first", is: "cost", rounds: growth }]
}

/** What a workflow of 10 steps writes, one contender alone at a time. */
export const written = async (bench: Bench): Promise<ReadonlyArray<Figures>> => {
  bench.say("What is written")
  const all = new Map<string, ReadonlyArray<Written.Written>>()
  for (const spec of bench.specs.filter(({ isOnPostgres }) => isOnPostgres)) {
    await using alone = await warmed({ ...bench, specs: [spec] }, "written")
    await alone.each(async (contender) => {
      const chain = Command.cases.Chain.make({ steps: 10, count: workflows, atOnce: 1 })
      const measured: Array<Written.Written> = []
      for (let round = 0; round < 3; round++) {
        measured.push(
          await Written.during(bench.databases, contender.database, () => contender.tell(chain))
        )
      }
      all.set(spec.name, measured)
    })
  }
  const perWorkflow = (label: string, figure: (one: Written.Written) => number): Figures => ({
    label,
    is: "cost",
    rounds: new Map(
      Array.from(all, ([name, each]) => [name, each.map((one) => figure(one) / workflows)])
    )
  })
  return [
    perWorkflow("transactions of a workflow of 10 steps", ({ transactions }) => transactions),
    perWorkflow("log written by a workflow of 10 steps, KB", ({ logBytes }) => logBytes / 1024)
  ]
}
const workflows = 100

/** What takes two processes of each contender. */
const paired = async (
  bench: Bench,
  contenders: Contenders.Contenders
): Promise<ReadonlyArray<Figures>> => {
  const { say, size } = bench
  say("Cancellations and frames between two processes")
  await using seconds = new AsyncDisposableStack()
  const producers = new Map<string, Contender.Contender>()
  await contenders.each(async (first) => {
    if (!first.spec.isOnPostgres) return
    const second = await Contender.start(bench, first.spec, "producer", first)
    producers.set(first.spec.name, seconds.use(second))
  })
  const between = (
    what: (
      first: Contender.Contender,
      second: Contender.Contender,
      round: number
    ) => Promise<Outcome>
  ) =>
    contenders.rounds(size.rounds, async (first, round) => {
      const second = producers.get(first.spec.name)
      return second === undefined ? nothing : what(first, second, round)
    })
  const cancel = Command.cases.Cancel.make({ count: size.rested })
  const cancels = await between((first) => first.tell(cancel))
  // Last, for a contender that loses a frame fails, and is measured no more.
  const streams = await between((first, second, round) => frames(first, second, size.frames, round))
  return [
    figures("cancel a task that runs in another process, ms", "cost", cancels, middle),
    figures("frames of 4 KB through two processes, per s", "rate", streams, rate(size.frames))
  ]
}
const nothing: Outcome = { each: [], total: 0 }

const frames = async (
  consumer: Contender.Contender,
  producer: Contender.Contender,
  count: number,
  round: number
): Promise<Outcome> => {
  const what = { stream: `stream-${round}`, frames: count, bytes: frameBytes }
  const [outcome] = await Promise.all([
    consumer.tell(Command.cases.Consume.make(what)),
    producer.tell(Command.cases.Produce.make(what))
  ])
  return outcome
}

/** Rounds that were measured one by one. */
const joined = (rounds: ReadonlyArray<Contenders.Outcomes>): Contenders.Outcomes => {
  const names = new Set(rounds.flatMap((outcomes) => [...outcomes.keys()]))
  return new Map(
    Array.from(names, (name) => [name, rounds.flatMap((outcomes) => outcomes.get(name) ?? [])])
  )
}

const warmed = async (bench: Bench, purpose: string): Promise<Contenders.Contenders> => {
  const contenders = await Contenders.start(bench, purpose)
  await warmUp(contenders)
  return contenders
}

const warmUp = (contenders: Contenders.Contenders) =>
  contenders.tell(Command.cases.Chain.make({ steps: 5, count: 100, atOnce: 10 }))

const crowd = 50
const frameBytes = 4096
