import {
  Context,
  Effect,
  Layer,
  Option,
  Schedule,
  Schema,
  type Scope,
  Stream,
  SubscriptionRef
} from "effect"
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
    /** Whether there can be any: a server that runs its own database shares it with no other. */
    readonly canJoin: boolean
    /**
     * The ports of those that are alive, now and after every change; as they were last, while the
     * database does not answer.
     */
    readonly alive: Stream.Stream<ReadonlyArray<number>>
    /** The ports of all whose pages may still be open: a page outlives the server that it comes from. */
    readonly pagePorts: Effect.Effect<ReadonlyArray<number>>
    /** Says that this server listens at a port, until the scope closes. */
    announce(port: number): Effect.Effect<void, never, Scope.Scope>
  }
>()("@aethercast/server/http/SiblingServers") {
  static readonly layer = ({ databaseUrl, host }: Pick<Settings, "databaseUrl" | "host">) =>
    Layer.effect(
      SiblingServers,
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const known = yield* SubscriptionRef.make<ReadonlyArray<Sibling>>([])
        const find = SqlSchema.findAll({
          Request: Schema.Int,
          Result: Sibling,
          execute: (port) => sql`
            SELECT port, seen_at > now() - ${aliveSeconds} * interval '1 second' AS is_alive
            FROM page_servers
            WHERE host = ${host} AND port <> ${port} AND seen_at > now() - interval '1 day'
            ORDER BY is_alive DESC, port LIMIT 64
          `
        })
        const beat = Effect.fnUntraced(function* (port: number) {
          yield* sql`
            INSERT INTO page_servers (host, port) VALUES (${host}, ${port})
            ON CONFLICT (host, port) DO UPDATE SET seen_at = now()
          `
          yield* SubscriptionRef.set(known, yield* find(port))
        })
        /** It is not alive any more, and its pages may still be open. */
        const retire = (port: number) =>
          sql`
            UPDATE page_servers SET seen_at = now() - ${aliveSeconds} * interval '1 second'
            WHERE host = ${host} AND port = ${port}
          `.pipe(Effect.timeout("1 second"), Effect.ignore)
        const forgetOld = sql`
          DELETE FROM page_servers WHERE seen_at < now() - interval '1 day'
        `.pipe(Effect.timeout("1 second"), Effect.ignore)
        return SiblingServers.of({
          canJoin: Option.isSome(databaseUrl),
          alive: SubscriptionRef.changes(known).pipe(
            Stream.map((all) => portsOf(all.filter(({ is_alive }) => is_alive))),
            Stream.changes
          ),
          pagePorts: Effect.map(SubscriptionRef.get(known), portsOf),
          announce: Effect.fnUntraced(function* (port) {
            yield* Effect.addFinalizer(() => retire(port))
            yield* forgetOld
            yield* Effect.forkScoped(
              Effect.repeat(Effect.ignore(beat(port)), Schedule.spaced("2 seconds"))
            )
          })
        })
      })
    )

  /** Without a cluster. */
  static readonly layerNone = Layer.succeed(SiblingServers, {
    canJoin: false,
    alive: Stream.succeed([]),
    pagePorts: Effect.succeed([]),
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

const Sibling = Schema.Struct({ port: Schema.Int, is_alive: Schema.Boolean })
type Sibling = typeof Sibling.Type

const portsOf = (siblings: ReadonlyArray<Sibling>) => siblings.map(({ port }) => port)

/** Three beats, and the time that one may take. */
const aliveSeconds = 8
