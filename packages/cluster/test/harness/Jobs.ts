import { assert } from "@effect/vitest"
import { type Duration, Effect } from "effect"
import { SqlClient } from "effect/sql"
import { eventually } from "./Eventually.ts"
import { NodeCommand } from "./NodeMessages.ts"
import * as TaskStory from "./TaskStory.ts"
import { TestCluster } from "./TestCluster.ts"

const { StartJob } = NodeCommand.cases

/** Starts the jobs `<prefix>-0`, `<prefix>-1`, … on a node, each of `tasks` tasks that take `millis`. */
export const start = Effect.fn("Jobs.start")(function* (
  name: string,
  work: {
    readonly prefix: string
    readonly jobs: number
    readonly tasks: number
    readonly millis: number
  }
) {
  const node = yield* (yield* TestCluster).node(name)
  yield* Effect.forEach(
    Array.from({ length: work.jobs }, (_, n) => `${work.prefix}-${n}`),
    (id) => node.send(StartJob.make({ id, tasks: work.tasks, millis: work.millis })),
    { concurrency: 20, discard: true }
  )
})

/** Waits until that many jobs of a prefix, and no others, are COMPLETED in the ledger. */
export const awaitCompleted = Effect.fn("Jobs.awaitCompleted")(function* (
  prefix: string,
  jobs: number,
  deadline: Duration.Input = "40 seconds"
) {
  const sql = yield* SqlClient.SqlClient
  yield* eventually(
    Effect.map(
      sql`
        SELECT status, count(*)::int AS count FROM aethercast_workflow_instances
        WHERE workflow_id LIKE ${`job:${prefix}-%`} GROUP BY status
      `,
      (rows) => assert.deepEqual(rows, [{ status: "COMPLETED", count: jobs }])
    ),
    deadline
  )
})

/** Waits until one of the nodes is in the middle of a task; returns its name. */
export const awaitBusy = (among: ReadonlyArray<string>, prefix: string) =>
  eventually(
    Effect.flatMap(TaskStory.ofJobs(prefix), (stories) =>
      Effect.fromNullishOr(
        stories
          .flatMap(({ executions }) => executions)
          .find(({ answered, node }) => !answered && among.includes(node))?.node
      )
    )
  )

/** Waits until other nodes have begun tasks that a node had begun and not answered; returns those. */
export const awaitTakenOver = (name: string, prefix: string) =>
  eventually(
    Effect.map(TaskStory.ofJobs(prefix), (stories) => {
      const taken = stories.filter(({ executions }) => {
        const lost = executions.findIndex(({ answered, node }) => node === name && !answered)
        return lost >= 0 && executions.slice(lost).some(({ node }) => node !== name)
      })
      assert.isAbove(taken.length, 0)
      return taken.map(({ task }) => task)
    }),
    "30 seconds"
  )
