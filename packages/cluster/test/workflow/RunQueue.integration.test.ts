import { assert, describe, it } from "@effect/vitest"
import * as Cluster from "@aethercast/cluster/Readiness"
import * as Database from "@aethercast/cluster/Database"
import { RunQueue } from "@aethercast/cluster/RunQueue"
import * as Runtime from "@aethercast/cluster/Runtime"
import * as Workflow from "@aethercast/cluster/Workflow"
import { WorkflowRun } from "@aethercast/cluster/WorkflowRun"
import * as RunExpiry from "../../src/workflow/internal/RunExpiry.ts"
import * as RunQueueTable from "../../src/workflow/internal/RunQueueTable.ts"
import {
  Clock,
  Context,
  Deferred,
  Duration,
  Effect,
  Exit,
  Layer,
  type Redacted,
  References,
  Schema,
  Scope
} from "effect"
import { SqlClient } from "effect/sql"
import { eventually } from "../harness/Eventually.ts"
import { freePort } from "../harness/FreePort.ts"
import { fresh } from "../harness/TestDatabase.ts"
import { secret } from "../harness/TestSecret.ts"

/** What the jobs of a node do, and what they wait for. */
class Jobs extends Context.Service<
  Jobs,
  {
    /** How often each job was executed, by the order of its first execution. */
    readonly executions: Map<string, number>
    /** Those that passed the queue, in order. */
    readonly begun: Array<string>
    /** Waits until the job is told to go on, to rest, or to crash. */
    readonly orders: (id: string) => Deferred.Deferred<"end" | "rest" | "crash">
  }
>()("@aethercast/cluster/test/Jobs") {
  static readonly layer = Layer.sync(Jobs, () => {
    const orders = new Map<string, Deferred.Deferred<"end" | "rest" | "crash">>()
    return {
      executions: new Map(),
      begun: [],
      orders: (id) => {
        const known = orders.get(id) ?? Deferred.makeUnsafe()
        orders.set(id, known)
        return known
      }
    }
  })
}

const Job = Workflow.make({
  name: "Job",
  version: 1,
  input: Schema.Struct({ id: Schema.String }),
  success: Schema.Void,
  error: Schema.Never,
  workflowId: ({ id }) => id,
  trigger: "test",
  priority: 5
})

const JobLayer = Job.layer(
  Effect.fn("Job.run")(function* ({ id }) {
    const queue = yield* RunQueue
    const jobs = yield* Jobs
    jobs.executions.set(id, (jobs.executions.get(id) ?? 0) + 1)
    yield* queue.enter
    jobs.begun.push(id)
    const order = yield* Deferred.await(jobs.orders(id))
    if (order === "crash") return yield* Effect.die("It was told to crash")
    if (order === "rest") {
      yield* queue.rest(id, {
        duration: id.startsWith("a") ? "6 hours" : "12 hours",
        reason: "Nobody resumed it."
      })
      yield* queue.enter
    }
    yield* queue.leave(id)
  }),
  {
    onCancelled: Effect.fnUntraced(function* () {
      const { workflowId } = yield* WorkflowRun
      yield* (yield* RunQueue).leave(workflowId)
    })
  }
)

