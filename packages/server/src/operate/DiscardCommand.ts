import type { DeadLetter } from "@aethercast/cluster/DeadLetter"
import { TaskDispatcher } from "@aethercast/cluster/TaskDispatcher"
import { Effect } from "effect"
import { Argument } from "effect/cli"
import * as ValueFlag from "../ValueFlag.ts"
import * as DeadLetterFlags from "./DeadLetterFlags.ts"
import * as DeadLetterSelection from "./DeadLetterSelection.ts"
import { nodeCommand } from "./OperatorCommand.ts"
import * as ReasonFlag from "./ReasonFlag.ts"
import * as Settlement from "./Settlement.ts"

export const discard = nodeCommand(
  "discard",
  {
    id: Argument.optional(DeadLetterFlags.id),
    ...DeadLetterFlags.criteria,
    reason: ValueFlag.required("reason", ReasonFlag.options)
  },
  {
    description: "Give dead letters up for good; a workflow that still waits for one learns why",
    examples: [
      ["discard episode:7/script --reason 'the article is gone'", "Give one up"],
      ["discard --agent Harvester --since 7d --reason stale", "Give up all of one agent"]
    ]
  },
  ({ id, reason, ...criteria }) =>
    Effect.gen(function* () {
      const letters = yield* DeadLetterSelection.select(id, criteria)
      const settlements = yield* Settlement.settleEach(letters, (letter) =>
        discardOne(letter, reason)
      )
      return Settlement.report("Discarded", settlements)
    })
)

const discardOne = Effect.fnUntraced(function* (letter: DeadLetter, reason: string) {
  const dispatcher = yield* TaskDispatcher
  const { id } = letter.task
  return yield* dispatcher.discard(letter, reason).pipe(
    Effect.as({ id, done: true, words: "discarded" }),
    Effect.timeoutOrElse({
      duration: "1 minute",
      orElse: () => Effect.succeed({ id, done: false, words: "no node answered within 1 minute" })
    })
  )
})
