import { assert, layer } from "@effect/vitest"
import { Context, Effect, Fiber, Layer, type Schema } from "effect"
import { SqlClient } from "effect/sql"
import { eventually } from "../harness/Eventually.ts"
import * as Jobs from "../harness/Jobs.ts"
import { NodeCommand } from "../harness/NodeMessages.ts"
import * as TaskStory from "../harness/TaskStory.ts"
import { entityOn, located, TestCluster } from "../harness/TestCluster.ts"

const { AwaitReady, CancelWork, IsReady, StartJob, Stream, Work } = NodeCommand.cases

const nodeA = Effect.flatMap(TestCluster, ({ node }) => node("a"))
const nodeB = Effect.flatMap(TestCluster, ({ node }) => node("b"))

/** The first elements of a speaker. */
const inOrder = (elements: number) => Array.from({ length: elements }, (_, n) => [n, n])

/** What happened after `b` was killed in the middle of everything, until all jobs were completed. */
class Killed extends Context.Service<
  Killed,
  {
    /** What came to `a` from an agent that began on `b`. */
    readonly streamed: ReadonlyArray<Schema.Json>
    readonly stories: ReadonlyArray<TaskStory.TaskStory>
  }
>()("@aethercast/cluster/test/Killed") {
  static readonly layer = Layer.effect(
    Killed,
    Effect.gen(function* () {
      const a = yield* nodeA
      const b = yield* nodeB
      const streamed: Array<Schema.Json> = []
      const entityId = yield* eventually(entityOn(b, "killed"))
      yield* Jobs.start("a", { prefix: "kill", jobs, tasks, millis: 100 })
      const streaming = yield* Effect.forkChild(
        a.send(Stream.make({ entityId, elements, millis: 40 }), (element) =>
          Effect.sync(() => streamed.push(element))
        )
      )
      yield* Jobs.awaitBusy(["b"], "kill")
      yield* eventually(Effect.sync(() => assert.isAbove(streamed.length, 10)))
      yield* b.kill
      yield* a.send(AwaitReady.make({}))
      yield* Fiber.join(streaming)
      yield* Jobs.awaitCompleted("kill", jobs)
      return { streamed, stories: yield* TaskStory.ofJobs("kill") }
    })
  ).pipe(Layer.orDie)
}
const jobs = 16
const tasks = 8
const elements = 40

layer(TestCluster.layer({ a: {}, b: {} }), { excludeTestServices: true })("two nodes", (it) => {
  it.effect("share the work", () =>
    Effect.gen(function* () {
      yield* Jobs.start("a", { prefix: "share", jobs: 16, tasks: 2, millis: 1 })
      yield* Jobs.awaitCompleted("share", 16)
      const executions = (yield* TaskStory.ofJobs("share")).flatMap(({ executions }) => executions)
      assert.strictEqual(executions.length, 32)
      assert.deepStrictEqual(new Set(executions.map(({ node }) => node)), new Set(["a", "b"]))
    })
  )

  it.effect("run a workflow once that is started on both of them", () =>
    Effect.gen(function* () {
      const a = yield* nodeA
      const b = yield* nodeB
      const start = StartJob.make({ id: "once-0", tasks: 3, millis: 1 })
      yield* Effect.all([a.send(start), b.send(start), a.send(start), b.send(start)], {
        concurrency: 4
      })
      yield* Jobs.awaitCompleted("once", 1)
      const stories = yield* TaskStory.ofJobs("once")
      assert.deepStrictEqual(
        stories.map(({ executions }) => executions.length),
        [1, 1, 1]
      )
    })
  )

  it.effect("pass the elements of a stream from one to the other as they are emitted", () =>
    Effect.gen(function* () {
      const a = yield* nodeA
      const entityId = yield* entityOn(yield* nodeB, "stream")
      const streamed: Array<Schema.Json> = []
      const count = yield* a.send(Stream.make({ entityId, elements: 50, millis: 2 }), (element) =>
        Effect.sync(() => streamed.push(element))
      )
      assert.strictEqual(count, 50)
      assert.deepStrictEqual(streamed, inOrder(50))
    })
  )

  it.effect("cancel a task that runs on the other one, and record it", () =>
    Effect.gen(function* () {
      const a = yield* nodeA
      const entityId = yield* entityOn(yield* nodeB, "work")
      const failure = yield* Effect.forkChild(a.send(Work.make({ entityId })))
      const [story] = yield* eventually(
        Effect.tap(TaskStory.matching(`work:${entityId}`), (stories) =>
          Effect.sync(() => assert.strictEqual(stories.length, 1))
        )
      )
      assert.strictEqual(story?.executions[0]?.node, "b")
      assert.isTrue(yield* a.send(CancelWork.make({ entityId, reason: "enough" })))
      assert.strictEqual(yield* Fiber.join(failure), "Cancelled")

      const sql = yield* SqlClient.SqlClient
      yield* eventually(
        Effect.map(
          sql`SELECT status, error_details FROM aethercast_task_instances WHERE task_id = ${`work:${entityId}/work`}`,
          ([row]) =>
            assert.deepStrictEqual(row, {
              status: "FAILED",
              error_details: { _tag: "Cancelled", task: `work:${entityId}/work`, reason: "enough" }
            })
        )
      )
    })
  )

  it.effect("are not ready while one of them hangs", () =>
    Effect.gen(function* () {
      const a = yield* nodeA
      const b = yield* nodeB
      yield* b.freeze
      assert.isFalse(yield* a.send(IsReady.make({})))
      yield* b.thaw
      yield* a.send(AwaitReady.make({}))
      yield* b.send(AwaitReady.make({}))
    })
  )

  it.layer(Killed.layer, { timeout: "90 seconds" })("of which one is killed", (it) => {
    it.effect("are ready when the other one serves every shard", () =>
      Effect.gen(function* () {
        yield* Killed
        assert.deepStrictEqual(yield* located(yield* nodeA, 64, "after"), new Set(["a"]))
      })
    )

    it.effect("finish their workflows, each task once except those that were in flight", () =>
      Effect.gen(function* () {
        const { stories } = yield* Killed
        TaskStory.assertExactlyOnce(stories, jobs * tasks)
        const repeated = TaskStory.repeated(stories)
        for (const { executions } of repeated) {
          assert.deepStrictEqual(
            executions.map(({ node }) => node),
            ["b", "a"]
          )
        }
        // A workflow asks for one task at a time: only that one can have been in flight.
        const workflows = repeated.map(({ workflow }) => workflow)
        assert.strictEqual(new Set(workflows).size, workflows.length)
        assert.isAbove(workflows.length, 0)
      })
    )

    it.effect("emit each element of a task that moved once, and in order", () =>
      Effect.gen(function* () {
        const { streamed } = yield* Killed
        assert.deepStrictEqual(streamed, inOrder(elements))
      })
    )

    it.effect("record every task in the ledger as completed", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const count = sql`
          SELECT count(*)::int AS count FROM aethercast_task_instances
          WHERE status = 'COMPLETED' AND agent_name = 'Worker' AND workflow_id LIKE 'job:kill%'
        `
        yield* eventually(
          Effect.map(count, ([row]) => assert.strictEqual(row?.["count"], jobs * tasks))
        )
      })
    )
  })
})
