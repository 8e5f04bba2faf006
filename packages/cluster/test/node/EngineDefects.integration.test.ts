import { assert, layer } from "@effect/vitest"
import * as Agent from "@aethercast/cluster/Agent"
import * as Cluster from "@aethercast/cluster/Readiness"
import * as Database from "@aethercast/cluster/Database"
import type { TaskDispatcher } from "@aethercast/cluster/TaskDispatcher"
import type { Membership } from "@aethercast/cluster/Membership"
import * as Runtime from "@aethercast/cluster/Runtime"
import { TaskOutput } from "@aethercast/cluster/TaskOutput"
import { WorkflowRun } from "@aethercast/cluster/WorkflowRun"
import { Context, Effect, Latch, Layer, Ref, Schema, Stream } from "effect"
import { Entity, type Sharding } from "effect/cluster"
import { Rpc } from "effect/rpc"
import { Activity, DurableDeferred, Workflow, type WorkflowEngine } from "effect/workflow"
import { freePort } from "../harness/FreePort.ts"
import { eventually } from "../harness/Eventually.ts"
import { fresh } from "../harness/TestDatabase.ts"
import { secret } from "../harness/TestSecret.ts"

// The storage is polled once a minute and every wait ends after 20 s, so that a test fails whose messages
// are only found by polling.

const gate = (name: string) => DurableDeferred.make(name, { success: Schema.String })

/** Waits for as many signals, one after another, and sends itself each of them at that moment. */
const Waiting = Workflow.make("Waiting", {
  payload: { id: Schema.String, signals: Schema.Int, bytes: Schema.Int },
  success: Schema.Int,
  idempotencyKey: ({ id }) => id
})
const WaitingLayer = Waiting.toLayer(
  Effect.fnUntraced(function* ({ bytes, signals }, executionId) {
    for (let n = 0; n < signals; n++) {
      yield* Effect.forkDetach(signal(executionId, n, bytes))
      yield* DurableDeferred.await(gate(`signal-${n}`))
    }
    return signals
  })
)

/** Signals about when the workflow is suspended. A replay signals again. */
const signal = (executionId: string, n: number, bytes: number) => {
  const deferred = gate(`signal-${n}`)
  const token = DurableDeferred.tokenFromExecutionId(deferred, { workflow: Waiting, executionId })
  return DurableDeferred.succeed(deferred, { token, value: "x".repeat(bytes) })
}

const Child = Workflow.make("Child", {
  payload: { id: Schema.String },
  success: Schema.String,
  idempotencyKey: ({ id }) => id
})
const ChildLayer = Child.toLayer(
  Effect.fnUntraced(function* ({ id }) {
    return yield* Activity.make({
      name: "work",
      success: Schema.String,
      execute: Effect.succeed(id)
    })
  })
)

const Parent = Workflow.make("Parent", {
  payload: { id: Schema.String, children: Schema.Int },
  success: Schema.Int,
  idempotencyKey: ({ id }) => id
})
const ParentLayer = Parent.toLayer(
  Effect.fnUntraced(function* ({ children, id }) {
    for (let n = 0; n < children; n++) yield* Child.execute({ id: `${id}-${n}` })
    return children
  })
)

/** A race of a signal against an activity that outlasts the test. */
const Racing = Workflow.make("Racing", {
  payload: { id: Schema.String },
  success: Schema.String,
  idempotencyKey: ({ id }) => id
})
const finish = gate("finish")
const begun = Latch.makeUnsafe()
const RacingLayer = Racing.toLayer(() =>
  DurableDeferred.raceAll({
    name: "race",
    success: Schema.String,
    error: Schema.Never,
    effects: [
      DurableDeferred.await(finish),
      Activity.make({
        name: "slow",
        success: Schema.String,
        execute: begun.open.pipe(Effect.andThen(Effect.sleep("5 minutes")), Effect.as("slow"))
      })
    ]
  })
)

const Frames = Entity.make("Frames", [
  Rpc.make("Flow", { payload: { frames: Schema.Int }, success: Schema.Int, stream: true }),
  Rpc.make("Locate", { success: Schema.String }),
  Rpc.make("Keep", { payload: { value: TaskOutput } })
])

