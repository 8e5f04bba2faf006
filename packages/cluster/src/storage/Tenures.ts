import { Context, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"

/**
 * What this node has, as its statements prove it.
 *
 * Every acquisition of a shard is a tenure with a number of its own, written into the shard's row.
 * A message is claimed by a tenure, so that a claim ends with it; an answer is stored only while the
 * row names this node. A node that lost a shard without knowing can therefore neither answer for it,
 * nor hide a message from the next one.
 */
export class Tenures extends Context.Service<
  Tenures,
  {
    /** This run of this process. */
    readonly node: string
    /** The tenure of each shard that this node has acquired and not released. */
    readonly held: Map<string, string>
  }
>()("@aethercast/cluster/storage/Tenures") {
  static readonly layer = Layer.effect(
    Tenures,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const [row] = yield* sql<{ node: string }>`SELECT nextval('engine_nodes')::text AS node`
      const { node } = yield* Effect.fromNullishOr(row)
      return { node, held: new Map() }
    }).pipe(Effect.orDie)
  )
}
