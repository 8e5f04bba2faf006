import { Api } from "@aethercast/domain/Api"
import { FollowRefused, SessionRequired, UnknownFollow } from "@aethercast/domain/Problems"
import { Effect } from "effect"
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
        return yield* Effect.mapError(
          follows.add(session, payload),
          ({ reason }) => new FollowRefused({ detail: reason })
        )
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

const sessionRequired = new SessionRequired({
  detail: "Only a session can follow something. POST /api/v1/session opens one."
})
