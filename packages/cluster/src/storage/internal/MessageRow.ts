import { createHash } from "node:crypto"
import { Option } from "effect"
import { type Envelope, type Reply, ShardId } from "effect/cluster"

/** A row of `aethercast_messages` without the columns of its answer. */
export interface MessageRow {
  readonly id: string
  /** The primary key as `keyOf` stores it. */
  readonly message_id: string | null
  readonly shard_id: string
  readonly entity_type: string
  readonly entity_id: string
  /** 0 is a request, 1 an acknowledgement of a chunk, 2 an interrupt. */
  readonly kind: 0 | 1 | 2
  readonly request_id: string
  readonly deliver_at: number | null
  readonly envelope: string
}

/** The answer that ends a request. */
export interface FinalReply {
  readonly id: string
  readonly request_id: string
  readonly exit: string
}

/** The last reply to a request: none, a chunk, or the answer that ended it. */
export interface LastReply {
  readonly reply: string | null
  readonly exit: string | null
  readonly sequence: number | null
  readonly chunk: string | null
}

export const rowOf = (
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

export const idOf = (envelope: Envelope.Encoded): string =>
  envelope._tag === "Request" ? envelope.requestId : envelope.id

/**
 * A primary key as the table keeps it: itself, or its SHA-256 where Postgres could not index it (more
 * than 2,700 bytes, NUL, half of a surrogate pair). A digest never equals a key: it has no slash.
 */
export const keyOf = (primaryKey: string): string =>
  primaryKey.length <= 255 && primaryKey.isWellFormed() && !primaryKey.includes("\0")
    ? primaryKey
    : createHash("sha256").update(Buffer.from(primaryKey, "utf16le")).digest("hex")

/** The last reply to `requestId`, as the engine takes it. */
export const replyOf = (requestId: string, last: LastReply): Option.Option<Reply.Encoded> => {
  if (last.reply === null) return Option.none()
  const of = { id: last.reply, requestId }
  if (last.exit !== null) {
    return Option.some({ ...of, _tag: "WithExit", exit: JSON.parse(last.exit) })
  }
  if (last.chunk === null || last.sequence === null) return Option.none()
  return Option.some({
    ...of,
    _tag: "Chunk",
    sequence: last.sequence,
    values: JSON.parse(last.chunk)
  })
}

const kinds = { Request: 0, AckChunk: 1, Interrupt: 2 } as const
