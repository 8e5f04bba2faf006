import { assert, describe, it } from "@effect/vitest"
import * as Agent from "@aethercast/cluster/Agent"
import * as Cluster from "@aethercast/cluster/Readiness"
import * as Database from "@aethercast/cluster/Database"
import * as Workflow from "@aethercast/cluster/Workflow"
import { DeadLetter } from "@aethercast/cluster/DeadLetter"
import { DeadLetters } from "@aethercast/cluster/DeadLetters"
import { Ramp } from "@aethercast/cluster/Ramp"
import { Ramps } from "@aethercast/cluster/Ramps"
import { AgentRegistry } from "@aethercast/cluster/AgentRegistry"
import * as Runtime from "@aethercast/cluster/Runtime"
import { Task } from "@aethercast/cluster/Task"
import { WorkflowRun } from "@aethercast/cluster/WorkflowRun"
import {
  Context,
  Effect,
  Exit,
  Latch,
  Layer,
  type Redacted,
  Ref,
  References,
  Schema,
  Scope
} from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { freePort } from "../harness/FreePort.ts"
import { eventually } from "../harness/Eventually.ts"
import { fresh } from "../harness/TestDatabase.ts"
import { secret } from "../harness/TestSecret.ts"

/** What a task waits for if its input says so. */
class Gate extends Context.Service<Gate, Latch.Latch>()("@aethercast/cluster/test/Gate") {
  static readonly layer = Layer.effect(Gate, Latch.make())
}

/** What the handler of cancelled tales was called with. */
class CancelledTales extends Context.Service<
  CancelledTales,
  Ref.Ref<ReadonlyArray<CancelledTale>>
>()("@aethercast/cluster/test/CancelledTales") {
  static readonly layer = Layer.effect(CancelledTales, Ref.make<ReadonlyArray<CancelledTale>>([]))
}
interface CancelledTale {
  readonly id: string
  readonly workflowId: string
  readonly reason: string
}

const greeter = (version: number) =>
  Agent.make({
    name: "Greeter",
    version,
    description: "Answers at once, or when the gate opens",
    input: Schema.Struct({ waits: Schema.Boolean }),
    success: Schema.Int,
    error: Schema.Never,
    supervision: { deadline: "1 minute", restarts: { times: 1, within: "1 minute" } }
  })(
    Effect.gen(function* () {
      const gate = yield* Gate
      return Effect.fn("Greeter.turn")(function* ({ waits }) {
        if (waits) yield* Latch.await(gate)
        return version
      })
    })
  )
const greeters = [greeter(1), greeter(2)] as const
const [Greeter] = greeters

const tale = (version: number) =>
  Workflow.make({
    name: "Tale",
    version,
    input: Schema.Struct({ id: Schema.String }),
    success: Schema.Void,
    error: Schema.Never,
    workflowId: ({ id }) => `tale:${id}`,
    trigger: "test",
    priority: 5
  })

const first = Effect.fn("Tale.first")(function* () {
  yield* Greeter.ask("begin", { waits: false })
  yield* Greeter.ask("gate", { waits: true })
  yield* Greeter.ask("end", { waits: false })
})
const second = Effect.fn("Tale.second")(function* () {
  yield* first()
  yield* Greeter.ask("epilogue", { waits: false })
})

const serving = {
  first: tale(1).layer(first),
  second: tale(2).layer(second),
  both: tale(2).layer(second, { older: { 1: first } }),
  cancellable: tale(1).layer(first, {
    onCancelled: Effect.fnUntraced(function* ({ id }, reason) {
      const { workflowId } = yield* WorkflowRun
      const cancelled = yield* CancelledTales
      yield* Ref.update(cancelled, (before) => [...before, { id, workflowId, reason }])
    })
  })
}

