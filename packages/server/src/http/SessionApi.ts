import { Api } from "@aethercast/domain/Api"
import { TooManySessions } from "@aethercast/domain/Problems"
import { Effect, Option } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Sessions } from "../sessions/Sessions.ts"

/** Serves the session of the caller. */
export const layer = HttpApiBuilder.group(
  Api,
  "session",
  Effect.fnUntraced(function* (handlers) {
    const sessions = yield* Sessions
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
        )
    })
  })
)
