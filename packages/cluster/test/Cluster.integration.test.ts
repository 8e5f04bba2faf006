import { assert, layer } from "@effect/vitest"
import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Fiber, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { Command } from "./node/Messages.ts"
import * as Nodes from "./node/Nodes.ts"
import { eventually, fresh } from "./TestDatabase.ts"

const { AwaitReady, Follow, IsReady, Locate, Start } = Command.cases

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
/** What was executed, in order. */
const executions = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  return yield* SqlSchema.findAll({
    Request: Schema.Void,
    Result: Execution,
    execute: () => sql`SELECT * FROM executions WHERE workflow_id LIKE 'job:%' ORDER BY id`
  })(undefined)
})

/** Waits until so many jobs are COMPLETED in the ledger. */
const completed = Effect.fnUntraced(function* (count: number) {
  const sql = yield* SqlClient.SqlClient
  yield* eventually(
    Effect.gen(function* () {
      const rows = yield* sql`
        SELECT status FROM workflow_instances
        WHERE workflow_name = 'Job' AND status = 'COMPLETED'
      `
      assert.strictEqual(rows.length, count)
    })
  )
})

/** A place that a node serves, of those that begin with `prefix`. */
const placeOn = Effect.fnUntraced(function* (node: Nodes.Node, prefix: string) {
  for (let n = 0; n < 64; n++) {
    const place = `${prefix}-${n}`
    if ((yield* node.tell(Locate.make({ place }))) === node.name) return place
  }
  return yield* Effect.die(`${node.name} serves nothing`)
})

const names = (length: number, prefix: string) =>
  Array.from({ length }, (_, index) => `${prefix}-${index}`)

layer(Two.layer, { excludeTestServices: true })("two nodes", (it) => {
  it.effect("share the work", () =>
    Effect.gen(function* () {
      const { a } = yield* Two
      const jobs = names(12, "share")
      yield* Effect.forEach(jobs, (job) => a.tell(Start.make({ job, tasks: 2, millis: 1 })))
      yield* completed(jobs.length)
      const done = yield* executions
      assert.deepStrictEqual(new Set(done.map(({ node }) => node)), new Set(["a", "b"]))
      assert.strictEqual(done.length, 24)
    })
  )

  it.effect("run a workflow that is started on both of them once", () =>
    Effect.gen(function* () {
      const { a, b } = yield* Two
      const before = (yield* executions).length
      const start = Start.make({ job: "once", tasks: 3, millis: 1 })
      yield* Effect.all([a.tell(start), b.tell(start), a.tell(start), b.tell(start)], {
        concurrency: 4
      })
      yield* completed(13)
      assert.strictEqual((yield* executions).length - before, 3)
    })
  )

  it.effect("hand elements over from one to the other as they are yielded", () =>
    Effect.gen(function* () {
      const { a, b } = yield* Two
      const place = yield* placeOn(b, "stream")
      const heard: Array<Schema.Json> = []
      const count = yield* a.tell(Follow.make({ place, elements: 50, millis: 2 }), (element) =>
        Effect.sync(() => heard.push(element))
      )
      assert.strictEqual(count, 50)
      assert.deepStrictEqual(
        heard,
        Array.from({ length: 50 }, (_, n) => [n, n])
      )
    })
  )
})

/** What came of a cluster in which one of two nodes was killed in the middle of everything. */
class Killed extends Context.Service<
  Killed,
  {
    /** Whether the other one called the cluster ready, time after time from the kill on. */
    readonly ready: ReadonlyArray<Schema.Json>
    /** What a follower on it heard from an agent on the one that was killed. */
    readonly heard: ReadonlyArray<Schema.Json>
    readonly executions: ReadonlyArray<typeof Execution.Type>
  }
>()("@aethercast/cluster/test/Killed") {
  static readonly layer = Layer.effect(
    Killed,
    Effect.gen(function* () {
      const { a, b } = yield* Two
      const ready: Array<Schema.Json> = []
      const heard: Array<Schema.Json> = []
      const place = yield* placeOn(b, "stream")
      yield* Effect.forEach(names(jobs, "kill"), (job) =>
        a.tell(Start.make({ job, tasks, millis: 100 }))
      )
      const following = yield* Effect.forkChild(
        a.tell(Follow.make({ place, elements, millis: 40 }), (element) =>
          Effect.sync(() => heard.push(element))
        )
      )
      yield* eventually(
        Effect.gen(function* () {
          const running = (yield* executions).filter(
            ({ finished, node }) => node === "b" && !finished
          )
          assert.isAbove(running.length, 0)
          assert.isAbove(heard.length, 10)
        })
      )
      yield* b.kill
      const look = Effect.tap(a.tell(IsReady.make({})), (is) => Effect.sync(() => ready.push(is)))
      yield* Effect.timeout(Effect.repeat(look, { until: (is) => is === true }), "30 seconds")
      yield* Fiber.join(following)
      yield* completed(jobs)
      return { ready, heard, executions: yield* executions }
    })
  ).pipe(Layer.provideMerge(Two.layer), Layer.orDie)
}
const jobs = 8
const tasks = 12
const elements = 40

layer(Killed.layer, { excludeTestServices: true, timeout: "90 seconds" })(
  "when a node is killed, the other one",
  (it) => {
    it.effect("does not call the cluster ready until it serves every shard", () =>
      Effect.gen(function* () {
        const { ready } = yield* Killed
        assert.isFalse(ready[0])
        assert.isTrue(ready.at(-1))
        const { a } = yield* Two
        const located = yield* Effect.forEach(
          names(64, "after"),
          (place) => a.tell(Locate.make({ place })),
          { concurrency: "unbounded" }
        )
        assert.deepStrictEqual(new Set(located), new Set(["a"]))
      })
    )

    it.effect("finishes its workflows, each task once but for those that were in flight", () =>
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

    it.effect("hears each element of a task that moved once, and in order", () =>
      Effect.gen(function* () {
        const { heard } = yield* Killed
        assert.deepStrictEqual(
          heard,
          Array.from({ length: elements }, (_, n) => [n, n])
        )
      })
    )

    it.effect("tells every task in the ledger as completed", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const rows = yield* eventually(
          Effect.tap(
            sql`
              SELECT workflow_id, count(*)::int AS tasks FROM task_instances
              WHERE status = 'COMPLETED' AND agent_name = 'Worker' AND workflow_id LIKE 'job:%'
              GROUP BY workflow_id
            `,
            (rows) => Effect.sync(() => assert.strictEqual(rows.length, jobs))
          )
        )
        for (const row of rows) assert.strictEqual(row["tasks"], tasks)
      })
    )
  }
)
