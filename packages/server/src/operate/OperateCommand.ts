import { Command } from "effect/cli"
import * as Usage from "../Usage.ts"
import { agents } from "./AgentsCommand.ts"
import { cancel } from "./CancelCommand.ts"
import { circuits } from "./CircuitsCommand.ts"
import { costs } from "./CostsCommand.ts"
import { deadLetter } from "./DeadLetterCommand.ts"
import { deadLetters } from "./DeadLettersCommand.ts"
import { discard } from "./DiscardCommand.ts"
import { doctor } from "./DoctorCommand.ts"
import { moveBlobs } from "./MoveBlobsCommand.ts"
import { examplesOf, operate } from "./OperatorCommand.ts"
import { ramp } from "./RampCommand.ts"
import { ramps } from "./RampsCommand.ts"
import { replay } from "./ReplayCommand.ts"
import { rollback } from "./RollbackCommand.ts"
import { secret } from "./SecretCommand.ts"
import { start } from "./StartCommand.ts"
import { workflow } from "./WorkflowCommand.ts"
import { workflows } from "./WorkflowsCommand.ts"

const help = {
  description:
    "Inspects and operates a running cluster. Exit codes: 0 done, 1 failed or only partly done, 2 wrong usage.",
  examples: [
    ["agents", "List the agents of all nodes and their health"],
    ["workflow episode:7", "Show what happened in one workflow"],
    ["replay --error SourceDown --since 2h", "Try the tasks again that failed of one error"],
    ["dead-letters --json --data /srv/aethercast", "Print JSON, for the server of that data folder"]
  ]
} as const

const command = operate.pipe(
  Command.withDescription(help.description),
  Command.withExamples(examplesOf(help)),
  Command.withSubcommands([
    agents,
    circuits,
    costs,
    doctor,
    workflows,
    workflow,
    start,
    cancel,
    deadLetters,
    deadLetter,
    replay,
    discard,
    ramp,
    rollback,
    ramps,
    secret,
    moveBlobs
  ])
)

export const run = (args: ReadonlyArray<string>) =>
  Usage.run(command, args, { hint: "npm run operate -- --help lists the commands." })
