import * as Agent from "@aethercast/cluster/Agent"
import * as Orchestration from "@aethercast/cluster/Workflow"
import { retrySql } from "@aethercast/cluster/SqlRetry"
import { WorkflowRun } from "@aethercast/cluster/WorkflowRun"
import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"

/** Which process this is. */
export class Here extends Context.Service<
  Here,
  { readonly name: string; readonly letGo: (task: string) => Effect.Effect<void> }
>()("@aethercast/cluster/test/nodes/Here") {}

/**
 * What agents did, told by the database: every time that a task was begun, and the effect that a task
 * has on the world, keyed by its receipt. `moments` counts both and the answers, see `Story`.
 */
export const records = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE SEQUENCE moments`
  yield* sql`
    CREATE TABLE executions (
      moment bigint PRIMARY KEY DEFAULT nextval('moments'),
      task_id text NOT NULL,
      workflow_id text NOT NULL,
      node text NOT NULL
    )
  `
  yield* sql`CREATE TABLE effects (task_id text, receipt text, PRIMARY KEY (task_id, receipt))`
})

/** Has one effect on the world, works for a moment, and answers with its node and execution. */
const Worker = Agent.make({
  name: "Worker",
  version: 1,
  description: "Works for a moment",
  input: Schema.Struct({ millis: Schema.Int }),
  success: Schema.Struct({ node: Schema.String, moment: Schema.String }),
  error: Schema.Never,
  supervision: { deadline: "90 seconds", restarts: { times: 5, within: "1 minute" } }
})(
  Effect.gen(function* () {
    const { letGo, name } = yield* Here
    const sql = yield* SqlClient.SqlClient
    const mark = retrySql(sql`SELECT nextval('moments')::text AS mark`).pipe(
      Effect.map(([row]) => String(row?.["mark"]))
    )
    return Effect.fn("Worker.turn")(function* ({ millis }, { once, task }) {
      return yield* Effect.gen(function* () {
        const [begun] = yield* retrySql(sql`
          INSERT INTO executions (task_id, workflow_id, node)
          VALUES (${task.id}, ${task.workflowId}, ${name}) RETURNING moment
        `)
        const moment = String(begun?.["moment"])
        const receipt = yield* once("receipt", Schema.String, mark)
        yield* retrySql(sql`
          INSERT INTO effects (task_id, receipt) VALUES (${task.id}, ${receipt})
          ON CONFLICT DO NOTHING
        `)
        // The effect is there and the answer is not: what is stopped now must not have it twice. And
        // nothing is asked of the database any more before the answer, as by one that has thawed.
        yield* Effect.sleep(millis)
        return { node: name, moment }
      }).pipe(Effect.onInterrupt(() => letGo(task.id)))
    })
  })
)

/** Asks the worker for one task after another. */
const Job = Orchestration.make({
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

export const WorkLayer = Layer.merge(Worker.layer, JobLayer)

export const start = (job: { id: string; tasks: number; millis: number }) => Job.start(job, null)

/** The name of the node that serves a place. */
export const locate = (entityId: string) =>
  Worker.ask("locate", { millis: 0 }).pipe(
    Effect.map(({ node }) => node),
    Effect.provideServiceEffect(
      WorkflowRun,
      WorkflowRun.make({ workflowId: `locate:${entityId}`, entityId, priority: 5 })
    )
  )
