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

// Every wait here ends after 20 s, and the storage is polled once a minute: what only a poll can
// wake does not pass.

const gate = (name: string) => DurableDeferred.make(name, { success: Schema.String })

/** Waits for as many signals, one after another, and says each time that it does. */
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

/** Signals at once: about the time that the run is put away. A run that is repeated signals again. */
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

/** A signal against work that takes longer than the test. */
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
  Rpc.make("Here", { success: Schema.String }),
  Rpc.make("Keep", { payload: { value: TaskOutput } })
])

/** Which of the two nodes it is, and what it was given. */
class Here extends Context.Service<
  Here,
  { readonly name: string; readonly kept: Ref.Ref<unknown> }
>()("@aethercast/cluster/test/EngineDefects/Here") {}

const FramesLayer = Frames.toLayer(
  Effect.gen(function* () {
    const { kept, name } = yield* Here
    return Frames.of({
      // One at a time, each acknowledged before the next.
      Flow: ({ payload }) => Stream.rechunk(Stream.range(1, payload.frames), 1),
      Here: () => Effect.succeed(name),
      Keep: ({ payload }) => Ref.set(kept, payload.value)
    })
  })
)

const heardFirst = Latch.makeUnsafe()
const heardAll = Latch.makeUnsafe()

/**
 * Yields as many elements of a megabyte as it is asked for, the first alone and the others without a
 * pause, and answers with the node it is on when they were heard.
 */
const Loud = Agent.make({
  name: "Loud",
  version: 1,
  description: "Yields more at once than a frame may hold",
  input: Schema.Struct({ elements: Schema.Int }),
  success: Schema.String,
  error: Schema.Never,
  supervision: { deadline: "30 seconds", restarts: { times: 0, within: "1 minute" } }
})(
  Effect.gen(function* () {
    const { name } = yield* Here
    return Effect.fn("Loud.turn")(function* ({ elements }, { emit }) {
      for (let n = 0; n < elements; n++) {
        yield* emit(new Uint8Array(1_000_000))
        if (n === 0) yield* heardFirst.await
      }
      if (elements > 0) yield* heardAll.await
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

/** Two nodes in this process, on a database of their own. */
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
            Loud.layer
          ).pipe(
            Layer.provideMerge(
              Runtime.layer({
                host: "127.0.0.1",
                port,
                settings: { entityMessagePollInterval: "60 seconds" }
              })
            ),
            Layer.provide(Database.layer({ url, migrations: {} })),
            Layer.provide(Layer.succeed(Here, { name, kept })),
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

/** Waits until a run has its result. */
const ends = (run: string) =>
  eventually(
    Effect.flatMap(Waiting.poll(run), (result) => Effect.fromOption(result)).pipe(
      Effect.map((result) => assert.strictEqual(result._tag, "Complete"))
    )
  )

const soon = Effect.timeout("20 seconds")

/** A place of frames that a node serves. */
const placeOn = Effect.fnUntraced(function* (name: string) {
  const frames = yield* Frames.client
  for (let n = 0; n < 200; n++) {
    if ((yield* frames(`entityId-${n}`).Here()) === name) return frames(`entityId-${n}`)
  }
  return yield* Effect.die(`${name} serves nothing`)
})

layer(Two.layer, { excludeTestServices: true })("two nodes", (it) => {
  it.effect("do not lose a signal that comes while a run is put away", () =>
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

  it.effect("do not set a run aside that is waked four times in a row", () =>
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

  it.effect("wake a run for each of the runs that it waits for", () =>
    Effect.gen(function* () {
      const { a } = yield* Two
      const runs = Array.from({ length: 4 }, (_, n) => Parent.execute({ id: `p${n}`, children: 5 }))
      const counted = yield* a.run(soon(Effect.all(runs, { concurrency: 4 })))
      assert.deepStrictEqual(counted, [5, 5, 5, 5])
    })
  )

  it.effect("let a signal win against work that goes on", () =>
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

  it.effect("do at once what one of them is asked for and the other serves", () =>
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

  it.effect("hand frames over without waiting for delayed acknowledgements", () =>
    Effect.gen(function* () {
      const { a } = yield* Two
      // With them: 40 ms for each, 80 s in all.
      const count = yield* a.run(
        Effect.gen(function* () {
          const entityId = yield* placeOn("b")
          return yield* soon(Stream.runCount(entityId.Flow({ frames: 2000 })))
        })
      )
      assert.strictEqual(count, 2000)
    })
  )

  it.effect("hand over more at once than a frame may hold", () =>
    Effect.gen(function* () {
      const { a } = yield* Two
      const at = (entityId: string) =>
        Effect.provideServiceEffect(
          WorkflowRun,
          WorkflowRun.make({ workflowId: entityId, entityId, priority: 5 })
        )
      const heard: Array<TaskOutput> = []
      yield* a.run(
        Effect.gen(function* () {
          for (let n = 0; n < 200; n++) {
            const node = yield* at(`loud-${n}`)(Loud.ask("where", { elements: 0 }))
            if (node === "a") continue
            return yield* Loud.askStreaming("speak", { elements: 40 }, (emission) => {
              heard.push(emission)
              return heard.length < 40 ? heardFirst.open : heardAll.open
            }).pipe(at(`loud-${n}`), soon)
          }
          return yield* Effect.die("The other node serves nothing")
        })
      )
      assert.strictEqual(heard.length, 40)
    })
  )

  it.effect("do not encode what stays within one of them", () =>
    Effect.gen(function* () {
      const { a } = yield* Two
      const value = new TaskOutput({ sequence: 0, bytes: Uint8Array.of(1) })
      yield* a.run(Effect.flatMap(placeOn("a"), (entityId) => entityId.Keep({ value })))
      assert.strictEqual(yield* a.kept, value)
    })
  )
})
