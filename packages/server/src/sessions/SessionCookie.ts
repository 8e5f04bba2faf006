import { Effect, Option } from "effect"
import { type HttpServerRequest, HttpServerResponse } from "effect/http"
import * as SessionSecret from "./SessionSecret.ts"
import type { Sessions } from "./Sessions.ts"

/**
 * Gives a browser that opens the page a session, unless it has one. The page is not kept waiting for a
 * database that does not answer: then it comes without, and asks again later.
 */
export const addTo = Effect.fn("SessionCookie.addTo")(function* (
  response: HttpServerResponse.HttpServerResponse,
  { headers, remoteAddress }: HttpServerRequest.HttpServerRequest,
  sessions: Sessions["Service"]
) {
  if (headers["accept"]?.includes("text/html") !== true) return response
  const made = yield* sessions.find(headers).pipe(
    Effect.flatMap((known) =>
      Option.isSome(known)
        ? Effect.succeedNone
        : Effect.asSome(sessions.create(Option.getOrElse(remoteAddress, () => "")))
    ),
    Effect.timeout("1 second"),
    Effect.orElseSucceed(() => Option.none<string>())
  )
  return Option.match(made, {
    onNone: () => response,
    onSome: (secret) =>
      SessionSecret.setCookie(
        HttpServerResponse.setHeader(response, "cache-control", "private, no-cache"),
        secret,
        headers
      )
  })
})