/** A node of a cluster, until it is stopped or the test ends. */
const node = Effect.fnUntraced(function* (url: Redacted.Redacted, tales: keyof typeof serving) {
  const scope = yield* Scope.make()
  const stop = Scope.close(scope, Exit.void)
  yield* Effect.addFinalizer(() => stop)
  const port = yield* freePort
  const context = yield* Layer.mergeAll(
    serving[tales],
    ...greeters.map((agent) => agent.layer)
  ).pipe(
    Layer.provideMerge(Runtime.layer({ host: "127.0.0.1", port, identity: secret })),
    Layer.provideMerge(Database.layer({ url, migrations: {} })),
    Layer.provideMerge(Layer.merge(Gate.layer, CancelledTales.layer)),
    Layer.provide(Layer.succeed(References.MinimumLogLevel, "Error")),
    (layer) => Layer.buildWithMemoMap(layer, Layer.makeMemoMapUnsafe(), scope)
  )
  yield* Effect.provideContext(Cluster.awaitReady, context)
  return {
    stop,
    start: (id: string) => Effect.provideContext(tale(2).start({ id }), context),
    cancel: (id: string, reason: string) =>
      Effect.provideContext(tale(2).cancel(`tale:${id}`, reason), context),
    cancelled: Ref.get(Context.get(context, CancelledTales)),
    ramps: Context.get(context, Ramps),
    versions: Context.get(context, AgentRegistry).versionsOf("workflow", "Tale"),
    gate: Context.get(context, Gate),
    letters: Context.get(context, DeadLetters),
    stories: Effect.provideContext(stories, context)
  }
})

const Story = Schema.Struct({
  id: Schema.String,
  version: Schema.Int,
  status: Schema.String,
  error: Schema.NullOr(Schema.String),
  /** Which version of the greeter did each of its tasks. */
  greeters: Schema.Array(Schema.Int)
})
const stories = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const all = yield* SqlSchema.findAll({
    Request: Schema.Void,
    Result: Story,
    execute: () => sql`
      SELECT substr(workflow_id, 6) AS id, version, status, error_message AS error,
        ARRAY(SELECT agent_version FROM aethercast_task_instances t
          WHERE t.workflow_id = w.workflow_id ORDER BY task_order) AS greeters
      FROM aethercast_workflow_instances w WHERE workflow_name = 'Tale'
    `
  })()
  return new Map(all.map(({ id, ...story }) => [id, story]))
})

type Node = Effect.Success<ReturnType<typeof node>>

const becomes = <A, E>(effect: Effect.Effect<A, E>, expected: A) =>
  eventually(Effect.map(effect, (now) => assert.deepStrictEqual(now, expected)))

/** Waits until a tale is at the gate. */
const atGate = ({ stories }: Node, id: string) =>
  becomes(
    Effect.map(stories, (all) => all.get(id)?.greeters.length),
    2
  )

const ended = (version: number, tasks: number) => ({
  version,
  status: "COMPLETED",
  error: null,
  greeters: Array.from({ length: tasks }, () => version)
})

const live = (name: string, test: Effect.Effect<unknown, unknown, Scope.Scope>) =>
  it.live(name, () => Effect.scoped(Effect.orDie(test)))

