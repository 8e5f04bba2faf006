import * as Contender from "./Contender.ts"
import type { Command, Outcome } from "./Protocol.ts"

/** The outcomes of one command, one per round, by the contender's name. */
export type Outcomes = ReadonlyMap<string, ReadonlyArray<Outcome>>

export interface Stage extends Contender.Stage {
  readonly specs: ReadonlyArray<Contender.Spec>
  readonly failed: (name: string, reason: string) => void
}

/** The contenders that have not failed, each in a process of its own. */
export interface Contenders extends AsyncDisposable {
  /** As `rounds` with the same command for each. */
  readonly tell: (command: Command, rounds?: number, seconds?: number) => Promise<Outcomes>
  /**
   * Lets them work in turns, so that all of them meet the same load of the machine; who was first in
   * one round is last in the next. A contender that fails has no further turn.
   */
  readonly rounds: (
    count: number,
    work: (contender: Contender.Contender, round: number) => Promise<Outcome>
  ) => Promise<Outcomes>
  readonly each: (work: (contender: Contender.Contender) => Promise<unknown>) => Promise<void>
}

/** Starts those that can be started; `failed` gets the reason of any other. */
export const start = async (stage: Stage, purpose: string): Promise<Contenders> => {
  const own = new AsyncDisposableStack()
  const running = new Map<string, Contender.Contender>()
  const attempt = async (name: string, work: () => Promise<unknown>) => {
    try {
      await work()
    } catch (error) {
      running.delete(name)
      stage.failed(name, error instanceof Error ? error.message : String(error))
    }
  }
  for (const spec of stage.specs) {
    await attempt(spec.name, async () => {
      running.set(spec.name, own.use(await Contender.start(stage, spec, purpose)))
    })
  }
  const rounds: Contenders["rounds"] = async (count, work) => {
    const outcomes = new Map<string, Array<Outcome>>()
    for (let round = 0; round < count; round++) {
      const order = [...running.values()]
      const moved = order.splice(0, round % Math.max(1, order.length))
      for (const contender of [...order, ...moved]) {
        const { name } = contender.spec
        await attempt(name, async () => {
          const outcome = await work(contender, round)
          const known = outcomes.get(name) ?? []
          outcomes.set(name, [...known, outcome])
        })
      }
    }
    return outcomes
  }
  return {
    rounds,
    tell: (command, count = 1, seconds = 120) =>
      rounds(count, (contender) => contender.tell(command, seconds)),
    each: async (work) => {
      for (const contender of running.values()) {
        await attempt(contender.spec.name, () => work(contender))
      }
    },
    [Symbol.asyncDispose]: () => own.disposeAsync()
  }
}
