import { DeadLetter } from "@aethercast/cluster/DeadLetter"
import { DeadLetters } from "@aethercast/cluster/DeadLetters"
import { Clock, Effect, Schema } from "effect"
import * as DeadLetterFlags from "./DeadLetterFlags.ts"
import * as DeadLetterText from "./DeadLetterText.ts"
import { limit } from "./LimitFlag.ts"
import { readCommand } from "./OperatorCommand.ts"
import { done } from "./Report.ts"

export const deadLetters = readCommand(
  "dead-letters",
  { ...DeadLetterFlags.criteria, status: DeadLetterFlags.status, limit: limit(50) },
  {
    description: "List the tasks that were given up and wait to be replayed or discarded",
    examples: [
      ["dead-letters", "Show the latest 50 that wait"],
      ["dead-letters --agent VoiceForge --since 2h", "Show those of one agent in the last 2 hours"],
      ["dead-letters --status any --error SourceDown", "Show all that failed of one error"]
    ]
  },
  ({ limit, status, ...criteria }) =>
    Effect.gen(function* () {
      const letters = yield* DeadLetters
      const now = yield* Clock.currentTimeMillis
      const all = yield* letters.list(DeadLetterFlags.filterOf(criteria, status, limit, now))
      return done(encode(all), DeadLetterText.list(all, now))
    })
)

const encode = Schema.encodeSync(Schema.toCodecJson(Schema.Array(DeadLetter)))
