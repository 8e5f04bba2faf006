import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, type Schema } from "effect"
import { SqlClient } from "effect/sql"
import { eventually } from "../harness/Eventually.ts"
import * as Jobs from "../harness/Jobs.ts"
import { NodeCommand } from "../harness/NodeMessages.ts"
import * as TaskStory from "../harness/TaskStory.ts"
import { entityOn, TestCluster } from "../harness/TestCluster.ts"

const { CancelWork, Stream, Work } = NodeCommand.cases

const nodeA = Effect.flatMap(TestCluster, ({ node }) => node("a"))
const nodeB = Effect.flatMap(TestCluster, ({ node }) => node("b"))

layer(TestCluster.layer({ a: { storage: "engine" }, b: { storage: "engine" } }), {
  excludeTestServices: true
})("two nodes on a storage that the application brings", (it) => {
  it.effect("complete workflows, and store nothing in the runtime's own", () =>
    Effect.gen(function* () {
      yield* Jobs.start("a", { prefix: "share", jobs: 8, tasks: 3, millis: 1 })
      yield* Jobs.awaitCompleted("share", 8)
      const sql = yield* SqlClient.SqlClient
      const [stored] = yield* sql`
        SELECT (SELECT count(*)::int FROM aethercast_messages) AS own,
          (SELECT count(*) > 0 FROM cluster_messages WHERE processed) AS brought
      `
      assert.deepStrictEqual(stored, { own: 0, brought: true })
    })
  )

  it.effect("pass the elements of a stream from one to the other", () =>
    Effect.gen(function* () {
      const a = yield* nodeA
      const entityId = yield* entityOn(yield* nodeB, "stream")
      const streamed: Array<Schema.Json> = []
      const count = yield* a.send(Stream.make({ entityId, elements: 20, millis: 1 }), (element) =>
        Effect.sync(() => streamed.push(element))
      )
      assert.strictEqual(count, 20)
      assert.deepStrictEqual(
        streamed,
        Array.from({ length: 20 }, (_, n) => [n, n])
      )
    })
  )

  it.effect("cancel a task that runs on the other one", () =>
    Effect.gen(function* () {
      const a = yield* nodeA
      const entityId = yield* entityOn(yield* nodeB, "work")
      const failure = yield* Effect.forkChild(a.send(Work.make({ entityId })))
      yield* eventually(
        Effect.map(TaskStory.matching(`work:${entityId}`), (stories) => assert.lengthOf(stories, 1))
      )
      assert.isTrue(yield* a.send(CancelWork.make({ entityId, reason: "enough" })))
      assert.strictEqual(yield* Fiber.join(failure), "Cancelled")
    })
  )
})
