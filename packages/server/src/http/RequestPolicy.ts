import { ByteSize, Cause, Effect } from "effect"
import {
  HttpEffect,
  HttpIncomingMessage,
  HttpRouter,
  HttpServerError,
  HttpServerRequest,
  HttpServerResponse
} from "effect/http"
import { isAllowedHost, PublicHosts } from "./AllowedHosts.ts"
import { ImageOrigins } from "./ImageOrigins.ts"
import { addProblem, maxRequestBytes } from "./ProblemBody.ts"
import { isSameOrigin } from "./SameOrigin.ts"
import { addSecurityHeaders } from "./SecurityHeaders.ts"
import { SiblingServers } from "./SiblingServers.ts"

/**
 * The rules for every request: it names this server as its host, a page of another site can neither
 * change anything nor open a WebSocket, bodies are bounded, errors have a problem document, and all
 * responses have security headers.
 */
export const layer = HttpRouter.middleware(
  Effect.gen(function* () {
    const publicHosts = yield* PublicHosts
    const siblings = yield* SiblingServers
    const images = yield* ImageOrigins
    return (handled) =>
      Effect.gen(function* () {
        const request = yield* HttpServerRequest.HttpServerRequest
        yield* HttpEffect.appendPreResponseHandler((asked, response) =>
          Effect.succeed(
            addSecurityHeaders(addProblem(asked, response), {
              images,
              sockets: siblings.canJoin ? socketsOf(request) : []
            })
          )
        )
        if (!isAllowedHost(request.headers["host"], publicHosts)) {
          return HttpServerResponse.empty({ status: 421 })
        }
        if (!isRead(request) && !isSameOrigin(request, yield* siblings.pagePorts)) {
          return HttpServerResponse.empty({ status: 403 })
        }
        return yield* handled.pipe(
          Effect.provideService(HttpIncomingMessage.MaxBodySize, ByteSize.bytes(maxRequestBytes)),
          Effect.tapCause((cause) => logFailure(request, cause))
        )
      })
  }),
  { global: true }
)

/**
 * Where a page may open WebSockets besides its own server: at any port of the same host, if the browser
 * reached this server directly. A server that joins the cluster later is at a port that is not known yet.
 */
const socketsOf = ({ headers }: HttpServerRequest.HttpServerRequest): ReadonlyArray<string> => {
  if (headers["x-forwarded-proto"] !== undefined) return []
  const server = URL.parse(`http://${headers["host"]}`)
  return server === null ? [] : [`ws://${server.hostname}:*`]
}

/** Logs what the client does not get to know: the cause of a failure of our own. */
const logFailure = Effect.fnUntraced(function* (
  { method, url }: HttpServerRequest.HttpServerRequest,
  cause: Cause.Cause<unknown>
) {
  const [{ status }] = yield* HttpServerError.causeResponse(cause)
  if (status < 500 || Cause.hasInterruptsOnly(cause)) return
  yield* Effect.annotateLogs(Effect.logError("A request failed", cause), { method, url })
})

const isRead = ({ headers, method }: HttpServerRequest.HttpServerRequest): boolean =>
  headers["upgrade"] === undefined && (method === "GET" || method === "HEAD")
