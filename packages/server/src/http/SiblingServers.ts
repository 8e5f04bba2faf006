import { Context, Effect, Layer, Ref, Schedule, Schema, type Scope } from "effect"
import { HttpServer } from "effect/http"
import { NetAddress } from "effect/net"
import { SqlClient, SqlSchema } from "effect/sql"
import type { Settings } from "../Settings.ts"

/**
 * The other servers of the cluster that a browser reaches by the same host, at other ports. They share
 * its cookie, so that a page whose server has died goes on with one of them. Servers on other hosts are
 * behind a balancer, or not reached at all.
 */
export class SiblingServers extends Context.Service<
  SiblingServers,
  {
    /** The ports of those that were alive lately; as they were last, while the database does not answer. */
    readonly ports: Effect.Effect<ReadonlyArray<number>>
    /** Says that this server listens at a port, until the scope closes. */
    announce(port: number): Effect.Effect<void, never, Scope.Scope>
  }
>()("@aethercast/server/http/SiblingServers") {
  static readonly layer = ({ host }: Pick<Settings, "host">) =>
    Layer.effect(
      SiblingServers,
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const known = yield* Ref.make<ReadonlyArray<number>>([])
        const find = SqlSchema.findAll({
          Request: Schema.Int,
          Result: Schema.Struct({ port: Schema.Int }),
          execute: (port) => sql`
            SELECT port FROM page_servers
            WHERE host = ${host} AND port <> ${port}
              AND seen_at > now() - ${aliveSeconds} * interval '1 second'
            ORDER BY port LIMIT 16
          `
        })
        const beat = Effect.fnUntraced(function* (port: number) {
          yield* sql`
            INSERT INTO page_servers (host, port) VALUES (${host}, ${port})
            ON CONFLICT (host, port) DO UPDATE SET seen_at = now()
          `
          const found = yield* find(port)
          yield* Ref.set(
            known,
            found.map((one) => one.port)
          )
        })
        const forget = (port: number) =>
          sql`DELETE FROM page_servers WHERE host = ${host} AND port = ${port}`.pipe(
            Effect.timeout("1 second"),
            Effect.ignore
          )
        return SiblingServers.of({
          ports: Ref.get(known),
          announce: Effect.fnUntraced(function* (port) {
            yield* Effect.addFinalizer(() => forget(port))
            yield* Effect.forkScoped(
              Effect.repeat(Effect.ignore(beat(port)), Schedule.spaced("2 seconds"))
            )
          })
        })
      })
    )

  /** Without a cluster. */
  static readonly layerNone = Layer.succeed(SiblingServers, {
    ports: Effect.succeed([]),
    announce: () => Effect.void
  })
}

/** Announces this server as soon as it listens. */
export const AnnouncementLayer = Layer.effectDiscard(
  Effect.gen(function* () {
    const { address } = yield* HttpServer.HttpServer
    const siblings = yield* SiblingServers
    if (NetAddress.isInetAddress(address)) yield* siblings.announce(address.port)
  })
)

/** Three beats, and the time that one may take. */
const aliveSeconds = 8