/** Which of the two nodes this is, and what it was given to keep. */
class ThisNode extends Context.Service<
  ThisNode,
  { readonly name: string; readonly kept: Ref.Ref<unknown> }
>()("@aethercast/cluster/test/EngineDefects/ThisNode") {}

const FramesLayer = Frames.toLayer(
  Effect.gen(function* () {
    const { kept, name } = yield* ThisNode
    return Frames.of({
      // Chunk by chunk, each acknowledged before the next.
      Flow: ({ payload }) => Stream.rechunk(Stream.range(1, payload.frames), 1),
      Locate: () => Effect.succeed(name),
      Keep: ({ payload }) => Ref.set(kept, payload.value)
    })
  })
)

const receivedFirst = Latch.makeUnsafe()
const receivedAll = Latch.makeUnsafe()

/**
 * Emits as many elements of a megabyte as it is asked for, the first one alone and the others without a
 * pause; when they were received, answers with its node.
 */
const Emitter = Agent.make({
  name: "Emitter",
  version: 1,
  description: "Emits more at once than a frame may hold",
  input: Schema.Struct({ elements: Schema.Int }),
  success: Schema.String,
  error: Schema.Never,
  supervision: { deadline: "30 seconds", restarts: { times: 0, within: "1 minute" } }
})(
  Effect.gen(function* () {
    const { name } = yield* ThisNode
    return Effect.fn("Emitter.turn")(function* ({ elements }, { emit }) {
      for (let n = 0; n < elements; n++) {
        yield* emit(new Uint8Array(1_000_000))
        if (n === 0) yield* receivedFirst.await
      }
      if (elements > 0) yield* receivedAll.await
      return name
    })
  })
)

interface Node {
  readonly kept: Effect.Effect<unknown>
  readonly run: <A, E>(
    effect: Effect.Effect<
      A,
      E,
      WorkflowEngine.WorkflowEngine | Sharding.Sharding | Membership | TaskDispatcher
    >
  ) => Effect.Effect<A, E>
}

/** Two nodes in this process, on one database. */
class Two extends Context.Service<Two, { readonly a: Node; readonly b: Node }>()(
  "@aethercast/cluster/test/EngineDefects/Two"
) {
  static readonly layer = Layer.effect(
    Two,
    Effect.gen(function* () {
      const url = yield* fresh
      const start = Effect.fnUntraced(function* (name: string) {
        const port = yield* freePort
        const kept = yield* Ref.make<unknown>(undefined)
        const context = yield* Layer.build(
          Layer.mergeAll(
            WaitingLayer,
            ChildLayer,
            ParentLayer,
            RacingLayer,
            FramesLayer,
            Emitter.layer
          ).pipe(
            Layer.provideMerge(
              Runtime.layer({
                host: "127.0.0.1",
                port,
                identity: secret,
                settings: { entityMessagePollInterval: "60 seconds" }
              })
            ),
            Layer.provide(Database.layer({ url, migrations: {} })),
            Layer.provide(Layer.succeed(ThisNode, { name, kept })),
            Layer.fresh
          )
        )
        const run: Node["run"] = (effect) => Effect.provideContext(effect, context)
        return { kept: Ref.get(kept), run }
      })
      const a = yield* start("a")
      const b = yield* start("b")
      yield* a.run(Cluster.awaitReady)
      yield* b.run(Cluster.awaitReady)
      return Two.of({ a, b })
    })
  ).pipe(Layer.orDie)
}

/** Waits until a workflow has a result. */
const ends = (run: string) =>
  eventually(
    Effect.flatMap(Waiting.poll(run), (result) => Effect.fromOption(result)).pipe(
      Effect.map((result) => assert.strictEqual(result._tag, "Complete"))
    )
  )

const soon = Effect.timeout("20 seconds")

/** An entity that a node hosts. */
const entityOn = Effect.fnUntraced(function* (name: string) {
  const frames = yield* Frames.client
  for (let n = 0; n < 200; n++) {
    if ((yield* frames(`entityId-${n}`).Locate()) === name) return frames(`entityId-${n}`)
  }
  return yield* Effect.die(`${name} hosts nothing`)
})

