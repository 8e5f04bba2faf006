import * as Agent from "@aethercast/cluster/Agent"
import * as Workflow from "@aethercast/cluster/Workflow"
import { retrySql } from "@aethercast/cluster/SqlRetry"
import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"

/** The node process in which an agent runs. */
export class ThisNode extends Context.Service<
  ThisNode,
  {
    readonly name: string
    /** Reports that a task was interrupted before its end. */
    readonly interrupted: (task: string) => Effect.Effect<void>
  }
>()("@aethercast/cluster/test/ThisNode") {}

const definition = {
  version: 1,
  error: Schema.Never,
  supervision: { deadline: "90 seconds", restarts: { times: 5, within: "1 minute" } }
} as const

/**
 * Records its execution and has one effect on the world, see `TaskStory`; works for a while, and answers
 * with its node and the number of its execution.
 */
export const Worker = Agent.make({
  ...definition,
  name: "Worker",
  description: "Works for a while",
  input: Schema.Struct({ millis: Schema.Int }),
  success: Schema.Struct({ node: Schema.String, moment: Schema.String })
})(
  Effect.gen(function* () {
    const node = yield* ThisNode
    const sql = yield* SqlClient.SqlClient
    const newReceipt = retrySql(sql`SELECT nextval('moments')::text AS receipt`).pipe(
      Effect.map(([row]) => String(row?.["receipt"]))
    )
    return Effect.fn("Worker.turn")(function* ({ millis }, { once, task }) {
      return yield* Effect.gen(function* () {
        const [begun] = yield* retrySql(sql`
          INSERT INTO executions (task_id, workflow_id, node)
          VALUES (${task.id}, ${task.workflowId}, ${node.name}) RETURNING moment
        `)
        const receipt = yield* once("receipt", Schema.String, newReceipt)
        yield* retrySql(sql`
          INSERT INTO effects (task_id, receipt) VALUES (${task.id}, ${receipt})
          ON CONFLICT DO NOTHING
        `)
        // From here on the effect is recorded and the answer is not: an execution that is stopped now is
        // the one that could have its effect twice. It needs no database for its answer, so that a node
        // that was frozen here could give one.
        yield* Effect.sleep(millis)
        return { node: node.name, moment: String(begun?.["moment"]) }
      }).pipe(Effect.onInterrupt(() => node.interrupted(task.id)))
    })
  })
)

/** Emits the bytes [0, 0], [1, 1], … with pauses, and answers with their count. */
export const Speaker = Agent.make({
  ...definition,
  name: "Speaker",
  description: "Emits elements with pauses",
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

/** Emits outputs as fast as they are taken, each marked with its number; answers with its most memory. */
export const Producer = Agent.make({
  ...definition,
  name: "Producer",
  description: "Emits much",
  input: Schema.Struct({ outputs: Schema.Int, bytes: Schema.Int }),
  success: Schema.Struct({ maxBufferBytes: Schema.Int })
})(
  Effect.succeed(
    Effect.fn("Producer.turn")(function* ({ bytes, outputs }, { emit }) {
      let maxBufferBytes = 0
      for (let n = 0; n < outputs; n++) {
        const output = new Uint8Array(bytes)
        new DataView(output.buffer).setUint32(0, n)
        yield* emit(output)
        maxBufferBytes = Math.max(maxBufferBytes, process.memoryUsage().arrayBuffers)
      }
      return { maxBufferBytes }
    })
  )
)

/** Asks the worker for one task after another. */
export const Job = Workflow.make({
  name: "Job",
  version: 1,
  input: Schema.Struct({ id: Schema.String, tasks: Schema.Int, millis: Schema.Int }),
  success: Schema.Void,
  error: Schema.Never,
  workflowId: ({ id }) => `job:${id}`,
  trigger: "test",
  priority: 5
})

const JobLayer = Job.layer(
  Effect.fn("Job.run")(function* ({ millis, tasks }) {
    for (let step = 0; step < tasks; step++) yield* Worker.ask(`step-${step}`, { millis })
  })
)

export const TestAgentsLayer = Layer.mergeAll(Worker.layer, Speaker.layer, Producer.layer, JobLayer)
