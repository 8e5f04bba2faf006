import { createHash } from "node:crypto"
import { Clock, Effect, Latch, Option, Schema } from "effect"
import {
  ClusterError,
  type Envelope,
  MessageStorage,
  type Reply,
  ShardId,
  Snowflake
} from "effect/cluster"
import * as Batches from "./Batches.ts"
import { Drafts } from "./Drafts.ts"
import { Handover, idOf } from "./Handover.ts"
import { Histories } from "./Histories.ts"
import { type Answered, inOrder, type MessageRow } from "./Statements.ts"
import type * as Statements from "./Statements.ts"
import { ShardEpochs } from "./ShardEpochs.ts"

/** The row is neither stored nor known: somebody deleted it in the same moment. */
class Vanished extends Schema.TaggedError<Vanished>()("Vanished", { id: Schema.String }) {}

/** Stores messages; what this node has the shard of is handed over to its reader. */
export const make = Effect.fnUntraced(function* (
  statements: ReturnType<typeof Statements.make>,
  isInTransaction: Effect.Effect<boolean>
) {
  const handover = yield* Handover
  const histories = yield* Histories
  const drafts = yield* Drafts
  const { held, isCertain } = yield* ShardEpochs
  const batched = yield* Batches.make((rows: ReadonlyArray<MessageRow>) =>
    statements.save(rows, true).pipe(
      Effect.map((saved) => inOrder(rows, saved)),
      // They may be stored, and claimed by this node, which then knows nothing of it.
      Effect.onError(() => Effect.sync(() => handover.doubt(rows.map(({ id }) => id)))),
      Effect.withTracerEnabled(false)
    )
  )

  /** Nothing is claimed, or handed over, before the transaction that it is part of. */
  const save = Effect.fnUntraced(function* (row: MessageRow) {
    if (!(yield* isInTransaction)) return yield* batched(row)
    const [saved] = yield* statements.save([row], false)
    return yield* Effect.fromNullishOr(saved)
  })

  /** The epoch in which a message may be handed over before it is stored. */
  const draftTenure = Effect.fnUntraced(function* (row: MessageRow, primaryKey: string | null) {
    if (primaryKey === null || row.deliver_at !== null || !drafts.isAwaited(row.id))
      return undefined
    if (!histories.lacks(row.entity_id, row.shard_id, primaryKey)) return undefined
    if (!isCertain(row.shard_id, yield* Clock.currentTimeMillis)) return undefined
    return (yield* isInTransaction) ? undefined : held.get(row.shard_id)
  })

  return Effect.fnUntraced(
    function* ({
      deliverAt,
      envelope,
      primaryKey
    }: Parameters<MessageStorage.Encoded["saveEnvelope"]>[0]) {
      const row = rowOf(envelope, primaryKey, deliverAt)
      const { entity_id: entity } = row
      const epoch = yield* draftTenure(row, primaryKey)
      if (primaryKey !== null && epoch !== undefined) {
        histories.meet(entity, row.id, primaryKey)
        drafts.add({ ...row, epoch })
        handover.offer({ envelope, epoch })
        return MessageStorage.SaveResultEncoded.Success()
      }
      // What this is about, or repeats, must be stored before it.
      yield* row.message_id === null
        ? drafts.settle(row.request_id)
        : drafts.settleKey(row.message_id)
      if (envelope._tag === "AckChunk") {
        yield* statements.acknowledge(row, envelope.replyId)
        handover.wake()
        return MessageStorage.SaveResultEncoded.Success()
      }
      if (primaryKey !== null) histories.meet(entity, row.id, primaryKey)
      const saved = yield* Effect.onError(save(row), () =>
        Effect.sync(() => histories.learn(row.id, undefined))
      )
      const claim = saved.stored && held.get(row.shard_id) === saved.claim ? saved.claim : null
      const home = claim === null ? undefined : { shard: row.shard_id, epoch: claim }
      histories.learn(row.id, saved.first ? home : undefined)
      if (saved.stored) {
        if (claim !== null) handover.offer({ envelope, epoch: claim })
        // Where the shard's owner was not known yet, the engine tells nobody.
        if (claim !== null && !drafts.isAwaited(row.id)) yield* Latch.open(handover.called)
        return MessageStorage.SaveResultEncoded.Success()
      }
      const repeated = saved.known === null ? (yield* statements.known(row))[0] : saved
      if (repeated === undefined || repeated.known === null)
        return yield* new Vanished({ id: row.id })
      return MessageStorage.SaveResultEncoded.Duplicate({
        originalId: Snowflake.Snowflake(repeated.known),
        lastReceivedReply: replyOf(repeated.known, repeated)
      })
    },
    ClusterError.PersistenceError.refail,
    Effect.withTracerEnabled(false)
  )
})

/** The last answer to a request. */
export const replyOf = (requestId: string, answered: Answered): Option.Option<Reply.Encoded> => {
  if (answered.reply === null) return Option.none()
  const of = { id: answered.reply, requestId }
  if (answered.exit !== null) {
    return Option.some({ ...of, _tag: "WithExit", exit: JSON.parse(answered.exit) })
  }
  if (answered.chunk === null || answered.sequence === null) return Option.none()
  return Option.some({
    ...of,
    _tag: "Chunk",
    sequence: answered.sequence,
    values: JSON.parse(answered.chunk)
  })
}

const kinds = { Request: 0, AckChunk: 1, Interrupt: 2 } as const

const rowOf = (
  envelope: Envelope.Encoded,
  primaryKey: string | null,
  deliverAt: number | null
): MessageRow => ({
  id: idOf(envelope),
  message_id: primaryKey === null ? null : keyOf(primaryKey),
  shard_id: ShardId.toString(envelope.address.shardId),
  entity_type: envelope.address.entityType,
  entity_id: envelope.address.entityId,
  kind: kinds[envelope._tag],
  request_id: envelope.requestId,
  deliver_at: deliverAt,
  envelope: JSON.stringify(envelope)
})

/**
 * A key as the table keeps it. An index takes no more than 2,700 bytes, and a text neither NUL nor half
 * of a surrogate pair; a digest has no slash.
 */
export const keyOf = (primaryKey: string) =>
  primaryKey.length <= 255 && primaryKey.isWellFormed() && !primaryKey.includes("\0")
    ? primaryKey
    : createHash("sha256").update(Buffer.from(primaryKey, "utf16le")).digest("hex")