const node = Effect.fnUntraced(function* (
  url: Redacted.Redacted,
  limits: { readonly perCluster?: number; readonly perNode?: number; readonly starting?: number }
) {
  const scope = yield* Scope.make()
  const stop = Scope.close(scope, Exit.void)
  yield* Effect.addFinalizer(() => stop)
  const port = yield* freePort
  const context = yield* JobLayer.pipe(
    Layer.provideMerge(RunQueue.layer({ perCluster: 100, perNode: 100, starting: 100, ...limits })),
    Layer.provideMerge(Jobs.layer),
    Layer.provideMerge(Runtime.layer({ host: "127.0.0.1", port, identity: secret })),
    Layer.provideMerge(Database.layer({ url, migrations: {} })),
    Layer.provide(Layer.succeed(References.MinimumLogLevel, "Error")),
    (layer) => Layer.buildWithMemoMap(layer, Layer.makeMemoMapUnsafe(), scope)
  )
  yield* Effect.provideContext(Cluster.awaitReady, context)
  const jobs = Context.get(context, Jobs)
  const queue = Context.get(context, RunQueue)
  const sql = Context.get(context, SqlClient.SqlClient)
  return {
    stop,
    queue,
    jobs,
    /** Starts a job of a tenant, `a1` of `a`, and waits until it is in the queue. */
    start: Effect.fnUntraced(function* (id: string) {
      yield* Effect.provideContext(Job.start({ id }, { session: id.slice(0, 1) }), context)
      yield* eventually(
        Effect.map(sql`SELECT FROM aethercast_run_queue WHERE workflow_id = ${id}`, (rows) =>
          assert.strictEqual(rows.length, 1)
        )
      )
    }),
    order: (id: string, order: "end" | "rest" | "crash") =>
      Deferred.succeed(jobs.orders(id), order),
    cancel: (id: string) => Effect.provideContext(Job.cancel(id, "not needed"), context),
    result: (id: string) => Effect.provideContext(Job.result(id), context),
    /** As if this much time had passed. */
    cancelExpired: Effect.fnUntraced(function* (after: Duration.Input) {
      const later = (yield* Clock.currentTimeMillis) + Duration.toMillis(after)
      const table = yield* RunQueueTable.make
      yield* RunExpiry.cancelExpired(table, () => true, later)
    }, Effect.provideContext(context)),
    /** What is in the table, by the status of the jobs. */
    stored: Effect.map(
      sql<{ id: string; status: string }>`
        SELECT workflow_id AS id, status FROM aethercast_run_queue ORDER BY round, arrival
      `,
      (rows) => rows.map(({ id, status }) => `${id} ${status}`)
    ),
    waiting: Effect.map(queue.waiting, (runs) => runs.map(({ workflowId }) => workflowId))
  }
})

const becomes = <A, E>(effect: Effect.Effect<A, E>, expected: A) =>
  eventually(Effect.map(effect, (now) => assert.deepStrictEqual(now, expected)))

const begun = ({ jobs }: Effect.Success<ReturnType<typeof node>>) =>
  Effect.sync(() => [...jobs.begun])

const live = (name: string, test: Effect.Effect<unknown, unknown, Scope.Scope>) =>
  it.live(name, () => Effect.scoped(Effect.orDie(test)))

