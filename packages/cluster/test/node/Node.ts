// One node of a cluster, as a process of its own: node Node.ts <name> <port> <database> <taking>
import { NodeRuntime, NodeServices } from "@effect/platform-node"
import * as Cluster from "@aethercast/cluster/ClusterNode"
import * as Database from "@aethercast/cluster/Database"
import { TaskDispatcher } from "@aethercast/cluster/TaskDispatcher"
import * as Runtime from "@aethercast/cluster/Runtime"
import * as Tls from "@aethercast/cluster/Tls"
import { WorkflowRun } from "@aethercast/cluster/WorkflowRun"
import { Effect, Layer, Queue, Redacted, Schema } from "effect"
import { Answer, Command, Request, Taking } from "./Messages.ts"
import { executions, Here, Job, Speaker, Worker, WorkLayer } from "./Work.ts"

const [name = "", port = "", database = "", taking = ""] = process.argv.slice(2)

const inRun = (workflowId: string, entityId: string) =>
  Effect.provideServiceEffect(WorkflowRun, WorkflowRun.make({ workflowId, entityId, priority: 5 }))

const obey = (command: Command, tell: (value: Schema.Json) => Effect.Effect<void>) =>
  Command.match(command, {
    AwaitReady: () => Effect.as(Cluster.awaitReady, true),
    Orphans: () => Cluster.orphans,
    IsReady: () => Effect.isSuccess(Cluster.ready),
    Start: ({ job, millis, tasks }) => Effect.as(Job.start({ id: job, millis, tasks }, null), true),
    Locate: ({ entityId }) =>
      Worker.ask("locate", { millis: 0 }).pipe(inRun(`locate:${entityId}`, entityId)),
    Toil: ({ entityId }) =>
      Worker.ask("toil", { millis: 60_000 }).pipe(
        Effect.flip,
        Effect.map(({ _tag }) => _tag),
        inRun(`toil:${entityId}`, entityId)
      ),
    CallOff: ({ entityId, reason }) =>
      Effect.flatMap(TaskDispatcher, (dispatcher) =>
        dispatcher.cancel({ id: `toil:${entityId}/toil`, role: "default", entityId }, reason)
      ),
    Follow: ({ elements, millis, entityId }) =>
      Speaker.askStreaming("speak", { elements, millis }, ({ bytes }) => tell([...bytes])).pipe(
        inRun(`follow:${entityId}`, entityId)
      )
  })

const encode = Schema.encodeSync(Answer)

const say = (answer: Answer) => Effect.sync(() => process.send?.(encode(answer)))

const Commands = Layer.effectDiscard(
  Effect.gen(function* () {
    const received = yield* Queue.make<unknown>()
    process.on("message", (message) => Queue.offerUnsafe(received, message))
    // Who is left behind by its test ends with it.
    process.on("disconnect", () => process.exit())
    yield* Queue.take(received).pipe(
      Effect.flatMap(Schema.decodeUnknownEffect(Request)),
      Effect.flatMap(({ command, id }) =>
        obey(command, (value) => say({ id, value, done: false })).pipe(
          Effect.flatMap((value) => say({ id, value, done: true })),
          Effect.forkScoped
        )
      ),
      Effect.forever,
      Effect.forkScoped
    )
  })
)

Layer.provideMerge(Commands, WorkLayer).pipe(
  Layer.provide(
    Layer.unwrap(
      Effect.gen(function* () {
        const host = "127.0.0.1"
        const { tls, ...roles } = yield* Schema.decodeEffect(Schema.fromJsonString(Taking))(taking)
        const identity = tls === undefined ? {} : { tls: yield* Tls.read(tls, host) }
        return Runtime.layer({ host, port: Number(port), ...roles, ...identity })
      })
    )
  ),
  Layer.provide(
    Database.layer({
      url: Redacted.make(database),
      migrations: { "0001_executions": executions }
    })
  ),
  Layer.provide([Layer.succeed(Here, { name }), NodeServices.layer]),
  Layer.launch,
  NodeRuntime.runMain
)
