import { assert, layer } from "@effect/vitest"
import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Fiber, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { Command } from "./Messages.ts"
import * as Nodes from "./Nodes.ts"
import { eventually } from "../harness/Eventually.ts"
import { fresh } from "../harness/TestDatabase.ts"

const { AwaitReady, CallOff, Follow, IsReady, Locate, Start, Toil } = Command.cases

/** Two nodes that started at once on an empty database, and their database. */
class Two extends Context.Service<Two, { readonly a: Nodes.Node; readonly b: Nodes.Node }>()(
  "@aethercast/cluster/test/Two"
) {
  static readonly layer = Layer.unwrap(
    Effect.gen(function* () {
      const url = yield* fresh
      const [a, b] = yield* Effect.all([Nodes.start("a", url), Nodes.start("b", url)])
      yield* Effect.all([a.tell(AwaitReady.make({})), b.tell(AwaitReady.make({}))], {
        concurrency: 2
      })
      return Layer.merge(Layer.succeed(Two, { a, b }), PgClient.layer({ url, maxConnections: 2 }))
    })
  ).pipe(Layer.orDie)
}

const Execution = Schema.Struct({
  task_id: Schema.String,
  workflow_id: Schema.String,
  node: Schema.String,
  finished: Schema.Boolean
})
/** What was executed for the jobs whose names begin so, in order. */
const executions = Effect.fnUntraced(function* (prefix: string, workflow = `job:${prefix}%`) {
  const sql = yield* SqlClient.SqlClient
  return yield* SqlSchema.findAll({
    Request: Schema.String,
    Result: Execution,
    execute: (jobs) => sql`SELECT * FROM executions WHERE workflow_id LIKE ${jobs} ORDER BY id`
  })(workflow)
})

/** Waits until so many jobs whose names begin so are COMPLETED in the ledger. */
const completed = Effect.fnUntraced(function* (prefix: string, count: number) {
  const sql = yield* SqlClient.SqlClient
  yield* eventually(
    Effect.map(
      sql`
        SELECT status FROM aethercast_workflow_instances
        WHERE workflow_id LIKE ${`job:${prefix}%`} AND status = 'COMPLETED'
      `,
      (rows) => assert.strictEqual(rows.length, count)
    )
  )
})

/** A place that a node serves, of those that begin with `prefix`. */
const placeOn = Effect.fnUntraced(function* (node: Nodes.Node, prefix: string) {
  for (let n = 0; n < 64; n++) {
    const entityId = `${prefix}-${n}`
    if ((yield* node.tell(Locate.make({ entityId }))) === node.name) return entityId
  }
  return yield* Effect.die(`${node.name} serves nothing`)
})

const names = (length: number, prefix: string) =>
  Array.from({ length }, (_, index) => `${prefix}-${index}`)

/** What an agent yields that yields so many elements. */
const inOrder = (elements: number) => Array.from({ length: elements }, (_, n) => [n, n])

/** What came of it that `b` was killed in the middle of everything, when `a` is ready again. */
class Killed extends Context.Service<
  Killed,
  {
    /** What a follower on `a` heard from an agent on `b`. */
    readonly heard: ReadonlyArray<Schema.Json>
    readonly executions: ReadonlyArray<typeof Execution.Type>
  }
>()("@aethercast/cluster/test/Killed") {
  static readonly layer = Layer.effect(
    Killed,
    Effect.gen(function* () {
      const { a, b } = yield* Two
      const heard: Array<Schema.Json> = []
      const entityId = yield* eventually(placeOn(b, "killed"))
      yield* Effect.forEach(names(jobs, "kill"), (job) =>
        a.tell(Start.make({ job, tasks, millis: 100 }))
      )
      const following = yield* Effect.forkChild(
        a.tell(Follow.make({ entityId, elements, millis: 40 }), (element) =>
          Effect.sync(() => heard.push(element))
        )
      )
      yield* eventually(
        Effect.gen(function* () {
          const begun = yield* executions("kill")
          assert.isTrue(begun.some(({ finished, node }) => node === "b" && !finished))
          assert.isAbove(heard.length, 10)
        })
      )
      yield* b.signal("SIGKILL")
      yield* a.tell(AwaitReady.make({}))
      yield* Fiber.join(following)
      yield* completed("kill", jobs)
      return { heard, executions: yield* executions("kill") }
    })
  ).pipe(Layer.orDie)
}
const jobs = 16
const tasks = 8
const elements = 40

