// This runtime, configured as the product configures it. Only this file uses its API.
import { createHash } from "node:crypto"
import { NodeCrypto } from "@effect/platform-node"
import * as Agent from "@aethercast/cluster/Agent"
import * as ClusterStorage from "@aethercast/cluster/ClusterStorage"
import * as Database from "@aethercast/cluster/Database"
import { WorkflowRun } from "@aethercast/cluster/WorkflowRun"
import { TaskDispatcher } from "@aethercast/cluster/TaskDispatcher"
import * as Signal from "@aethercast/cluster/Signal"
import * as Workflow from "@aethercast/cluster/Workflow"
import { defaultRole } from "@aethercast/cluster/Role"
import { awaitReady } from "@aethercast/cluster/Readiness"
import * as Runtime from "@aethercast/cluster/Runtime"
import { Effect, Fiber, Latch, Layer, ManagedRuntime, Redacted, References, Schema } from "effect"
import { SqlMessageStorage, SqlRunnerStorage } from "effect/cluster"
import { freePort } from "../../packages/cluster/test/harness/FreePort.ts"
import { secret } from "../../packages/cluster/test/harness/TestSecret.ts"
import type { Setting } from "./Protocol.ts"
import { serve, type Work } from "./Serve.ts"

const [self = ""] = process.argv.slice(2)
const here = createHash("sha1").update(self).digest("hex")

const definition = {
  version: 1,
  error: Schema.Never,
  supervision: { deadline: "60 seconds", restarts: { times: 2, within: "1 minute" } }
} as const

/** One step: returns its input. */
const Worker = Agent.make({
  ...definition,
  name: "Worker",
  description: "Returns its input",
  input: Schema.Struct({ n: Schema.Int }),
  success: Schema.Int
})(Effect.succeed(Effect.fn("Worker.turn")(({ n }) => Effect.succeed(n))))

/** Returns which process hosts it, so that work can be given to the other one. */
const Locator = Agent.make({
  ...definition,
  name: "Locator",
  description: "Names its process",
  input: Schema.Null,
  success: Schema.String
})(Effect.succeed(Effect.fn("Locator.turn")(() => Effect.succeed(here))))

const Speaker = Agent.make({
  ...definition,
  name: "Speaker",
  description: "Emits frames, each with its number in its first bytes",
  input: Schema.Struct({ frames: Schema.Int, bytes: Schema.Int }),
  success: Schema.Null
})(
  Effect.succeed(
    Effect.fn("Speaker.turn")(function* ({ bytes, frames }, { emit }) {
      for (let n = 0; n < frames; n++) {
        const frame = new Uint8Array(bytes)
        new DataView(frame.buffer).setUint32(0, n)
        yield* emit(frame)
      }
      return null
    })
  )
)

/** Emits a byte when it begins, so that its caller knows that it runs. */
const Sleeper = Agent.make({
  ...definition,
  name: "Sleeper",
  description: "Sleeps for a minute",
  input: Schema.Null,
  success: Schema.Null,
  supervision: { ...definition.supervision, deadline: "2 minutes" }
})(
  Effect.succeed(
    Effect.fn("Sleeper.turn")(function* (_input, { emit }) {
      yield* emit(new Uint8Array(1))
      yield* Effect.sleep("60 seconds")
      return null
    })
  )
)

const Chain = Workflow.make({
  name: "Chain",
  version: 1,
  input: Schema.Struct({ id: Schema.String, steps: Schema.Int }),
  success: Schema.Void,
  error: Schema.Never,
  workflowId: ({ id }) => `chain:${id}`,
  trigger: "benchmark",
  priority: 5
})
const ChainLayer = Chain.layer(
  Effect.fn("Chain.run")(function* ({ steps }) {
    for (let n = 0; n < steps; n++) yield* Worker.ask(`step-${n}`, { n })
  })
)

const Waiting = Workflow.make({
  name: "Waiting",
  version: 1,
  input: Schema.Struct({ id: Schema.String }),
  success: Schema.Void,
  error: Schema.Never,
  workflowId: ({ id }) => id,
  trigger: "benchmark",
  priority: 5
})
const Gate = Signal.make({ name: "Gate", value: Schema.Void })
const runs = new Map<string, { readonly started: () => void; readonly resumed: () => void }>()
const WaitingLayer = Waiting.layer(
  Effect.fn("Waiting.run")(function* ({ id }) {
    runs.get(id)?.started()
    yield* Gate.await()
    runs.get(id)?.resumed()
    runs.delete(id)
  })
)

