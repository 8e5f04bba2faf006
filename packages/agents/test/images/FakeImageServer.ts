import { createServer, type Server, type ServerResponse } from "node:http"
import { Effect, Option, Queue, Redacted } from "effect"
import { ImageEndpoint } from "../../src/images/ImageEndpoint.ts"
import type { ModelServer } from "../../src/models/ModelServer.ts"

/** How the server answers a request. */
export type Reply =
  /** An image, whose answer breaks off after some bytes, or stops there without an end. */
  | { readonly image: Uint8Array; readonly resetAfter?: number; readonly stopsAfter?: number }
  /** Anything, with status 200. */
  | { readonly answer: string }
  | {
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly code?: string
    }
  | { readonly fault: "reset" | "silence" }

export interface Received {
  readonly path: string
  readonly authorization: string | undefined
  readonly body: Record<string, unknown>
}

export const modelName = "image-1"

/**
 * A server on the loopback interface that speaks OpenAI's `/v1/images/generations` and lists its model
 * at `/v1/models`. `replies` are given in turn, the last one from then on.
 */
export const start = Effect.fnUntraced(function* (...replies: ReadonlyArray<Reply>) {
  const received: Array<Received> = []
  const arrivals = yield* Queue.unbounded<void>()
  const server = yield* Effect.acquireRelease(
    Effect.callback<Server>((resume) => {
      const made = createServer((request, response) => {
        const chunks: Array<Buffer> = []
        request.on("data", (chunk: Buffer) => chunks.push(chunk))
        request.on("end", () => {
          const reply = replies[Math.min(received.length, replies.length - 1)]
          received.push({
            path: request.url ?? "",
            authorization: request.headers.authorization,
            body: JSON.parse(Buffer.concat(chunks).toString() || "{}")
          })
          Queue.offerUnsafe(arrivals, undefined)
          if (reply !== undefined) respond(reply, request.method === "GET", response)
        })
      })
      made.listen(0, "127.0.0.1", () => resume(Effect.succeed(made)))
    }),
    (made) =>
      Effect.callback<void>((resume) => {
        made.close(() => resume(Effect.void))
        made.closeAllConnections()
      })
  )
  const address = server.address()
  const port = address !== null && typeof address === "object" ? address.port : 0
  const endpoint = (kind: ModelServer = "openai") =>
    new ImageEndpoint({
      baseUrl: `http://127.0.0.1:${port}/v1`,
      server: kind,
      apiKey: Option.some(Redacted.make("sk-image-secret")),
      model: modelName,
      price: 0.05
    })
  return { endpoint, received, arrivals }
})

const respond = (reply: Reply, listsModels: boolean, response: ServerResponse): void => {
  if ("fault" in reply) {
    if (reply.fault === "reset") response.destroy()
    return
  }
  if ("status" in reply) {
    const { code, headers, status } = reply
    response.writeHead(status, { "content-type": "application/json", ...headers })
    response.end(JSON.stringify({ error: { message: "It failed for sk-image-secret.", code } }))
    return
  }
  response.writeHead(200, { "content-type": "application/json" })
  if (listsModels) {
    response.end(JSON.stringify({ object: "list", data: [{ id: modelName, object: "model" }] }))
    return
  }
  if ("answer" in reply) {
    response.end(reply.answer)
    return
  }
  const { image, resetAfter, stopsAfter } = reply
  const answer = answerOf(image)
  if (stopsAfter !== undefined) response.write(answer.slice(0, stopsAfter))
  else if (resetAfter === undefined) response.end(answer)
  else response.write(answer.slice(0, resetAfter), () => setImmediate(() => response.destroy()))
}

const answerOf = (image: Uint8Array): string =>
  JSON.stringify({
    created: 1,
    output_format: "jpeg",
    quality: "medium",
    size: "1024x1024",
    data: [{ b64_json: Buffer.from(image).toString("base64") }],
    usage: { input_tokens: 120, output_tokens: 1056, total_tokens: 1176 }
  })
