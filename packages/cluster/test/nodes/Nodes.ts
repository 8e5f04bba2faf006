import { type ChildProcess, fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import { Deferred, Effect, Redacted, Schema } from "effect"
import { freePort } from "../harness/FreePort.ts"
import { type Command, Message, Request, Start, Told } from "./Messages.ts"
import type { Network } from "../harness/Network.ts"

/** The node ended before it answered. */
export class NodeGone extends Schema.TaggedError<NodeGone>()("NodeGone", { name: Schema.String }) {}

/** A node of a cluster, in a process of its own. */
export interface Node {
  readonly name: string
  readonly tell: (command: Command) => Effect.Effect<Schema.Json, NodeGone>
  readonly signal: (signal: "SIGKILL" | "SIGSTOP" | "SIGCONT") => Effect.Effect<void>
  /** The tasks that it gave up before their end. */
  readonly letGo: Effect.Effect<ReadonlyArray<string>>
}

/**
 * Starts a node whose ways to the others and to its database lead through `network`; it is killed with
 * the scope, frozen or not. Answers at once: tell it `AwaitReady`.
 */
export const start = Effect.fn("Nodes.start")(function* (options: {
  readonly name: string
  readonly network: Network
  readonly database: Redacted.Redacted
  readonly pollMillis?: number
}) {
  const { name, network } = options
  const listens = yield* freePort
  const { port: advertised } = yield* network.open({ target: name, port: listens })
  const database = new URL(Redacted.value(options.database))
  const proxy = yield* network.open({
    source: name,
    target: "database",
    port: Number(database.port)
  })
  database.port = String(proxy.port)
  const argument = encodeStart({
    name,
    database: database.href,
    listens,
    advertised,
    pollMillis: options.pollMillis ?? 1000
  })

  const child = yield* Effect.acquireRelease(
    Effect.sync(() =>
      fork(program, [argument], { execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"] })
    ),
    end
  )
  const gone = yield* Deferred.make<never, NodeGone>()
  child.on("exit", () => Deferred.doneUnsafe(gone, Effect.fail(new NodeGone({ name }))))
  // A command may be on its way to a node that dies.
  child.on("error", () => {})

  const answers = new Map<number, Deferred.Deferred<Schema.Json>>()
  const letGo: Array<string> = []
  child.on("message", (message) =>
    Message.match(decode(message), {
      Answer: ({ id, value }) => {
        const answer = answers.get(id)
        if (answer !== undefined) Deferred.doneUnsafe(answer, Effect.succeed(value))
      },
      Calls: ({ port }) => network.introduce(name, port),
      LetGo: ({ task }) => void letGo.push(task)
    })
  )

  const node: Node = {
    name,
    letGo: Effect.sync(() => [...letGo]),
    signal: (signal) => Effect.sync(() => void child.kill(signal)),
    tell: Effect.fnUntraced(function* (command) {
      const id = answers.size
      const answer = yield* Deferred.make<Schema.Json>()
      answers.set(id, answer)
      child.send(encode({ id, command }))
      return yield* Effect.raceFirst(Deferred.await(answer), Deferred.await(gone))
    })
  }
  return node
})

const program = fileURLToPath(new URL("./NodeProgram.ts", import.meta.url))
const encodeStart = Schema.encodeSync(Start)
const encode = Schema.encodeSync(Request)
const decode = Schema.decodeUnknownSync(Told)

/** Kills it, and waits until it is gone: nothing of a test reaches into the next one. */
const end = (child: ChildProcess) =>
  Effect.callback<void>((resume) => {
    if (child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
    child.once("exit", () => resume(Effect.void))
    child.kill("SIGKILL")
  })