const inRun = (workflowId: string) =>
  Effect.provideServiceEffect(
    WorkflowRun,
    WorkflowRun.make({ workflowId, entityId: workflowId, priority: 5 })
  )

/** Asks an entity to sleep; returns once it has begun. */
const startSleep = Effect.fnUntraced(function* (entityId: string) {
  const begun = yield* Latch.make()
  const cancelled = yield* Sleeper.askStreaming("sleep", null, () => Latch.open(begun)).pipe(
    Effect.andThen(Effect.die("It slept to its end")),
    Effect.catchTag("Cancelled", () => Effect.void),
    inRun(entityId),
    Effect.forkDetach
  )
  yield* Effect.raceFirst(Latch.await(begun), Fiber.join(cancelled))
  return { cancelled, task: { id: `${entityId}/sleep`, role: defaultRole, entityId } }
})

/** Cancels a sleep; returns when its caller has learned of it. */
const cancelSleep = Effect.fnUntraced(function* ({
  cancelled,
  task
}: Effect.Success<ReturnType<typeof startSleep>>) {
  const { cancel } = yield* TaskDispatcher
  yield* Effect.forkDetach(cancel(task, "enough"))
  yield* Fiber.join(cancelled)
})

const storages = {
  default: ClusterStorage.postgres(),
  "stored first": ClusterStorage.postgres({ optimisticWrites: false }),
  engine: {
    layer: Layer.merge(SqlMessageStorage.layer, SqlRunnerStorage.layer).pipe(
      Layer.provide(NodeCrypto.layerDigest),
      Layer.orDie
    )
  }
} satisfies Record<string, ClusterStorage.ClusterStorage<never, ClusterStorage.Postgres>>

const open = async ({ database, storage = "default" }: Setting): Promise<Work> => {
  const port = await Effect.runPromise(freePort)
  const runtime = ManagedRuntime.make(
    Layer.mergeAll(
      Worker.layer,
      Locator.layer,
      Speaker.layer,
      Sleeper.layer,
      ChainLayer,
      WaitingLayer
    ).pipe(
      Layer.provideMerge(
        Runtime.layer({
          host: "127.0.0.1",
          port,
          identity: secret,
          storage: storages[storage]
        })
      ),
      Layer.provide(Database.layer({ url: Redacted.make(database), migrations: {} })),
      Layer.provide(Layer.succeed(References.MinimumLogLevel, "Warn"))
    )
  )
  await runtime.runPromise(awaitReady)

  const entityElsewhere = Effect.fnUntraced(function* (prefix: string) {
    for (let n = 0; n < 100; n++) {
      const entityId = `${prefix}-${n}`
      if ((yield* Locator.ask("locate", null).pipe(inRun(entityId))) !== here) return entityId
    }
    return yield* Effect.die("No entityId is on the other node")
  })

  return {
    chain: (id, steps) => runtime.runPromise(Chain.execute({ id, steps })),
    waiting: async (id, resumed) => {
      const started = Promise.withResolvers<void>()
      runs.set(id, { started: started.resolve, resumed })
      const workflowId = await runtime.runPromise(Waiting.start({ id }))
      await started.promise
      return () => runtime.runPromise(Gate.send({ workflow: Waiting, workflowId }, undefined))
    },
    wake: (id) => runtime.runPromise(Effect.asVoid(Worker.ask("wake", { n: 1 }).pipe(inRun(id)))),
    cancellable: async (id) => {
      const sleep = await runtime.runPromise(Effect.flatMap(entityElsewhere(id), startSleep))
      return () => runtime.runPromise(cancelSleep(sleep))
    },
    // The consumer asks the agent in the other process, which needs no command of its own.
    consume: (stream, frames, bytes, received) =>
      runtime.runPromise(
        Effect.gen(function* () {
          const entityId = yield* entityElsewhere(stream)
          yield* Speaker.askStreaming("speak", { frames, bytes }, ({ bytes: frame }) =>
            Effect.sync(() => {
              const view = new DataView(frame.buffer, frame.byteOffset)
              received(view.getUint32(0), frame.length)
            })
          ).pipe(inRun(entityId))
        })
      )
  }
}

await serve(open)
