import type { DeadLetter } from "@aethercast/cluster/DeadLetter"
import { Effect } from "effect"
import type { Report } from "./Report.ts"
import { count } from "./TextFormat.ts"

/** What became of one dead letter that was to be replayed or discarded. */
export interface Settlement {
  readonly id: string
  readonly done: boolean
  readonly words: string
}

/** Settles each letter that still waits, eight at a time. */
export const settleEach = <R>(
  letters: ReadonlyArray<DeadLetter>,
  settle: (letter: DeadLetter) => Effect.Effect<Settlement, never, R>
) =>
  Effect.forEach(
    letters,
    (letter) => (letter.status === "WAITING" ? settle(letter) : Effect.succeed(settled(letter))),
    { concurrency: 8 }
  )

const settled = ({ reason, status, task }: DeadLetter): Settlement => ({
  id: task.id,
  done: false,
  words: `already ${status.toLowerCase()}${reason === undefined ? "" : ` (${reason})`}`
})

/** How many were settled, and what became of each; `verb` is the past participle. */
export const report = (verb: string, all: ReadonlyArray<Settlement>): Report => {
  const done = all.filter((one) => one.done).length
  return {
    json: { asked: all.length, done, letters: all.map((one) => ({ ...one })) },
    lines: [
      all.length === 0
        ? "No such dead letter waits."
        : `${verb} ${done} of ${count(all.length, "dead letter")}.`,
      ...all.map(({ id, words }) => `  ${id}: ${words}`)
    ],
    done: done === all.length
  }
}
