import { DeadLetter } from "@aethercast/cluster/DeadLetter"
import { DeadLetters } from "@aethercast/cluster/DeadLetters"
import { Clock, Effect, Schema } from "effect"
import { Argument } from "effect/cli"
import * as ValueFlag from "../ValueFlag.ts"
import * as LetterFlags from "./LetterFlags.ts"
import * as Letters from "./Letters.ts"
import { looking } from "./Operator.ts"
import { found } from "./Report.ts"
import { Limit } from "./WorkflowCommands.ts"

export const deadLetters = looking(
  "dead-letters",
  {
    ...LetterFlags.filters,
    status: LetterFlags.status,
    limit: ValueFlag.make("limit", {
      metavar: "N",
      description: "How many, the latest first (usually 50)",
      schema: Limit,
      expected: "a whole number from 1 to 1000",
      usual: Effect.succeed(50)
    })
  },
  {
    description: "Tasks that were given up and wait for somebody to replay or discard them",
    examples: [
      ["dead-letters", "Show the latest 50 that wait"],
      ["dead-letters --agent VoiceForge --since 2h", "Show those of one agent in the last 2 hours"],
      ["dead-letters --status any --error SourceDown", "Show all that died of one error"]
    ]
  },
  ({ limit, status, ...wanted }) =>
    Effect.gen(function* () {
      const letters = yield* DeadLetters
      const now = yield* Clock.currentTimeMillis
      const all = yield* letters.list(LetterFlags.filterOf(wanted, status, limit, now))
      return found(
        all.map((letter) => encode(letter)),
        Letters.list(all, now)
      )
    })
)

export const deadLetter = looking(
  "dead-letter",
  { id: Argument.String("ID").pipe(Argument.withDescription("The id of the task: workflow/step")) },
  {
    description: "One dead letter: the whole task, every attempt at it, and its errors",
    examples: [["dead-letter episode:7/script", "Show what was asked, and how it failed"]]
  },
  ({ id }) =>
    Effect.map(LetterFlags.find(id), (letter) => found(encode(letter), Letters.whole(letter)))
)

const encode = Schema.encodeSync(Schema.toCodecJson(DeadLetter))
