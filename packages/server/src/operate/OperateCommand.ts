import { Command } from "effect/cli"
import * as Usage from "../Usage.ts"
import { agents } from "./AgentList.ts"
import { cancel } from "./Cancelling.ts"
import { circuits } from "./CircuitList.ts"
import { deadLetter, deadLetters } from "./LetterCommands.ts"
import { examplesOf, operator } from "./Operator.ts"
import { ramp, ramps, rollback } from "./Ramping.ts"
import { discard, replay } from "./Settling.ts"
import { workflow, workflows } from "./WorkflowCommands.ts"

const commands = operator.pipe(
  Command.withDescription(
    "Looks at a running cluster and steers it. Exit codes: 0 done, 1 not or not wholly done, 2 not understood."
  ),
  Command.withExamples(
    examplesOf({
      description: "",
      examples: [
        ["agents", "Show who is there and how they fare"],
        ["workflow episode:7", "Tell what happened to one workflow"],
        ["replay --error SourceDown --since 2h", "Try what was given up again"],
        ["dead-letters --json --data /srv/aethercast", "Of the server of that folder, for machines"]
      ]
    })
  ),
  Command.withSubcommands([
    agents,
    circuits,
    workflows,
    workflow,
    cancel,
    deadLetters,
    deadLetter,
    replay,
    discard,
    ramp,
    rollback,
    ramps
  ])
)

/** Does what the arguments say. */
export const run = (args: ReadonlyArray<string>) =>
  Usage.run(commands, args, { wayOn: "npm run operate -- --help tells what can be said." })
