import * as Agent from "@aethercast/cluster/Agent"
import * as Orchestration from "@aethercast/cluster/Workflow"
import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"

/** Which process this is. */
export class Here extends Context.Service<Here, { readonly name: string }>()(
  "@aethercast/cluster/test/Here"
) {}

/** Every time that an agent took a task on, and whether it brought it to its end. */
export const executions = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE executions (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      task_id text NOT NULL,
      workflow_id text NOT NULL,
      node text NOT NULL,
      finished boolean NOT NULL DEFAULT false
    )
  `
})

const definition = {
  version: 1,
  error: Schema.Never,
  supervision: { deadline: "60 seconds", restarts: { times: 2, within: "1 minute" } }
} as const

/** Works for a moment, and answers with the node that it lives on. */
export const Worker = Agent.make({
  ...definition,
  name: "Worker",
  description: "Works for a moment",
  input: Schema.Struct({ millis: Schema.Int }),
  success: Schema.String
})(
  Effect.gen(function* () {
    const { name } = yield* Here
    const sql = yield* SqlClient.SqlClient
    return Effect.fn("Worker.turn")(function* ({ millis }, { task }) {
      const [begun] = yield* sql`
        INSERT INTO executions (task_id, workflow_id, node)
        VALUES (${task.id}, ${task.workflowId}, ${name}) RETURNING id
      `
      yield* Effect.sleep(millis)
      yield* sql`UPDATE executions SET finished = true WHERE id = ${Number(begun?.["id"])}`
      return name
    }, Effect.orDie)
  })
)

/** Yields `0`, `1`, … at a pace, and answers with their number. */
export const Speaker = Agent.make({
  ...definition,
  name: "Speaker",
  description: "Yields elements at a pace",
  input: Schema.Struct({ elements: Schema.Int, millis: Schema.Int }),
  success: Schema.Int
})(
  Effect.succeed(
    Effect.fn("Speaker.turn")(function* ({ elements, millis }, { emit }) {
      for (let element = 0; element < elements; element++) {
        yield* emit(Uint8Array.of(element, element))
        yield* Effect.sleep(millis)
      }
      return elements
    })
  )
)

/** Asks the worker for one task after another. */
export const Job = Orchestration.make({
  name: "Job",
  version: 1,
  input: Schema.Struct({ id: Schema.String, tasks: Schema.Int, millis: Schema.Int }),
  workflowId: ({ id }) => `job:${id}`,
  trigger: "test",
  priority: 5
})

const JobLayer = Job.layer(
  Effect.fn("Job.run")(function* ({ millis, tasks }) {
    for (let step = 0; step < tasks; step++) yield* Worker.ask(`step-${step}`, { millis })
  }, Effect.orDie)
)

export const WorkLayer = Layer.mergeAll(Worker.layer, Speaker.layer, JobLayer)
