import { type ChildProcess, fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import { Deferred, Effect, Option, Queue, Redacted, Schema } from "effect"
import * as DatabaseTarget from "../../src/postgres/internal/DatabaseTarget.ts"
import { freePort } from "./FreePort.ts"
import {
  EncodedReport,
  NodeArgument,
  type NodeCommand,
  type NodeOptions,
  NodeReport,
  NodeRequest
} from "./NodeMessages.ts"
import type { TestNetwork } from "./TestNetwork.ts"

/** The node's process ended before it completed a command. */
export class NodeGone extends Schema.TaggedError<NodeGone>()("NodeGone", { name: Schema.String }) {}

/** A node of a cluster, in a process of its own. */
export interface TestNode {
  readonly name: string
  /** Sends a command and waits for its result; `onElement` gets what the node emits meanwhile. */
  readonly send: (
    command: NodeCommand,
    onElement?: (value: Schema.Json) => Effect.Effect<void>
  ) => Effect.Effect<Schema.Json, NodeGone>
  /** SIGKILL: nothing is handed over. */
  readonly kill: Effect.Effect<void>
  /** SIGSTOP: it keeps its connections and does nothing. */
  readonly freeze: Effect.Effect<void>
  readonly thaw: Effect.Effect<void>
  /** The ids of the tasks that were interrupted on it, in order. */
  readonly interrupted: Effect.Effect<ReadonlyArray<string>>
}

/**
 * Starts a node, which is killed with the scope. Does not wait until it serves anything: send it
 * `AwaitReady`. With a network, its connections to other nodes and to the database lead through that.
 */
export const start = Effect.fn("TestNode.start")(function* (options: {
  readonly name: string
  readonly database: Redacted.Redacted
  readonly network: Option.Option<TestNetwork["Service"]>
  readonly node?: NodeOptions
}) {
  const { name, network } = options
  const addresses = yield* Option.match(network, {
    onNone: () => direct(options.database),
    onSome: (network) => proxied(name, options.database, network)
  })
  const child = yield* Effect.acquireRelease(
    Effect.sync(() =>
      fork(program, [encodeArgument({ ...options.node, ...addresses, name })], {
        execArgv: [],
        stdio: ["ignore", "ignore", "inherit", "ipc"]
      })
    ),
    end
  )
  const gone = yield* Deferred.make<never, NodeGone>()
  child.on("exit", () => Deferred.doneUnsafe(gone, Effect.fail(new NodeGone({ name }))))
  // Sending to a node that has just died is no error here: `gone` reports it.
  child.on("error", () => {})

  const results = new Map<number, Queue.Queue<Result>>()
  const interrupted: Array<string> = []
  const toWaiter = (result: Result) => {
    const waiter = results.get(result.id)
    if (waiter !== undefined) Queue.offerUnsafe(waiter, result)
  }
  child.on("message", (message) =>
    NodeReport.match(decode(message), {
      Emitted: toWaiter,
      Completed: toWaiter,
      Failed: toWaiter,
      Connected: ({ port }) => Option.map(network, ({ identify }) => identify(name, port)),
      Interrupted: ({ task }) => void interrupted.push(task)
    })
  )

  const send = Effect.fnUntraced(function* (
    command: NodeCommand,
    onElement: (value: Schema.Json) => Effect.Effect<void> = () => Effect.void
  ) {
    const id = results.size
    const queue = yield* Queue.make<Result>()
    results.set(id, queue)
    child.send(encode({ id, command }))
    while (true) {
      const result = yield* Effect.raceFirst(Queue.take(queue), Deferred.await(gone))
      if (result._tag === "Completed") return result.value
      if (result._tag === "Failed") return yield* Effect.die(`${name}: ${result.reason}`)
      yield* onElement(result.value)
    }
  })

  const signal = (signal: "SIGSTOP" | "SIGCONT") => Effect.sync(() => void child.kill(signal))
  const node: TestNode = {
    name,
    send: (command, onElement) =>
      Effect.timeoutOrElse(send(command, onElement), {
        duration: "90 seconds",
        orElse: () => Effect.die(`${name} has not completed ${command._tag} within 90 s`)
      }),
    kill: end(child),
    freeze: signal("SIGSTOP"),
    thaw: signal("SIGCONT"),
    interrupted: Effect.sync(() => [...interrupted])
  }
  return node
})

type Result = Extract<NodeReport, { readonly id: number }>

const direct = Effect.fnUntraced(function* (database: Redacted.Redacted) {
  const port = yield* freePort
  return { database: Redacted.value(database), listenPort: port, advertisedPort: port }
})

const proxied = Effect.fnUntraced(function* (
  name: string,
  database: Redacted.Redacted,
  network: TestNetwork["Service"]
) {
  const listenPort = yield* freePort
  const host = "127.0.0.1"
  const advertisedPort = yield* network.open({ target: name, to: { host, port: listenPort } })
  const url = new URL(Redacted.value(database))
  const to = DatabaseTarget.of(url)
  url.port = String(yield* network.open({ source: name, target: "database", to }))
  url.hostname = host
  url.searchParams.delete("host")
  return { database: url.href, listenPort, advertisedPort }
})

const program = fileURLToPath(new URL("./NodeProgram.ts", import.meta.url))
const encodeArgument = Schema.encodeSync(NodeArgument)
const encode = Schema.encodeSync(NodeRequest)
const decode = Schema.decodeUnknownSync(EncodedReport)

/** Kills a process, frozen or not, and waits until it has gone. */
const end = (child: ChildProcess) =>
  Effect.callback<void>((resume) => {
    if (child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
    child.once("exit", () => resume(Effect.void))
    child.kill("SIGKILL")
  })
