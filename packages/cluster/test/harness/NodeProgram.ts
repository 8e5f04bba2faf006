// One node of a cluster in a process of its own; the only argument is a `NodeArgument`.
import { subscribe } from "node:diagnostics_channel"
import { Socket } from "node:net"
import { NodeCrypto, NodeRuntime, NodeServices } from "@effect/platform-node"
import * as ClusterSecret from "@aethercast/cluster/ClusterSecret"
import * as Cluster from "@aethercast/cluster/Readiness"
import * as Database from "@aethercast/cluster/Database"
import * as Runtime from "@aethercast/cluster/Runtime"
import { TaskDispatcher } from "@aethercast/cluster/TaskDispatcher"
import * as Tls from "@aethercast/cluster/Tls"
import { WorkflowRun } from "@aethercast/cluster/WorkflowRun"
import { Cause, Effect, Layer, Option, Predicate, Queue, Redacted, Schema } from "effect"
import { RunnerAddress, SqlMessageStorage, SqlRunnerStorage } from "effect/cluster"
import {
  EncodedReport,
  NodeArgument,
  NodeCommand,
  NodeReport,
  NodeRequest
} from "./NodeMessages.ts"
import * as TestSecret from "./TestSecret.ts"
import * as TaskStory from "./TaskStory.ts"
import { Job, Producer, Speaker, TestAgentsLayer, ThisNode, Worker } from "./TestAgents.ts"

const { advertisedPort, database, listenPort, name, secret, storage, tls, ...roles } =
  Schema.decodeUnknownSync(NodeArgument)(process.argv[2])

const host = "127.0.0.1"
const encode = Schema.encodeSync(EncodedReport)
const report = (what: NodeReport) => process.send?.(encode(what))
const { Completed, Connected, Emitted, Failed, Interrupted } = NodeReport.cases

// The test's network holds a connection back until it knows which node it comes from.
subscribe("net.client.socket", (message) => {
  if (!Predicate.hasProperty(message, "socket") || !(message.socket instanceof Socket)) return
  const { socket } = message
  socket.once("connect", () => report(Connected.make({ port: socket.localPort ?? 0 })))
})

const at = (entityId: string, workflowId: string) =>
  Effect.provideServiceEffect(WorkflowRun, WorkflowRun.make({ workflowId, entityId, priority: 5 }))

const run = (command: NodeCommand, emit: (value: Schema.Json) => Effect.Effect<void>) =>
  NodeCommand.match(command, {
    AwaitReady: () => Effect.as(Cluster.awaitReady, true),
    IsReady: () => Effect.isSuccess(Cluster.ready),
    UnservedRoles: () => Cluster.unservedRoles,
    StartJob: ({ id, millis, tasks }) => Effect.as(Job.start({ id, millis, tasks }), true),
    Locate: ({ entityId }) =>
      Worker.ask("locate", { millis: 0 }).pipe(
        Effect.map(({ node }) => node),
        at(entityId, `locate:${entityId}`)
      ),
    Work: ({ entityId }) =>
      Worker.ask("work", { millis: 60_000 }).pipe(
        Effect.flip,
        Effect.map(({ _tag }) => _tag),
        at(entityId, `work:${entityId}`)
      ),
    CancelWork: ({ entityId, reason }) =>
      Effect.flatMap(TaskDispatcher, (dispatcher) =>
        dispatcher.cancel({ id: `work:${entityId}/work`, role: "default", entityId }, reason)
      ),
    Stream: ({ elements, entityId, millis }) =>
      Speaker.askStreaming("speak", { elements, millis }, ({ bytes }) => emit([...bytes])).pipe(
        at(entityId, `stream:${entityId}`)
      ),
    Download: ({ bytes, entityId, outputs }) =>
      Effect.gen(function* () {
        let count = 0
        let received = 0
        const { maxBufferBytes } = yield* Producer.askStreaming(
          "produce",
          { outputs, bytes },
          Effect.fnUntraced(function* (output) {
            const mark = new DataView(output.bytes.buffer, output.bytes.byteOffset).getUint32(0)
            if (mark !== count) return yield* Effect.die(`Output ${mark} came as number ${count}`)
            count++
            received += output.bytes.length
            if (count % 500 !== 0) return
            yield* emit(count)
            yield* Effect.sleep(20)
          })
        ).pipe(at(entityId, `download:${entityId}`))
        return { count, received, maxBufferBytes }
      })
  })

const CommandsLayer = Layer.effectDiscard(
  Effect.gen(function* () {
    const received = yield* Queue.make<unknown>()
    process.on("message", (message) => Queue.offerUnsafe(received, message))
    // A node does not outlive its test.
    process.on("disconnect", () => process.exit())
    yield* Queue.take(received).pipe(
      Effect.flatMap(Schema.decodeUnknownEffect(NodeRequest)),
      Effect.flatMap(({ command, id }) =>
        run(command, (value) => Effect.sync(() => void report(Emitted.make({ id, value })))).pipe(
          Effect.matchCause({
            onSuccess: (value) => report(Completed.make({ id, value })),
            onFailure: (cause) => report(Failed.make({ id, reason: Cause.pretty(cause) }))
          }),
          Effect.forkScoped
        )
      ),
      Effect.forever,
      Effect.forkScoped
    )
  })
)

const engineStorage = {
  layer: Layer.merge(SqlMessageStorage.layer, SqlRunnerStorage.layer).pipe(
    Layer.provide(NodeCrypto.layerDigest)
  )
}

const RuntimeLayer = Layer.unwrap(
  Effect.gen(function* () {
    const identity =
      tls === undefined
        ? yield* ClusterSecret.parse(secret ?? TestSecret.text, "of the test")
        : yield* Tls.read(tls, host)
    return Runtime.layer({
      host,
      port: advertisedPort,
      ...roles,
      identity,
      ...(storage === "engine" ? { storage: engineStorage } : {}),
      settings: { runnerListenAddress: Option.some(RunnerAddress.make(host, listenPort)) }
    })
  })
)

Layer.provideMerge(CommandsLayer, TestAgentsLayer).pipe(
  Layer.provide(RuntimeLayer),
  Layer.provide(
    Database.layer({
      url: Redacted.make(database),
      migrations: { "0001_task_story": TaskStory.tables }
    })
  ),
  Layer.provide([
    Layer.succeed(ThisNode, {
      name,
      interrupted: (task) => Effect.sync(() => void report(Interrupted.make({ task })))
    }),
    NodeServices.layer
  ]),
  Layer.launch,
  NodeRuntime.runMain
)
