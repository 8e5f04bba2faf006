import { workflows } from "@aethercast/agents/Roster"
import { encodeWorkflowError } from "@aethercast/cluster/WorkflowFailure"
import { Effect, Schema } from "effect"
import { Argument, Flag } from "effect/cli"
import * as ValueFlag from "../ValueFlag.ts"
import { nodeCommand } from "./OperatorCommand.ts"
import { InvalidInput, UnknownWorkflow } from "./OperatorErrors.ts"
import { done, type Report } from "./Report.ts"
import { errorText } from "./TextFormat.ts"

const names = workflows.map(({ name }) => name)

export const start = nodeCommand(
  "start",
  {
    name: Argument.String("NAME").pipe(
      Argument.withDescription(`The workflow: ${names.join(" or ")}`)
    ),
    input: ValueFlag.required("input", {
      metavar: "JSON",
      description: "Its input, as its schema encodes it",
      schema: Schema.fromJsonString(Schema.Json),
      expected: "JSON"
    }),
    wait: Flag.Boolean("wait").pipe(
      Flag.withoutNegation,
      Flag.withDescription("Wait for its end, and print its result"),
      Flag.withDefault(false)
    )
  },
  {
    description:
      "Start a workflow; one that was started with the same input before is not repeated",
    examples: [
      [`start Landing --input '{"slot":"everyone:now"}' --wait`, "Make the landing page anew"]
    ]
  },
  ({ input, name, wait }) =>
    Effect.gen(function* () {
      const workflow = workflows.find((known) => known.name === name)
      if (workflow === undefined) return yield* new UnknownWorkflow({ name, known: names })
      const id = yield* Effect.mapError(
        workflow.json.start(input),
        ({ message }) => new InvalidInput({ name, problem: message })
      )
      if (!wait) return done({ id }, [`${id} is started. The command workflow ${id} shows it.`])
      return yield* workflow.json.result(id).pipe(
        Effect.map((result) =>
          done({ id, result }, [`${id} is completed.`, ...(result === null ? [] : [shown(result)])])
        ),
        Effect.catch((error) => Effect.map(encodeWorkflowError(error), (json) => failed(id, json)))
      )
    })
)

const failed = (id: string, error: Schema.Json): Report => ({
  json: { id, error },
  lines: [`${id} failed: ${errorText(error, 1000)}`],
  done: false
})

const shown = (result: Schema.Json) => JSON.stringify(result, null, 2)
