import type { DeadLetter } from "@aethercast/cluster/DeadLetter"
import { DeadLetters } from "@aethercast/cluster/DeadLetters"
import { TaskDispatcher } from "@aethercast/cluster/TaskDispatcher"
import { encodeReason } from "@aethercast/cluster/Task"
import { Effect, Option, Schema } from "effect"
import * as ValueFlag from "../ValueFlag.ts"
import { count } from "./AgentList.ts"
import * as LetterFlags from "./LetterFlags.ts"
import { acting } from "./Operator.ts"
import type { Report } from "./Report.ts"
import { trouble } from "./Words.ts"

/** What became of one dead letter. */
export interface Settled {
  readonly id: string
  readonly done: boolean
  readonly words: string
}

export const replay = acting(
  "replay",
  { id: LetterFlags.oneId, ...LetterFlags.filters },
  {
    description: "Tries dead letters again; their workflows go on if they still wait",
    examples: [
      ["replay episode:7/script", "Try one again"],
      ["replay --error SourceDown --since 2h", "Try all again that died of one error since"]
    ]
  },
  ({ id, ...wanted }) =>
    Effect.gen(function* () {
      const meant = yield* LetterFlags.meant(Option.getOrUndefined(id), wanted)
      return summary("Replayed", yield* each(meant, replayOne))
    })
)

export const discard = acting(
  "discard",
  {
    id: LetterFlags.oneId,
    ...LetterFlags.filters,
    reason: ValueFlag.required("reason", {
      metavar: "WORDS",
      description: "Why, for the workflow and for those who look at its story later",
      schema: Schema.NonEmptyString.check(Schema.isMaxLength(500)),
      expected: "1 to 500 characters"
    })
  },
  {
    description: "Gives dead letters up for good; their workflows are told if they still wait",
    examples: [
      ["discard episode:7/script --reason 'the article is gone'", "Give one up"],
      ["discard --agent Harvester --since 7d --reason stale", "Give all of one agent up"]
    ]
  },
  ({ id, reason, ...wanted }) =>
    Effect.gen(function* () {
      const meant = yield* LetterFlags.meant(Option.getOrUndefined(id), wanted)
      return summary("Discarded", yield* each(meant, (letter) => discardOne(letter, reason)))
    })
)

/** How many, and each of them. */
export const summary = (verb: string, all: ReadonlyArray<Settled>): Report => {
  const done = all.filter((one) => one.done).length
  return {
    json: { asked: all.length, done, letters: all.map((one) => ({ ...one })) },
    lines: [
      all.length === 0
        ? "No dead letter waits that fits."
        : `${verb} ${done} of ${count(all.length, "dead letter")}.`,
      ...all.map(({ id, words }) => `  ${id}: ${words}`)
    ],
    done: done === all.length
  }
}

const each = <R>(
  letters: ReadonlyArray<DeadLetter>,
  settle: (letter: DeadLetter) => Effect.Effect<Settled, never, R>
) =>
  Effect.forEach(
    letters,
    (letter) =>
      letter.status === "WAITING"
        ? settle(letter)
        : Effect.succeed({
            id: letter.task.id,
            done: false,
            words: `it was ${letter.status.toLowerCase()} before`
          }),
    { concurrency: 8 }
  )

const replayOne = Effect.fnUntraced(function* (letter: DeadLetter) {
  const dispatcher = yield* TaskDispatcher
  const { id } = letter.task
  const answered = dispatcher.replay(letter).pipe(
    Effect.as({ id, done: true, words: "answered" }),
    Effect.catch((error) =>
      Effect.map(encodeReason(error), (encoded) => ({
        id,
        done: false,
        words: `failed again: ${trouble(encoded)}`
      }))
    )
  )
  return yield* Effect.raceFirst(answered, diedAgain(letter)).pipe(
    Effect.timeoutOrElse({
      duration: patience,
      orElse: () => Effect.succeed({ id, done: false, words: "still at work after 5 minutes" })
    })
  )
})

/** A task that dies again waits again, and does not answer: only its letter says so. */
const diedAgain = ({ diedAt, task }: DeadLetter) =>
  Effect.gen(function* () {
    const letters = yield* DeadLetters
    for (;;) {
      yield* Effect.sleep("250 millis")
      const letter = yield* Effect.option(letters.find(task.id))
      if (Option.isSome(letter) && letter.value.diedAt > diedAt) {
        return { id: task.id, done: false, words: `died again: ${trouble(letter.value.error)}` }
      }
    }
  })

const discardOne = Effect.fnUntraced(function* (letter: DeadLetter, reason: string) {
  const dispatcher = yield* TaskDispatcher
  const { id } = letter.task
  return yield* dispatcher.discard(letter, reason).pipe(
    Effect.as({ id, done: true, words: "given up" }),
    Effect.timeoutOrElse({
      duration: "1 minute",
      orElse: () => Effect.succeed({ id, done: false, words: "no node answered within 1 minute" })
    })
  )
})

/** Longer than an agent works on one task. */
const patience = "5 minutes"