layer(Two.layer, { excludeTestServices: true })("two nodes", (it) => {
  it.effect("do not lose a signal that arrives while a workflow is being suspended", () =>
    Effect.gen(function* () {
      const { a } = yield* Two
      const ids = Array.from({ length: 40 }, (_, n) => `one-${n}`)
      yield* a.run(
        Effect.gen(function* () {
          const runs = yield* Effect.forEach(
            ids,
            (id) => Waiting.execute({ id, signals: 1, bytes: 100_000 }, { discard: true }),
            { concurrency: 5 }
          )
          yield* Effect.forEach(runs, (run) => ends(run))
        })
      )
    })
  )

  it.effect("resume a workflow that is woken four times in a row", () =>
    Effect.gen(function* () {
      const { a } = yield* Two
      yield* a.run(
        Effect.gen(function* () {
          const runs = yield* Effect.forEach(
            Array.from({ length: 60 }, (_, n) => `four-${n}`),
            (id) => Waiting.execute({ id, signals: 4, bytes: 1 }, { discard: true }),
            { concurrency: 20 }
          )
          yield* Effect.forEach(runs, (run) => ends(run))
        })
      )
    })
  )

  it.effect("resume a parent workflow after each of its children", () =>
    Effect.gen(function* () {
      const { a } = yield* Two
      const runs = Array.from({ length: 4 }, (_, n) => Parent.execute({ id: `p${n}`, children: 5 }))
      const counted = yield* a.run(soon(Effect.all(runs, { concurrency: 4 })))
      assert.deepStrictEqual(counted, [5, 5, 5, 5])
    })
  )

  it.effect("let a signal win a race against an activity that still runs", () =>
    Effect.gen(function* () {
      const { a } = yield* Two
      const won = yield* a.run(
        Effect.gen(function* () {
          const executionId = yield* Racing.execute({ id: "race" }, { discard: true })
          const token = DurableDeferred.tokenFromExecutionId(finish, {
            workflow: Racing,
            executionId
          })
          yield* soon(begun.await)
          yield* DurableDeferred.succeed(finish, { token, value: "signal" })
          return yield* soon(Racing.execute({ id: "race" }))
        })
      )
      assert.strictEqual(won, "signal")
    })
  )

  it.effect("run at once what one is asked for and the other hosts", () =>
    Effect.gen(function* () {
      const { a, b } = yield* Two
      const children = (name: string) =>
        Effect.forEach(
          Array.from({ length: 16 }, (_, n) => `${name}-${n}`),
          (id) => Child.execute({ id }),
          { concurrency: 16 }
        )
      yield* soon(a.run(children("from-a")))
      yield* soon(b.run(children("from-b")))
    })
  )

  it.effect("stream chunks without waiting for delayed acknowledgements", () =>
    Effect.gen(function* () {
      const { a } = yield* Two
      // Waiting would take 40 ms for each, 80 s in all.
      const count = yield* a.run(
        Effect.gen(function* () {
          const entityId = yield* entityOn("b")
          return yield* soon(Stream.runCount(entityId.Flow({ frames: 2000 })))
        })
      )
      assert.strictEqual(count, 2000)
    })
  )

  it.effect("stream more at once than a frame may hold", () =>
    Effect.gen(function* () {
      const { a } = yield* Two
      const at = (entityId: string) =>
        Effect.provideServiceEffect(
          WorkflowRun,
          WorkflowRun.make({ workflowId: entityId, entityId, priority: 5 })
        )
      const received: Array<TaskOutput> = []
      yield* a.run(
        Effect.gen(function* () {
          for (let n = 0; n < 200; n++) {
            const node = yield* at(`emitter-${n}`)(Emitter.ask("where", { elements: 0 }))
            if (node === "a") continue
            return yield* Emitter.askStreaming("speak", { elements: 40 }, (emission) => {
              received.push(emission)
              return received.length < 40 ? receivedFirst.open : receivedAll.open
            }).pipe(at(`emitter-${n}`), soon)
          }
          return yield* Effect.die("The other node hosts nothing")
        })
      )
      assert.strictEqual(received.length, 40)
    })
  )

  it.effect("do not encode messages within a node", () =>
    Effect.gen(function* () {
      const { a } = yield* Two
      const value = new TaskOutput({ sequence: 0, bytes: Uint8Array.of(1) })
      yield* a.run(Effect.flatMap(entityOn("a"), (entityId) => entityId.Keep({ value })))
      assert.strictEqual(yield* a.kept, value)
    })
  )
})
