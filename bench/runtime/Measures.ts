import { type Figures, median, of } from "./Comparison.ts"
import * as Contender from "./Contender.ts"
import * as Field from "./Field.ts"
import { Command, type Outcome } from "./Protocol.ts"
import * as Stored from "./Stored.ts"

export interface Bench extends Field.Stage {
  readonly size: typeof full
  readonly say: (line: string) => void
}

/** How often each is done; `single` per round and one at a time, `waves` of as many as are at once. */
export const full = {
  rounds: 5,
  single: 20,
  waves: 4,
  agents: 5000,
  stored: 100_000,
  frames: 2000
}
export const quick = {
  rounds: 2,
  single: 10,
  waves: 2,
  agents: 1000,
  stored: 10_000,
  frames: 500
}

/** Everything that is told in time, on stores that are new. */
export const work = async (bench: Bench): Promise<ReadonlyArray<Figures>> => {
  const { say, size } = bench
  const { rounds, single, waves } = size
  await using field = await warmed(bench, "work")
  const chains = async (steps: number, count: number, atOnce: number) => {
    say(`Workflows of ${steps} steps, ${atOnce} at once`)
    return field.tell(Command.cases.Chain.make({ steps, count, atOnce }), rounds)
  }
  const one = await chains(1, single, 1)
  const ten = await chains(10, single / 2, 1)
  const many = await chains(1, waves * crowd, crowd)
  const manyOfTen = await chains(10, crowd, crowd)
  say("Signals")
  const signals = await field.tell(Command.cases.Signal.make({ count: single }), rounds)
  say("Idle agents")
  const wakes = await field.tell(Command.cases.Wake.make({ count: single }), rounds)
  return [
    { label: "workflow of 1 step, ms", is: "cost", values: of(one, middle) },
    { label: "workflow of 10 steps, ms", is: "cost", values: of(ten, middle) },
    {
      label: "workflows of 1 step, 50 at once, per s",
      is: "rate",
      values: of(many, rate(waves * crowd))
    },
    { label: "steps of 50 workflows of 10, per s", is: "rate", values: of(manyOfTen, rate(500)) },
    { label: "signal to its effect, ms", is: "cost", values: of(signals, middle) },
    { label: "start of an idle agent, ms", is: "cost", values: of(wakes, middle) },
    ...(await paired(bench, field))
  ]
}

/** In processes that have done nothing else. */
export const memory = async (bench: Bench): Promise<ReadonlyArray<Figures>> => {
  bench.say("Memory")
  await using field = await warmed(bench, "memory")
  const command = Command.cases.Reside.make({ count: bench.size.agents })
  const values = of(await field.tell(command, 1, 300), (outcomes) =>
    median(outcomes.map(({ each: [bytes = 0] }) => bytes / 1024))
  )
  return [{ label: "memory per resident agent, KB", is: "cost", values }]
}

/** Two of each contender: with nothing stored, and with much. */
export const stored = async (bench: Bench): Promise<ReadonlyArray<Figures>> => {
  const { databases, say, size } = bench
  const rows = `${size.stored.toLocaleString("en")} finished workflows`
  await using filled = await Field.start(bench, "filled")
  await filled.each(async ({ database, name, tell }) => {
    say(`${rows} for ${name}`)
    const copied = name !== "Restate"
    const count = copied ? 1 : size.stored
    await tell(Command.cases.Chain.make({ steps: 1, count, atOnce: Math.min(count, crowd) }), 900)
    if (copied) await databases.run(database, Stored.multiply(size.stored))
  })
  await using empty = await Field.start(bench, "empty")
  await warmUp(filled)
  await warmUp(empty)

  const command = Command.cases.Chain.make({ steps: 1, count: size.single, atOnce: 1 })
  const before: Array<Field.Outcomes> = []
  const after: Array<Field.Outcomes> = []
  for (let round = 0; round < size.rounds; round++) {
    say(`On little and on much, round ${round + 1}`)
    before.push(await empty.tell(command))
    after.push(await filled.tell(command))
  }
  const [nothing, much] = [of(Field.joined(before), middle), of(Field.joined(after), middle)]
  const growth = of(much, (millis, name) => millis / (nothing[name] ?? Number.NaN))
  return [
    { label: "nothing, ms", is: "cost", values: nothing },
    { label: `${rows}, ms`, is: "cost", values: much },
    { label: "the second over the first", is: "cost", values: growth }
  ]
}

/** What takes two processes of each contender. */
const paired = async (bench: Bench, field: Field.Field): Promise<ReadonlyArray<Figures>> => {
  const { say, size } = bench
  say("Frames and cancellations between two processes")
  const streams: Field.Outcomes = {}
  const cancels: Field.Outcomes = {}
  await field.each(async (asker) => {
    if (asker.name === "Restate") return
    await using other = await Contender.start(bench, asker.name, "producer", asker)
    streams[asker.name] = await repeated(size.rounds, frames(asker, other, size.frames))
    const command = Command.cases.Cancel.make({ count: size.single })
    cancels[asker.name] = await repeated(size.rounds, () => asker.tell(command))
  })
  return [
    {
      label: "frames of 4 KB through two processes, per s",
      is: "rate",
      values: of(streams, rate(size.frames))
    },
    {
      label: "cancel a task that runs in another process, ms",
      is: "cost",
      values: of(cancels, middle)
    }
  ]
}

const frames =
  (consumer: Contender.Contender, producer: Contender.Contender, count: number) =>
  async (round: number): Promise<Outcome> => {
    const what = { stream: `stream-${round}`, frames: count, bytes: frameBytes }
    const [outcome] = await Promise.all([
      consumer.tell(Command.cases.Consume.make(what)),
      producer.tell(Command.cases.Produce.make(what))
    ])
    return outcome
  }

const repeated = async (rounds: number, work: (round: number) => Promise<Outcome>) => {
  const known: Array<Outcome> = []
  for (let round = 0; round < rounds; round++) known.push(await work(round))
  return known
}

const warmed = async (bench: Bench, purpose: string): Promise<Field.Field> => {
  const field = await Field.start(bench, purpose)
  await warmUp(field)
  return field
}

const warmUp = (field: Field.Field) =>
  field.tell(Command.cases.Chain.make({ steps: 5, count: 100, atOnce: 10 }))

const crowd = 50
const frameBytes = 4096

/** p50 of every piece of work of all rounds. */
const middle = (outcomes: ReadonlyArray<Outcome>) => median(outcomes.flatMap(({ each }) => each))

/** The median round, per second. */
const rate = (pieces: number) => (outcomes: ReadonlyArray<Outcome>) =>
  median(outcomes.map(({ total }) => (pieces / total) * 1000))
