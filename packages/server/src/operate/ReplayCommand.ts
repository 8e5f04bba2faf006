import type { DeadLetter } from "@aethercast/cluster/DeadLetter"
import { DeadLetters } from "@aethercast/cluster/DeadLetters"
import { encodeTaskError } from "@aethercast/cluster/TaskFailure"
import { TaskDispatcher } from "@aethercast/cluster/TaskDispatcher"
import { Effect } from "effect"
import { Argument } from "effect/cli"
import * as DeadLetterFlags from "./DeadLetterFlags.ts"
import * as DeadLetterSelection from "./DeadLetterSelection.ts"
import { nodeCommand } from "./OperatorCommand.ts"
import * as Settlement from "./Settlement.ts"
import { errorText } from "./TextFormat.ts"

export const replay = nodeCommand(
  "replay",
  { id: Argument.optional(DeadLetterFlags.id), ...DeadLetterFlags.criteria },
  {
    description: "Try dead letters again; a workflow that still waits for one goes on",
    examples: [
      ["replay episode:7/script", "Try one again"],
      ["replay --error SourceDown --since 2h", "Try all again that failed of one error"]
    ]
  },
  ({ id, ...criteria }) =>
    Effect.gen(function* () {
      const letters = yield* DeadLetterSelection.select(id, criteria)
      return Settlement.report("Replayed", yield* Settlement.settleEach(letters, replayOne))
    })
)

const replayOne = Effect.fnUntraced(function* (letter: DeadLetter) {
  const dispatcher = yield* TaskDispatcher
  const { id } = letter.task
  const replayed = dispatcher.replay(letter).pipe(
    Effect.as({ id, done: true, words: "answered" }),
    Effect.catch((error) =>
      Effect.map(encodeTaskError(error), (encoded) => ({
        id,
        done: false,
        words: `failed again: ${errorText(encoded)}`
      }))
    )
  )
  return yield* Effect.raceFirst(replayed, givenUpAgain(letter)).pipe(
    // Longer than an agent works on one task.
    Effect.timeoutOrElse({
      duration: "5 minutes",
      orElse: () => Effect.succeed({ id, done: false, words: "not answered within 5 minutes" })
    })
  )
})

/** A held task that fails again waits again and answers nothing; only its letter shows it. */
const givenUpAgain = ({ diedAt, task: { id } }: DeadLetter) =>
  Effect.gen(function* () {
    const letters = yield* DeadLetters
    while (true) {
      yield* Effect.sleep("250 millis")
      const letter = yield* Effect.orElseSucceed(letters.find(id), () => undefined)
      if (letter !== undefined && letter.diedAt > diedAt) {
        return { id, done: false, words: `given up again: ${errorText(letter.error)}` }
      }
    }
  })
