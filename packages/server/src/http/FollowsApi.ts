import { Api } from "@aethercast/domain/Api"
import { FollowRefused, SessionRequired, UnknownFollow } from "@aethercast/domain/Problems"
import { Effect, Result } from "effect"
import { listenerAddress } from "@aethercast/agents/sources/ListenerAddress"
import type { Headers } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { Follows } from "../listening/Follows.ts"
import { Sessions } from "../sessions/Sessions.ts"

/** Serves what the session of the caller follows. */
export const layer = HttpApiBuilder.group(
  Api,
  "follows",
  Effect.fnUntraced(function* (handlers) {
    const follows = yield* Follows
    const sessions = yield* Sessions

    const sessionOf = (headers: Headers.Headers) =>
      Effect.mapError(sessions.require(headers), () => sessionRequired)

    return handlers.handleAll({
      follow: Effect.fnUntraced(function* ({ payload, request }) {
        const session = yield* sessionOf(request.headers)
        if (payload.followed._tag === "Feed") {
          const address = listenerAddress(payload.followed.url)
          if (Result.isFailure(address)) {
            return yield* refused(`This feed cannot be read: ${address.failure}.`)
          }
        }
        return yield* Effect.catchTags(follows.add(session, payload), {
          TooManyFollows: ({ limit }) =>
            refused(`A session follows at most ${limit} topics and feeds.`),
          TimeZoneUnknown: ({ timeZone }) => refused(`There is no time zone "${timeZone}".`)
        })
      }),
      list: ({ request }) =>
        Effect.flatMap(sessionOf(request.headers), (session) =>
          Effect.map(follows.list(session), (all) => ({ follows: all }))
        ),
      unfollow: Effect.fnUntraced(function* ({ params: { id }, request }) {
        const session = yield* sessionOf(request.headers)
        if (!(yield* follows.remove(session, id))) {
          return yield* new UnknownFollow({ detail: `The session does not follow ${id}.` })
        }
      })
    })
  })
)

const refused = (detail: string) => Effect.fail(new FollowRefused({ detail }))

const sessionRequired = new SessionRequired({
  detail: "Only a session can follow something. POST /api/v1/session opens one."
})
