import { fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import { Deferred, Effect, Queue, Redacted, Schema } from "effect"
import { freePort } from "../harness/FreePort.ts"
import { Answer, type Command, Request, Taking } from "./Messages.ts"

/** The node ended before it answered. */
export class NodeGone extends Schema.TaggedError<NodeGone>()("NodeGone", { name: Schema.String }) {}

/** A node of a cluster, in a process of its own. */
export interface Node {
  readonly name: string
  /** Tells it something, and waits for what comes of it; `hear` gets what it tells meanwhile. */
  readonly tell: (
    command: Command,
    hear?: (value: Schema.Json) => Effect.Effect<void>
  ) => Effect.Effect<Schema.Json, NodeGone>
  readonly signal: (signal: "SIGKILL" | "SIGSTOP" | "SIGCONT") => Effect.Effect<void>
}

/** Starts a node on a database; it is killed with the scope. */
export const start = Effect.fn("Nodes.start")(function* (
  name: string,
  database: Redacted.Redacted,
  taking: Taking = {}
) {
  const port = yield* freePort
  const answers = new Map<number, Queue.Queue<Answer>>()
  const gone = yield* Deferred.make<never, NodeGone>()
  const child = yield* Effect.acquireRelease(
    Effect.sync(() =>
      fork(program, [name, String(port), Redacted.value(database), encodeTaking(taking)], {
        execArgv: [],
        stdio: ["ignore", "ignore", "inherit", "ipc"]
      })
    ),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  )
  child.on("exit", () => Deferred.doneUnsafe(gone, Effect.fail(new NodeGone({ name }))))
  child.on("message", (message) => {
    const answer = decode(message)
    const queue = answers.get(answer.id)
    if (queue !== undefined) Queue.offerUnsafe(queue, answer)
  })

  const tell: Node["tell"] = Effect.fnUntraced(function* (command, hear = () => Effect.void) {
    const id = answers.size
    const queue = yield* Queue.make<Answer>()
    answers.set(id, queue)
    child.send(encode({ id, command }))
    while (true) {
      const { done, value } = yield* Effect.raceFirst(Queue.take(queue), Deferred.await(gone))
      if (done) return value
      yield* hear(value)
    }
  })

  const node: Node = { name, tell, signal: (signal) => Effect.sync(() => child.kill(signal)) }
  return node
})

const program = fileURLToPath(new URL("./Node.ts", import.meta.url))
const encode = Schema.encodeSync(Request)
const encodeTaking = Schema.encodeSync(Schema.fromJsonString(Taking))
const decode = Schema.decodeUnknownSync(Answer)