describe("the queue of runs", () => {
  live(
    "lets as many run as the limit, and the others in turns of their tenants",
    Effect.gen(function* () {
      const one = yield* node(yield* fresh, { perNode: 1 })
      for (const id of ["a1", "a2", "a3", "b1", "c1", "b2"]) yield* one.start(id)
      yield* becomes(begun(one), ["a1"])
      yield* becomes(one.waiting, ["a2", "b1", "c1", "a3", "b2"])
      const turns = ["a1", "a2", "b1", "c1", "a3", "b2"]
      for (const [n, id] of turns.entries()) {
        yield* becomes(begun(one), turns.slice(0, n + 1))
        yield* one.order(id, "end")
        yield* one.result(id)
      }
      yield* becomes(one.waiting, [])
      assert.deepStrictEqual(yield* one.stored, [])
    })
  )

  live(
    "executes a waiting run no more until its turn, restarts included",
    Effect.gen(function* () {
      const url = yield* fresh
      const first = yield* node(url, { perNode: 1 })
      for (const id of ["a1", "a2", "a3"]) yield* first.start(id)
      yield* becomes(first.waiting, ["a2", "a3"])
      yield* first.stop
      const second = yield* node(url, { perNode: 1 })
      yield* becomes(begun(second), ["a1"])
      yield* becomes(second.waiting, ["a2", "a3"])
      assert.deepStrictEqual([...second.jobs.executions], [["a1", 1]])
      yield* second.order("a1", "end")
      yield* becomes(begun(second), ["a1", "a2"])
      assert.deepStrictEqual(
        [...second.jobs.executions],
        [
          ["a1", 1],
          ["a2", 1]
        ]
      )
    })
  )

  live(
    "lets few runs start at a time, also those that a restart has interrupted",
    Effect.gen(function* () {
      const url = yield* fresh
      const ids = ["a1", "b1", "c1", "d1"]
      const first = yield* node(url, { perNode: 3 })
      for (const id of ids) yield* first.start(id)
      yield* becomes(begun(first), ids.slice(0, 3))
      yield* first.stop
      const second = yield* node(url, { perNode: 3, starting: 1 })
      const order: Array<string> = []
      while (order.length < ids.length) {
        yield* eventually(
          Effect.map(begun(second), (now) => assert.strictEqual(now.length, order.length + 1))
        )
        const [id = ""] = second.jobs.begun.slice(-1)
        order.push(id)
        // All that may were executed and wait for the one that starts.
        yield* eventually(Effect.sync(() => assert.isAtLeast(second.jobs.executions.size, 3)))
        assert.strictEqual(second.jobs.begun.length, order.length)
        if (order.length < 3) yield* second.queue.started(id)
        else yield* Effect.forEach(order, (one) => second.order(one, "end"))
      }
      assert.sameMembers(order, ids)
      assert.strictEqual(order.at(-1), "d1")
    })
  )

  live(
    "gives the turn of a run that rests to another, and one to it when it is resumed",
    Effect.gen(function* () {
      const url = yield* fresh
      const first = yield* node(url, { perNode: 1 })
      for (const id of ["a1", "b1", "b2"]) yield* first.start(id)
      yield* first.order("a1", "rest")
      yield* becomes(begun(first), ["a1", "b1"])
      assert.deepStrictEqual(yield* first.stored, ["a1 RESTING", "b1 RUNNING", "b2 WAITING"])
      yield* first.stop
      const second = yield* node(url, { perNode: 1 })
      yield* becomes(begun(second), ["b1"])
      yield* second.queue.resume("b1")
      yield* second.queue.resume("a1")
      yield* becomes(second.waiting, ["a1", "b2"])
      yield* second.order("b1", "end")
      yield* becomes(begun(second), ["b1", "a1"])
      yield* second.order("a1", "end")
      yield* second.result("a1")
      yield* becomes(begun(second), ["b1", "a1", "b2"])
    })
  )

  live(
    "cancels a run that rests for longer than it may, with the reason",
    Effect.gen(function* () {
      const one = yield* node(yield* fresh, {})
      for (const id of ["a1", "b1"]) {
        yield* one.start(id)
        yield* one.order(id, "rest")
      }
      yield* becomes(one.stored, ["a1 RESTING", "b1 RESTING"])
      yield* one.cancelExpired("5 hours")
      assert.deepStrictEqual(yield* one.stored, ["a1 RESTING", "b1 RESTING"])
      yield* one.cancelExpired("7 hours")
      const failure = yield* Effect.flip(one.result("a1"))
      assert.deepInclude(failure, { _tag: "WorkflowCancelled", reason: "Nobody resumed it." })
      yield* becomes(one.stored, ["b1 RESTING"])
    })
  )

  live(
    "is left by a run that is cancelled while it waits, and by one that crashes",
    Effect.gen(function* () {
      const one = yield* node(yield* fresh, { perNode: 1 })
      for (const id of ["a1", "b1", "c1"]) yield* one.start(id)
      assert.isTrue(yield* one.cancel("b1"))
      yield* becomes(one.stored, ["a1 RUNNING", "c1 WAITING"])
      yield* one.order("a1", "crash")
      yield* becomes(begun(one), ["a1", "c1"])
      yield* becomes(one.stored, ["c1 RUNNING"])
    })
  )

  live(
    "bounds the runs of all nodes together, and lets those of a dead node go on",
    Effect.gen(function* () {
      const url = yield* fresh
      const limits = { perCluster: 3, perNode: 3 }
      const nodes = [yield* node(url, limits), yield* node(url, limits)] as const
      const [one, two] = nodes
      const ids = Array.from({ length: 12 }, (_, n) => `${String.fromCodePoint(97 + n)}1`)
      for (const id of ids) yield* one.start(id)
      const running = Effect.map(one.stored, (all) =>
        all.filter((entry) => entry.endsWith("RUNNING"))
      )
      yield* becomes(
        Effect.map(running, (all) => all.length),
        3
      )
      yield* two.stop
      let most = 0
      while ((yield* one.stored).length > 0) {
        most = Math.max(most, (yield* running).length)
        yield* Effect.forEach(ids, (id) => one.order(id, "end"))
      }
      assert.strictEqual(most, 3)
      for (const id of ids) yield* one.result(id)
    })
  )
})
