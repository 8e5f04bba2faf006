import { Api } from "@aethercast/domain/Api"
import { SessionRequired, TooManySessions } from "@aethercast/domain/Problems"
import { Effect, Option } from "effect"
import { type Headers, HttpEffect } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { SessionRecords } from "../sessions/SessionRecords.ts"
import { Sessions } from "../sessions/Sessions.ts"
import * as SessionSecret from "../sessions/SessionSecret.ts"
import { Tastes } from "../sessions/Tastes.ts"

/** Serves the session of the caller. */
export const layer = HttpApiBuilder.group(
  Api,
  "session",
  Effect.fnUntraced(function* (handlers) {
    const sessions = yield* Sessions
    const records = yield* SessionRecords
    const tastes = yield* Tastes
    return handlers.handleAll({
      open: ({ request: { remoteAddress } }) =>
        sessions.create(Option.getOrElse(remoteAddress, () => "")).pipe(
          Effect.map((token) => ({ token })),
          Effect.mapError(
            ({ retryAfterMillis }) =>
              new TooManySessions({
                detail: `Too many sessions were opened from your address. Try again in ${Math.ceil(retryAfterMillis / 1000)} s.`
              })
          )
        ),
      export: ({ request: { headers } }) =>
        Effect.flatMap(required(sessions, headers), records.get),
      forget: Effect.fnUntraced(function* ({ request: { headers } }) {
        yield* records.forget(yield* required(sessions, headers))
        yield* HttpEffect.appendPreResponseHandler((_, response) =>
          Effect.succeed(SessionSecret.expireCookie(response))
        )
      }),
      taste: ({ request: { headers } }) =>
        Effect.flatMap(required(sessions, headers), (session) =>
          Effect.map(tastes.get(session), (interests) => ({ interests }))
        ),
      forgetTaste: ({ request: { headers } }) =>
        Effect.flatMap(required(sessions, headers), (session) => tastes.forget(session)),
      forgetTheme: ({ params: { theme }, request: { headers } }) =>
        Effect.flatMap(required(sessions, headers), (session) => tastes.forget(session, theme))
    })
  })
)

const required = (sessions: Sessions["Service"], headers: Headers.Headers) =>
  Effect.mapError(
    sessions.require(headers),
    () => new SessionRequired({ detail: "Send the token or the cookie of a session." })
  )
