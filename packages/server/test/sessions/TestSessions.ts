import { NoSession, type SessionId } from "@aethercast/domain/Session"
import { Effect, Layer, Option } from "effect"
import type { Headers } from "effect/http"
import { Sessions } from "../../src/sessions/Sessions.ts"
import * as SessionSecret from "../../src/sessions/SessionSecret.ts"

/** A secret that the test server has made, one for each letter. */
export const secretOf = (letter: string): string => letter.repeat(43)

export const bearer = (letter: string) => ({ authorization: `Bearer ${secretOf(letter)}` })

/** Of the session `a`. */
export const feedToken = "a".repeat(40)

/** Sessions in memory, in which every secret that has the right form is known. */
export const testSessions = Layer.sync(Sessions, () => {
  const find = (headers: Headers.Headers): Effect.Effect<Option.Option<SessionId>> =>
    Effect.succeed(Option.map(SessionSecret.inHeaders(headers), SessionSecret.sessionOf))
  return Sessions.of({
    create: () => SessionSecret.generate,
    ofFeed: (token) =>
      Effect.succeed(
        token === feedToken ? Option.some(SessionSecret.sessionOf(secretOf("a"))) : Option.none()
      ),
    invalidate: () => Effect.void,
    find,
    require: (headers) =>
      Effect.flatMap(
        find(headers),
        Option.match({
          onNone: () => Effect.fail(new NoSession()),
          onSome: (session) => Effect.succeed(session)
        })
      )
  })
})
