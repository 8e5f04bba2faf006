import { createHash } from "node:crypto"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { PgClient } from "@effect/sql-pg"
import { Effect, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { running } from "@aethercast/cluster/EmbeddedPostgres"

/** A line of an episode in the database; `sha256` is the hash of the stored bytes. */
export interface StoredLine {
  readonly line: string
  readonly frames: number
  readonly sha256: string
}

/** Runs a query on the database of the server that runs in a data folder. */
export const ask = <A, E>(
  data: string,
  query: Effect.Effect<A, E, SqlClient.SqlClient>
): Promise<A> =>
  Effect.gen(function* () {
    const url = yield* running(join(data, "postgres"))
    return yield* Effect.provide(query, PgClient.layer({ url, maxConnections: 1 }))
  }).pipe(Effect.provide(NodeServices.layer), Effect.timeout("10 seconds"), Effect.runPromise)

/** The lines of an episode, in order. */
export const lines = (data: string, episode: string): Promise<ReadonlyArray<StoredLine>> =>
  ask(
    data,
    SqlClient.SqlClient.use((sql) =>
      SqlSchema.findAll({
        Request: Schema.String,
        Result: Row,
        execute: (id) => sql`
          SELECT event ->> 'lineId' AS line_id, clips.frames, blobs.bytes FROM episode_events
          JOIN clips ON clip_id = event -> 'clip' ->> 'id'
          JOIN blobs ON blobs.sha256 = clips.sha256
          WHERE episode_id = ${id} AND event ->> '_tag' = 'LineFinished' ORDER BY version
        `
      })(episode)
    ).pipe(
      Effect.map((rows) =>
        rows.map(({ bytes, frames, line_id }) => ({ line: line_id, frames, sha256: sha256(bytes) }))
      )
    )
  )

/** SIGKILL of a process of Postgres that serves somebody: all of it starts again, and every connection breaks. */
export const crash = async (data: string): Promise<void> => {
  const [{ pid }] = await ask(
    data,
    SqlClient.SqlClient.use((sql) =>
      SqlSchema.findNonEmpty({
        Request: Schema.Void,
        Result: Schema.Struct({ pid: Schema.Int }),
        execute: () => sql`
          SELECT pid FROM pg_stat_activity
          WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() LIMIT 1
        `
      })()
    )
  )
  process.kill(pid, "SIGKILL")
}

export const sha256 = (bytes: Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex")

const Row = Schema.Struct({
  line_id: Schema.String,
  frames: Schema.Int,
  bytes: Schema.Uint8Array
})
