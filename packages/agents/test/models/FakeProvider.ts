import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { Effect, Option, Queue, Redacted } from "effect"
import { ModelEndpoint } from "../../src/models/ModelEndpoint.ts"
import { free, type ModelPrice } from "../../src/models/ModelPrice.ts"
import type { ModelServer } from "../../src/models/ModelServer.ts"

/** How the provider answers a request. */
export type Reply =
  /** An answer in pieces; `finish` is why the model stopped, null when the stream ends without a reason. */
  | {
      readonly text: ReadonlyArray<string>
      readonly finish?: string | null
      readonly thoughts?: boolean
      readonly usage?: boolean
    }
  | { readonly refusal: string }
  | {
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: unknown
    }
  /** The connection is reset after these pieces. */
  | { readonly resetAfter: ReadonlyArray<string> }
  /** Nothing further comes after these pieces. */
  | { readonly silentAfter: ReadonlyArray<string> }
  /** Events as they are. */
  | { readonly events: ReadonlyArray<string> }

/** An answer that depends on the request. */
type Answer = Reply | ((body: Record<string, unknown>, path: string) => Reply)

export interface Received {
  readonly path: string
  readonly authorization: string | undefined
  readonly body: Record<string, unknown>
}

export interface FakeProvider {
  readonly baseUrl: string
  readonly received: Array<Received>
  /** Is offered every request when it arrives. */
  readonly arrivals: Queue.Queue<Received>
  readonly endpoint: (options?: {
    readonly server?: ModelServer
    readonly price?: ModelPrice
    readonly key?: string
    readonly model?: string
  }) => ModelEndpoint
}

/**
 * A provider on the loopback interface that speaks Chat Completions: real HTTP, real server-sent
 * events, and the faults of the real ones. `replies` are given in turn, the last one from then on.
 */
export const start = Effect.fnUntraced(function* (...replies: ReadonlyArray<Answer>) {
  const received: Array<Received> = []
  const arrivals = yield* Queue.unbounded<Received>()
  const server = yield* Effect.acquireRelease(
    listen((request, response) => {
      const chunks: Array<Buffer> = []
      request.on("data", (chunk: Buffer) => chunks.push(chunk))
      request.on("end", () => {
        const reply = replies[Math.min(received.length, replies.length - 1)]
        const arrival = {
          path: request.url ?? "",
          authorization: request.headers.authorization,
          body: JSON.parse(Buffer.concat(chunks).toString() || "{}")
        }
        received.push(arrival)
        Queue.offerUnsafe(arrivals, arrival)
        const given = typeof reply === "function" ? reply(arrival.body, arrival.path) : reply
        if (given !== undefined) respond(given, response)
      })
    }),
    (server) =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  )
  const address = server.address()
  const port = address !== null && typeof address === "object" ? address.port : 0
  const baseUrl = `http://127.0.0.1:${port}/v1`
  const provider: FakeProvider = {
    baseUrl,
    received,
    arrivals,
    endpoint: ({
      key = "sk-test-secret",
      model = "gpt-test",
      price = free,
      server = "openai"
    } = {}) =>
      new ModelEndpoint({
        baseUrl,
        server,
        apiKey: Option.some(Redacted.make(key)),
        model,
        price
      })
  }
  return provider
})

const listen = (handle: (request: IncomingMessage, response: ServerResponse) => void) =>
  Effect.callback<Server>((resume) => {
    const server = createServer(handle)
    server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
  })

const respond = (reply: Reply, response: ServerResponse): void => {
  if ("status" in reply) {
    response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers })
    response.end(
      JSON.stringify(reply.body ?? { error: { message: "It failed for sk-test-secret." } })
    )
    return
  }
  response.writeHead(200, { "content-type": "text/event-stream" })
  if ("events" in reply) {
    for (const event of reply.events) response.write(`data: ${event}\n\n`)
    response.end("data: [DONE]\n\n")
    return
  }
  if ("refusal" in reply) {
    response.write(event({ delta: { refusal: reply.refusal }, finish_reason: "stop" }))
    response.end("data: [DONE]\n\n")
    return
  }
  const pieces =
    "text" in reply ? reply.text : "resetAfter" in reply ? reply.resetAfter : reply.silentAfter
  const field = "text" in reply && reply.thoughts === true ? "reasoning_content" : "content"
  for (const piece of pieces)
    response.write(event({ delta: { [field]: piece }, finish_reason: null }))
  if ("silentAfter" in reply) return
  if ("resetAfter" in reply) {
    // The client has read the pieces before the connection breaks.
    setImmediate(() => response.destroy())
    return
  }
  if (reply.finish === null) {
    response.end()
    return
  }
  response.write(event({ delta: {}, finish_reason: reply.finish ?? "stop" }))
  if (reply.usage !== false) {
    response.write(
      `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 1000, completion_tokens: 100 } })}\n\n`
    )
  }
  response.end("data: [DONE]\n\n")
}

const event = (choice: object): string =>
  `data: ${JSON.stringify({ id: "x", object: "chat.completion.chunk", choices: [{ index: 0, ...choice }] })}\n\n`
