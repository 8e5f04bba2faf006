// One node of a cluster, as a process of its own; its only argument is a `Start`.
import { subscribe } from "node:diagnostics_channel"
import { Socket } from "node:net"
import { NodeRuntime } from "@effect/platform-node"
import * as Cluster from "@aethercast/cluster/ClusterNode"
import * as Database from "@aethercast/cluster/Database"
import * as Runtime from "@aethercast/cluster/Runtime"
import { Effect, Layer, Option, Predicate, Queue, Redacted, Schema } from "effect"
import { RunnerAddress } from "effect/cluster"
import { Command, Message, Request, Start, Told } from "./Messages.ts"
import { Here, locate, records, start, WorkLayer } from "./Work.ts"

const { advertised, database, listens, name, pollMillis } = Schema.decodeUnknownSync(Start)(
  process.argv[2]
)

const encode = Schema.encodeSync(Told)
const say = (message: Message) => process.send?.(encode(message))
const { Answer, Calls, LetGo } = Message.cases

// The network of the test lets nothing through before it knows whom it comes from.
subscribe("net.client.socket", (message) => {
  if (!Predicate.hasProperty(message, "socket") || !(message.socket instanceof Socket)) return
  const { socket } = message
  socket.once("connect", () => say(Calls.make({ port: socket.localPort ?? 0 })))
})

const obey = (command: Command) =>
  Command.match(command, {
    AwaitReady: () => Effect.as(Cluster.awaitReady, true),
    Start: ({ job, millis, tasks }) => Effect.as(start({ id: job, millis, tasks }), true),
    Locate: ({ entityId }) => locate(entityId)
  })

const Commands = Layer.effectDiscard(
  Effect.gen(function* () {
    const received = yield* Queue.make<unknown>()
    process.on("message", (message) => Queue.offerUnsafe(received, message))
    // Who is left behind by its test ends with it.
    process.on("disconnect", () => process.exit())
    yield* Queue.take(received).pipe(
      Effect.flatMap(Schema.decodeUnknownEffect(Request)),
      Effect.flatMap(({ command, id }) =>
        Effect.forkScoped(
          Effect.map(obey(command), (value) => void say(Answer.make({ id, value })))
        )
      ),
      Effect.forever,
      Effect.forkScoped
    )
  })
)

Layer.provideMerge(Commands, WorkLayer).pipe(
  Layer.provide(
    Runtime.layer({
      host: "127.0.0.1",
      port: advertised,
      settings: {
        runnerListenAddress: Option.some(RunnerAddress.make("127.0.0.1", listens)),
        entityMessagePollInterval: pollMillis
      }
    })
  ),
  Layer.provide(
    Database.layer({ url: Redacted.make(database), migrations: { "0001_records": records } })
  ),
  Layer.provide(
    Layer.succeed(Here, {
      name,
      letGo: (task) => Effect.sync(() => void say(LetGo.make({ task })))
    })
  ),
  Layer.launch,
  NodeRuntime.runMain
)