describe("two versions of a workflow and of its agent", () => {
  live(
    "run side by side: what has begun keeps both, and a ramp is rolled back in one step",
    Effect.gen(function* () {
      const one = yield* node(yield* fresh, "both")
      const kinds = ["workflow", "agent"] as const
      const names = { workflow: "Tale", agent: "Greeter" }
      const ramp = (percent: number) =>
        Effect.forEach(kinds, (kind) =>
          one.ramps.set(
            new Ramp({ kind, name: names[kind], from: 1, to: 2, percent, changedAt: 0 })
          )
        )
      yield* ramp(0)
      yield* one.start("old")
      yield* atGate(one, "old")
      yield* ramp(100)
      yield* one.start("new")
      yield* atGate(one, "new")
      for (const kind of kinds) yield* one.ramps.rollBack(kind, names[kind])
      yield* one.start("back")
      yield* atGate(one, "back")
      yield* Latch.open(one.gate)
      yield* becomes(
        one.stories,
        new Map([
          ["old", ended(1, 3)],
          ["new", ended(2, 4)],
          ["back", ended(1, 3)]
        ])
      )
    })
  )

  live(
    "give way to the one that every node has",
    Effect.gen(function* () {
      const url = yield* fresh
      const newer = yield* node(url, "both")
      const older = yield* node(url, "first")
      for (const { gate } of [newer, older]) yield* Latch.open(gate)
      yield* becomes(newer.versions, [1])
      yield* newer.start("careful")
      yield* older.stop
      yield* becomes(newer.versions, [1, 2])
      yield* newer.start("bold")
      const versions = Effect.map(newer.stories, (all) =>
        ["careful", "bold"].map((id) => [all.get(id)?.version, all.get(id)?.status])
      )
      yield* becomes(versions, [
        [1, "COMPLETED"],
        [2, "COMPLETED"]
      ])
    })
  )

  live(
    "a run says so when no node has its version any more",
    Effect.gen(function* () {
      const url = yield* fresh
      const before = yield* node(url, "first")
      yield* before.start("left behind")
      yield* atGate(before, "left behind")
      yield* before.stop
      const after = yield* node(url, "second")
      yield* becomes(
        Effect.map(after.stories, (all) => all.get("left behind")?.error),
        "No node serves version 1 of Tale any more"
      )
    })
  )
})

/** The dead letter of a task of a tale. */
const letter = (tale: string) =>
  new DeadLetter({
    task: new Task({
      id: `tale:${tale}/lost`,
      workflowId: `tale:${tale}`,
      agent: "Greeter",
      version: 1,
      order: 0,
      correlationId: `tale:${tale}`,
      priority: 5,
      tenant: "",
      deadline: Number.MAX_SAFE_INTEGER,
      input: { waits: false }
    }),
    entityId: "somewhere",
    role: "default",
    attempts: [],
    error: null,
    status: "WAITING",
    diedAt: 1
  })

describe("a cancelled workflow", () => {
  live(
    "has its dead letters discarded with the reason when the cancellation is confirmed",
    Effect.gen(function* () {
      const one = yield* node(yield* fresh, "first")
      yield* one.start("unwanted")
      yield* atGate(one, "unwanted")
      yield* one.letters.add(letter("unwanted"))
      yield* one.letters.add(letter("wanted"))
      assert.isTrue(yield* one.cancel("unwanted", "told twice"))
      const { reason, status } = yield* one.letters.find("tale:unwanted/lost")
      assert.deepStrictEqual([status, reason], ["DISCARDED", "Cancelled: told twice"])
      assert.strictEqual((yield* one.letters.find("tale:wanted/lost")).status, "WAITING")
    })
  )

  live(
    "runs its handler for cancellation before the cancellation is confirmed",
    Effect.gen(function* () {
      const one = yield* node(yield* fresh, "cancellable")
      yield* one.start("unwanted")
      yield* atGate(one, "unwanted")
      assert.isTrue(yield* one.cancel("unwanted", "told twice"))
      assert.deepStrictEqual(yield* one.cancelled, [
        { id: "unwanted", workflowId: "tale:unwanted", reason: "told twice" }
      ])
      yield* becomes(
        Effect.map(one.stories, (all) => all.get("unwanted")),
        { version: 1, status: "FAILED", error: "Cancelled: told twice", greeters: [2, 2] }
      )
    })
  )

  live(
    "does not run that handler when it completes",
    Effect.gen(function* () {
      const one = yield* node(yield* fresh, "cancellable")
      yield* Latch.open(one.gate)
      yield* one.start("wanted")
      yield* becomes(
        Effect.map(one.stories, (all) => all.get("wanted")?.status),
        "COMPLETED"
      )
      assert.deepStrictEqual(yield* one.cancelled, [])
    })
  )
})
