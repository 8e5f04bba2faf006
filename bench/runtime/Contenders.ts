import * as Contender from "./Contender.ts"
import type { Command, Outcome } from "./Protocol.ts"

/** What came of one command, by contender and in the order of the rounds. */
export type Outcomes = Partial<Record<Contender.Name, ReadonlyArray<Outcome>>>

/** Rounds that were measured one by one. */
export const joined = (rounds: ReadonlyArray<Outcomes>): Outcomes =>
  Object.fromEntries(
    Contender.names.map((name) => [name, rounds.flatMap((outcomes) => outcomes[name] ?? [])])
  )

export interface Stage extends Contender.Stage {
  readonly failed: (name: Contender.Name, reason: string) => void
}

/** The contenders that still run, side by side. */
export interface Field extends AsyncDisposable {
  /** Tells each of them in turn, round after round; who fails is told nothing any more. */
  readonly tell: (command: Command, rounds?: number, seconds?: number) => Promise<Outcomes>
  /** Does something with each; who fails is told nothing any more. */
  readonly each: (work: (contender: Contender.Contender) => Promise<unknown>) => Promise<void>
}

/** Starts those that can be started; why one cannot goes to `failed`, once. */
export const start = async (stage: Stage, purpose: string): Promise<Field> => {
  const own = new AsyncDisposableStack()
  const running = new Map<Contender.Name, Contender.Contender>()
  const attempt = async (name: Contender.Name, work: () => Promise<unknown>) => {
    try {
      await work()
    } catch (error) {
      running.delete(name)
      stage.failed(name, error instanceof Error ? error.message : String(error))
    }
  }
  for (const name of Contender.names) {
    await attempt(name, async () => {
      running.set(name, own.use(await Contender.start(stage, name, purpose)))
    })
  }
  const each: Field["each"] = async (work) => {
    for (const contender of running.values()) await attempt(contender.name, () => work(contender))
  }
  return {
    each,
    tell: async (command, rounds = 1, seconds = 120) => {
      const outcomes: Partial<Record<Contender.Name, Array<Outcome>>> = {}
      for (let round = 0; round < rounds; round++) {
        await each(async (contender) => {
          const outcome = await contender.tell(command, seconds)
          const known = (outcomes[contender.name] ??= [])
          known.push(outcome)
        })
      }
      return outcomes
    },
    [Symbol.asyncDispose]: () => own.disposeAsync()
  }
}