layer(Two.layer, { excludeTestServices: true })("two nodes", (it) => {
  it.effect("share the work", () =>
    Effect.gen(function* () {
      const { a } = yield* Two
      yield* Effect.forEach(names(16, "share"), (job) =>
        a.tell(Start.make({ job, tasks: 2, millis: 1 }))
      )
      yield* completed("share", 16)
      const done = yield* executions("share")
      assert.strictEqual(done.length, 32)
      assert.deepStrictEqual(new Set(done.map(({ node }) => node)), new Set(["a", "b"]))
    })
  )

  it.effect("run a workflow that is started on both of them once", () =>
    Effect.gen(function* () {
      const { a, b } = yield* Two
      const start = Start.make({ job: "once", tasks: 3, millis: 1 })
      yield* Effect.all([a.tell(start), b.tell(start), a.tell(start), b.tell(start)], {
        concurrency: 4
      })
      yield* completed("once", 1)
      assert.strictEqual((yield* executions("once")).length, 3)
    })
  )

  it.effect("hand elements over from one to the other as they are yielded", () =>
    Effect.gen(function* () {
      const { a, b } = yield* Two
      const entityId = yield* placeOn(b, "stream")
      const heard: Array<Schema.Json> = []
      const count = yield* a.tell(Follow.make({ entityId, elements: 50, millis: 2 }), (element) =>
        Effect.sync(() => heard.push(element))
      )
      assert.strictEqual(count, 50)
      assert.deepStrictEqual(heard, inOrder(50))
    })
  )

  it.effect("call off what runs on the other one, and record it", () =>
    Effect.gen(function* () {
      const { a, b } = yield* Two
      const entityId = yield* placeOn(b, "toil")
      const failed = yield* Effect.forkChild(a.tell(Toil.make({ entityId })))
      const began = yield* eventually(
        Effect.map(executions("toil", `toil:${entityId}`), ([first]) => {
          assert.isDefined(first)
          return first
        })
      )
      assert.strictEqual(began.node, "b")
      assert.isTrue(yield* a.tell(CallOff.make({ entityId, reason: "enough" })))
      assert.strictEqual(yield* Fiber.join(failed), "Cancelled")

      const sql = yield* SqlClient.SqlClient
      yield* eventually(
        Effect.map(
          sql`SELECT status, error_details FROM aethercast_task_instances WHERE task_id = ${`toil:${entityId}/toil`}`,
          ([row]) =>
            assert.deepStrictEqual(row, {
              status: "FAILED",
              error_details: { _tag: "Cancelled", task: `toil:${entityId}/toil`, reason: "enough" }
            })
        )
      )
    })
  )

  it.effect("are not ready while one of them hangs", () =>
    Effect.gen(function* () {
      const { a, b } = yield* Two
      yield* b.signal("SIGSTOP")
      assert.isFalse(yield* a.tell(IsReady.make({})))
      yield* b.signal("SIGCONT")
      yield* a.tell(AwaitReady.make({}))
      yield* b.tell(AwaitReady.make({}))
    })
  )

  it.layer(Killed.layer, { timeout: "90 seconds" })("of which one is killed", (it) => {
    it.effect("are ready when the other one serves every shard", () =>
      Effect.gen(function* () {
        const { a } = yield* Two
        yield* Killed
        const located = yield* Effect.forEach(
          names(64, "after"),
          (entityId) => a.tell(Locate.make({ entityId })),
          { concurrency: "unbounded" }
        )
        assert.deepStrictEqual(new Set(located), new Set(["a"]))
      })
    )

    it.effect("finish their workflows, each task once but for those that were in flight", () =>
      Effect.gen(function* () {
        const { executions } = yield* Killed
        const byTask = Map.groupBy(executions, ({ task_id }) => task_id)
        assert.strictEqual(byTask.size, jobs * tasks)
        for (const runs of byTask.values()) assert.isTrue(runs.at(-1)?.finished)

        const twice = [...byTask.values()].filter((runs) => runs.length > 1)
        for (const runs of twice) {
          assert.deepStrictEqual(
            runs.map(({ node }) => node),
            ["b", "a"]
          )
        }
        // A workflow asks for one task at a time: only that one can have been in flight.
        const workflows = twice.flatMap(([run]) => run?.workflow_id ?? [])
        assert.strictEqual(new Set(workflows).size, workflows.length)
        assert.isAbove(workflows.length, 0)
      })
    )

    it.effect("tell each element of a task that moved once, and in order", () =>
      Effect.gen(function* () {
        const { heard } = yield* Killed
        assert.deepStrictEqual(heard, inOrder(elements))
      })
    )

    it.effect("tell every task in the ledger as completed", () =>
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
