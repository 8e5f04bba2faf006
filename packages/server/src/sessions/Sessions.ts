import { randomBytes } from "node:crypto"
import { type QuotaExceeded, Quotas } from "@aethercast/cluster/Quotas"
import { retrySql } from "@aethercast/cluster/SqlRetry"
import { NoSession, type SessionId } from "@aethercast/domain/Session"
import { Cache, Context, Effect, Exit, Layer, Option } from "effect"
import type { Headers } from "effect/http"
import { SqlClient } from "effect/sql"
import { networkOf } from "../http/ClientAddress.ts"
import * as SessionSecret from "./SessionSecret.ts"

/** How many sessions one network may make in an hour. */
const perNetwork = 300

/** How long a node remembers that a session exists: for so long a deleted one may still be answered. */
const memory = "10 seconds"

/** The sessions of all listeners. Their secrets are made here, and stored as hashes only. */
export class Sessions extends Context.Service<
  Sessions,
  {
    /** Makes a session for a client at an address, and returns its secret. */
    create(address: string): Effect.Effect<string, QuotaExceeded>
    /**
     * The session whose secret is in the headers of a call: over HTTP, or over a WebSocket, whose calls
     * have the headers that opened it.
     */
    find(headers: Headers.Headers): Effect.Effect<Option.Option<SessionId>>
    /** The same, for what a stranger may not do. */
    require(headers: Headers.Headers): Effect.Effect<SessionId, NoSession>
    /** The session whose feed has this token. */
    ofFeed(token: string): Effect.Effect<Option.Option<SessionId>>
    /** This node asks the database again whether the session exists. */
    invalidate(session: SessionId): Effect.Effect<void>
  }
>()("@aethercast/server/sessions/Sessions") {
  static readonly layer = Layer.effect(
    Sessions,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const quotas = yield* Quotas

      const exists = (session: SessionId) =>
        retrySql(
          Effect.map(
            sql`
              WITH used AS (
                UPDATE sessions SET used_at = now()
                WHERE session_id = ${session} AND used_at < now() - interval '1 day'
              )
              SELECT FROM sessions WHERE session_id = ${session}
            `,
            (rows) => rows.length > 0
          )
        )
      const known = yield* Cache.makeWith(exists, {
        capacity: 10_000,
        // One that was just made on another node is not missed.
        timeToLive: (exit) => (Exit.isSuccess(exit) && exit.value ? memory : 0)
      })

      const find = Effect.fnUntraced(function* (headers: Headers.Headers) {
        const secret = SessionSecret.inHeaders(headers)
        if (Option.isNone(secret)) return Option.none()
        const session = SessionSecret.sessionOf(secret.value)
        return (yield* Cache.get(known, session)) ? Option.some(session) : Option.none()
      })

      return Sessions.of({
        find,

        ofFeed: Effect.fn("Sessions.ofFeed")((token: string) =>
          retrySql(
            Effect.map(
              sql<{ readonly id: SessionId }>`
                SELECT session_id AS id FROM sessions WHERE feed_token = ${token}
              `,
              ([row]) => Option.map(Option.fromUndefinedOr(row), ({ id }) => id)
            )
          )
        ),

        invalidate: (session) => Cache.invalidate(known, session),

        require: (headers) =>
          Effect.flatMap(
            find(headers),
            Option.match({
              onNone: () => Effect.fail(new NoSession()),
              onSome: (session) => Effect.succeed(session)
            })
          ),

        create: Effect.fn("Sessions.create")(function* (address: string) {
          const name = `sessions of ${networkOf(address)}`
          yield* quotas.take([{ name, limit: perNetwork, window: "1 hour" }])
          const secret = yield* SessionSecret.generate
          const row = {
            session_id: SessionSecret.sessionOf(secret),
            feed_token: yield* Effect.sync(() => randomBytes(20).toString("hex"))
          }
          yield* retrySql(sql`INSERT INTO sessions ${sql.insert(row)} ON CONFLICT DO NOTHING`)
          return secret
        })
      })
    })
  ).pipe(Layer.provide(Quotas.layer))
}
