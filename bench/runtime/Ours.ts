// This runtime, configured as the product configures it. All that knows its API is in this file.
import { createHash } from "node:crypto"
import * as Agent from "@aethercast/cluster/Agent"
import * as Database from "@aethercast/cluster/Database"
import { WorkflowRun } from "@aethercast/cluster/WorkflowRun"
import { TaskDispatcher } from "@aethercast/cluster/TaskDispatcher"
import * as Orchestration from "@aethercast/cluster/Workflow"
import { defaultRole } from "@aethercast/cluster/Role"
import { awaitReady } from "@aethercast/cluster/Readiness"
import * as Runtime from "@aethercast/cluster/Runtime"
import { Effect, Fiber, Latch, Layer, ManagedRuntime, Redacted, References, Schema } from "effect"
import { DurableDeferred, Workflow } from "effect/workflow"
import { freePort } from "../../packages/cluster/test/harness/FreePort.ts"
import type { Setting } from "./Protocol.ts"
import { serve, type Work } from "./Serve.ts"

const [self = ""] = process.argv.slice(2)
const here = createHash("sha1").update(self).digest("hex")

const definition = {
  version: 1,
  error: Schema.Never,
  supervision: { deadline: "60 seconds", restarts: { times: 2, within: "1 minute" } }
} as const

/** One step: answers with what it was asked. */
const Worker = Agent.make({
  ...definition,
  name: "Worker",
  description: "Answers with its input",
  input: Schema.Struct({ n: Schema.Int }),
  success: Schema.Int
})(Effect.succeed(Effect.fn("Worker.turn")(({ n }) => Effect.succeed(n))))

/** Says which process it lives in, so that the other one can be asked. */
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
  description: "Yields frames",
  input: Schema.Struct({ frames: Schema.Int, bytes: Schema.Int }),
  success: Schema.Null
})(
  Effect.succeed(
    Effect.fn("Speaker.turn")(function* ({ bytes, frames }, { emit }) {
      const frame = new Uint8Array(bytes)
      for (let n = 0; n < frames; n++) yield* emit(frame)
      return null
    })
  )
)

/** Yields something when it begins: it is known to run by then. */
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

const chain = {
  name: "Chain",
  version: 1,
  input: Schema.Struct({ id: Schema.String, steps: Schema.Int }),
  workflowId: ({ id }: { readonly id: string }) => `chain:${id}`,
  trigger: "benchmark",
  priority: 5
}
const ChainLayer = Orchestration.make(chain).layer(
  Effect.fn("Chain.run")(function* ({ steps }) {
    for (let n = 0; n < steps; n++) yield* Worker.ask(`step-${n}`, { n })
  }, Effect.orDie)
)

/** The same workflow as the engine knows it: who starts an orchestration does not wait for its end. */
const Chain = Workflow.make("Chain", {
  payload: {
    workflowId: Schema.String,
    tenant: Schema.String,
    version: Schema.Int,
    versions: Schema.Record(Schema.String, Schema.Int),
    input: Schema.Json
  },
  idempotencyKey: ({ workflowId }) => workflowId
})

/** Orchestrations take no signals: this is the engine's own. */
const Waiting = Workflow.make("Waiting", {
  payload: { id: Schema.String },
  idempotencyKey: ({ id }) => id
})
const Gate = DurableDeferred.make("Gate")
const wakes = new Map<string, { readonly waits: () => void; readonly woken: () => void }>()
const WaitingLayer = Waiting.toLayer(
  Effect.fn("Waiting.run")(function* ({ id }) {
    wakes.get(id)?.waits()
    yield* DurableDeferred.await(Gate)
    wakes.get(id)?.woken()
    wakes.delete(id)
  })
)

const inRun = (workflowId: string) =>
  Effect.provideServiceEffect(
    WorkflowRun,
    WorkflowRun.make({ workflowId, entityId: workflowId, priority: 5 })
  )

/** Asks for a sleep at the place, and goes on once it has begun. */
const sleepAt = Effect.fnUntraced(function* (entityId: string) {
  const begun = yield* Latch.make()
  const asking = yield* Sleeper.askStreaming("sleep", null, () => Latch.open(begun)).pipe(
    Effect.andThen(Effect.die("It slept to its end")),
    Effect.catchTag("Cancelled", () => Effect.void),
    inRun(entityId),
    Effect.forkDetach
  )
  yield* Effect.raceFirst(Latch.await(begun), Fiber.join(asking))
  return { asking, task: { id: `${entityId}/sleep`, role: defaultRole, entityId } }
})

const callOff = Effect.fnUntraced(function* ({
  asking,
  task
}: Effect.Success<ReturnType<typeof sleepAt>>) {
  const { cancel } = yield* TaskDispatcher
  yield* Effect.forkDetach(cancel(task, "enough"))
  yield* Fiber.join(asking)
})

const open = async ({ database }: Setting): Promise<Work> => {
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
      Layer.provideMerge(Runtime.layer({ host: "127.0.0.1", port })),
      Layer.provide(Database.layer({ url: Redacted.make(database), migrations: {} })),
      Layer.provide(Layer.succeed(References.MinimumLogLevel, "Warn"))
    )
  )
  await runtime.runPromise(awaitReady)

  const elsewhere = Effect.fnUntraced(function* (stream: string) {
    for (let n = 0; n < 100; n++) {
      const entityId = `${stream}-${n}`
      if ((yield* Locator.ask("locate", null).pipe(inRun(entityId))) !== here) return entityId
    }
    return yield* Effect.die("No entityId is on the other node")
  })

  return {
    chain: (id, steps) =>
      runtime.runPromise(
        Effect.gen(function* () {
          const workflowId = chain.workflowId({ id })
          const versions = yield* (yield* TaskDispatcher).versionsFor(workflowId)
          yield* Chain.execute({
            workflowId,
            tenant: "",
            version: chain.version,
            versions,
            input: { id, steps }
          })
        })
      ),
    waiting: async (id, woken) => {
      const waits = Promise.withResolvers<void>()
      wakes.set(id, { waits: waits.resolve, woken })
      const executionId = await runtime.runPromise(Waiting.execute({ id }, { discard: true }))
      await waits.promise
      const token = DurableDeferred.tokenFromExecutionId(Gate, { workflow: Waiting, executionId })
      return () => runtime.runPromise(DurableDeferred.succeed(Gate, { token, value: undefined }))
    },
    wake: (id) => runtime.runPromise(Effect.asVoid(Worker.ask("wake", { n: 1 }).pipe(inRun(id)))),
    toil: async (id) => {
      const sleep = await runtime.runPromise(Effect.flatMap(elsewhere(id), sleepAt))
      return () => runtime.runPromise(callOff(sleep))
    },
    produce: () => Promise.resolve(),
    consume: (stream, frames, bytes, got) =>
      runtime.runPromise(
        Effect.gen(function* () {
          const entityId = yield* elsewhere(stream)
          yield* Speaker.askStreaming("speak", { frames, bytes }, (emission) =>
            Effect.sync(() => got(emission.bytes.length))
          ).pipe(inRun(entityId))
        })
      )
  }
}

await serve(open)
