import { type IncomingHttpHeaders, request, type Server } from "node:http"
import { NodeHttpServer } from "@effect/platform-node"
import { Effect, Layer, Schema } from "effect"
import { HttpRouter, HttpServer } from "effect/http"
import { isInetAddress } from "effect/net/NetAddress"
import { PublicHosts } from "../../src/http/AllowedHosts.ts"
import * as HttpLimits from "../../src/http/HttpLimits.ts"
import * as RequestPolicy from "../../src/http/RequestPolicy.ts"
import * as SocketMiddleware from "../../src/sockets/SocketMiddleware.ts"
import { SiblingServers } from "../../src/http/SiblingServers.ts"
import { SocketSlots } from "../../src/sockets/SocketSlots.ts"

/** Serves routes on a free port, under the policy that all routes are under. */
export const served = <A, E, R>(
  routes: Layer.Layer<A, E, R>,
  server: () => Server = () => HttpLimits.make(),
  siblings: Layer.Layer<SiblingServers> = SiblingServers.layerNone
) =>
  HttpRouter.serve(Layer.mergeAll(routes, RequestPolicy.layer, SocketMiddleware.layer), {
    disableLogger: true,
    disableListenLog: true
  }).pipe(
    Layer.provide([SocketSlots.layer, siblings, Layer.succeed(PublicHosts, ["casts.example"])]),
    Layer.provideMerge(
      NodeHttpServer.layer(server, {
        host: "127.0.0.1",
        port: 0,
        websocket: { maxPayload: HttpLimits.maxSocketMessageBytes }
      })
    )
  )

/** The port of the server. */
export const port = Effect.map(HttpServer.HttpServer, ({ address }) =>
  isInetAddress(address) ? address.port : 0
)

export interface Response {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Sends exactly this request: a higher client would normalize paths and forbid headers. */
export const ask = Effect.fnUntraced(function* (
  path: string,
  options: {
    readonly method?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string | Uint8Array
  } = {}
) {
  const serverPort = yield* port
  return yield* Effect.callback<Response>((resume) => {
    const { body, ...rest } = options
    const sent = request({ host: "127.0.0.1", port: serverPort, path, ...rest }, (response) => {
      const pieces: Array<Buffer> = []
      response.on("data", (piece: Buffer) => pieces.push(piece))
      response.on("end", () => {
        const { headers, statusCode = 0 } = response
        resume(Effect.succeed({ status: statusCode, headers, body: Buffer.concat(pieces) }))
      })
    })
    sent.on("upgrade", ({ headers, statusCode = 0 }, socket) => {
      socket.destroy()
      resume(Effect.succeed({ status: statusCode, headers, body: Buffer.alloc(0) }))
    })
    sent.on("error", (error) => resume(Effect.die(error)))
    sent.end(body)
    return Effect.sync(() => sent.destroy())
  })
})

export const text = ({ body }: Response): string => body.toString()

/** The fields of a problem document; dies on anything else. */
export const problem = (answer: Response) => {
  const decoded = decodeProblem(text(answer))
  return answer.headers["content-type"] === "application/problem+json" &&
    decoded.status === answer.status
    ? decoded
    : { ...decoded, type: `not a problem: ${answer.headers["content-type"]}` }
}

const decodeProblem = Schema.decodeSync(
  Schema.fromJsonString(
    Schema.Struct({
      type: Schema.String,
      title: Schema.String,
      status: Schema.Int,
      detail: Schema.String,
      missing: Schema.optionalKey(Schema.Array(Schema.String)),
      errors: Schema.optionalKey(
        Schema.Array(Schema.Struct({ path: Schema.Array(Schema.String), message: Schema.String }))
      )
    })
  )
)
