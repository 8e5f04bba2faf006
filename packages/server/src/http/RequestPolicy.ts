import { ByteSize, Cause, Effect } from "effect"
import {
  HttpEffect,
  HttpIncomingMessage,
  HttpRouter,
  HttpServerError,
  HttpServerRequest,
  HttpServerResponse
} from "effect/http"
import { explained, mostBytes } from "./Problems.ts"
import { sameOrigin } from "./SameOrigin.ts"
import { secured } from "./SecurityHeaders.ts"

/**
 * What every request to every route passes: pages of other sites can neither change anything nor open
 * a WebSocket, bodies are bounded, errors have words, and browsers are told to be strict.
 */
export const layer = HttpRouter.middleware(
  (handled) =>
    Effect.gen(function* () {
      const request = yield* HttpServerRequest.HttpServerRequest
      yield* HttpEffect.appendPreResponseHandler((asked, response) =>
        Effect.succeed(secured(explained(asked, response)))
      )
      if (!isOnlyReading(request) && !sameOrigin(request)) {
        return HttpServerResponse.empty({ status: 403 })
      }
      return yield* handled.pipe(
        Effect.provideService(HttpIncomingMessage.MaxBodySize, limit),
        Effect.tapCause((cause) => logged(request, cause))
      )
    }),
  { global: true }
)

/** What is nobody's fault but ours is told to the operator; the client learns only that it happened. */
const logged = Effect.fnUntraced(function* (
  { method, url }: HttpServerRequest.HttpServerRequest,
  cause: Cause.Cause<unknown>
) {
  const [{ status }] = yield* HttpServerError.causeResponse(cause)
  if (status < 500 || Cause.hasInterruptsOnly(cause)) return
  yield* Effect.annotateLogs(Effect.logError("A request failed", cause), { method, url })
})

const limit = ByteSize.bytes(mostBytes)

const isOnlyReading = ({ headers, method }: HttpServerRequest.HttpServerRequest): boolean =>
  headers["upgrade"] === undefined && (method === "GET" || method === "HEAD")
