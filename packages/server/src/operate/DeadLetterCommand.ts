import { DeadLetter } from "@aethercast/cluster/DeadLetter"
import { Effect, Schema } from "effect"
import * as DeadLetterFlags from "./DeadLetterFlags.ts"
import * as DeadLetterSelection from "./DeadLetterSelection.ts"
import * as DeadLetterText from "./DeadLetterText.ts"
import { readCommand } from "./OperatorCommand.ts"
import { done } from "./Report.ts"

export const deadLetter = readCommand(
  "dead-letter",
  { id: DeadLetterFlags.id },
  {
    description: "Show one dead letter: its task with the input, every attempt and its errors",
    examples: [["dead-letter episode:7/script", "Show what was asked and how it failed"]]
  },
  ({ id }) =>
    Effect.map(DeadLetterSelection.find(id), (letter) =>
      done(encode(letter), DeadLetterText.whole(letter))
    )
)

const encode = Schema.encodeSync(Schema.toCodecJson(DeadLetter))
