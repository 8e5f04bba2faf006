import { Effect, Option, Schema } from "effect"
import { ClusterError, type MessageStorage, type Reply } from "effect/cluster"
import * as Batches from "./Batches.ts"
import { Drafts } from "./Drafts.ts"
import { Histories } from "./Histories.ts"
import type * as Statements from "./Statements.ts"

/** Another answer was first, or the shard is another node's by now: nothing was stored. */
class Superseded extends Schema.TaggedError<Superseded>()("Superseded", {}) {}

export const isSuperseded = (error: unknown): boolean =>
  error instanceof ClusterError.PersistenceError && error.cause instanceof Superseded

/** Stores answers. The first answer to a request stays, and only its shard's owner may give it. */
export const make = Effect.fnUntraced(function* (
  statements: ReturnType<typeof Statements.make>,
  isInTransaction: Effect.Effect<boolean>
) {
  const drafts = yield* Drafts
  const histories = yield* Histories
  const settle = (rows: Parameters<typeof statements.settle>[0]) =>
    statements.settle(rows).pipe(
      Effect.map((left) => {
        // The answer to what was cleared meanwhile is for those who wait, and need not be kept.
        const superseded = new Set(left.flatMap(({ exists, id }) => (exists ? [id] : [])))
        return rows.map(({ id }) => !superseded.has(id))
      }),
      Effect.withTracerEnabled(false)
    )
  const batched = yield* Batches.make(settle)

  return Effect.fnUntraced(
    function* (reply: Reply.Encoded) {
      if (reply._tag === "Chunk") {
        yield* drafts.settle(reply.requestId)
        yield* statements.chunk({
          request: reply.requestId,
          id: reply.id,
          sequence: reply.sequence,
          payload: JSON.stringify(reply.values)
        })
        return
      }
      const row = { id: reply.id, request_id: reply.requestId, exit: JSON.stringify(reply.exit) }
      histories.answered(reply.requestId)
      const inTransaction = yield* isInTransaction
      if (inTransaction) yield* drafts.settle(reply.requestId)
      const drafted = inTransaction ? Option.none() : yield* drafts.answer(row)
      const settled = Option.isSome(drafted)
        ? drafted.value
        : inTransaction
          ? (yield* settle([row]))[0]
          : yield* batched(row)
      if (settled !== true) return yield* new Superseded()
    },
    ClusterError.PersistenceError.refail,
    Effect.withTracerEnabled(false)
  ) satisfies MessageStorage.Encoded["saveReply"]
})
