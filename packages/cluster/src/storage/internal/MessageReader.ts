import { Effect, Option } from "effect"
import {
  ClusterError,
  type Envelope,
  type MessageStorage,
  type Reply,
  Snowflake
} from "effect/cluster"
import type { EntityHistories } from "./EntityHistories.ts"
import { idOf, keyOf, replyOf } from "./MessageRow.ts"
import type { ReadRow, ReplyRow, Statements } from "./MessageSql.ts"
import type { MessageWriter } from "./MessageWriter.ts"
import { ReadGate } from "./ReadGate.ts"
import type { RequestTable } from "./RequestTable.ts"

/** Reads messages and replies. Queries the database for messages only when it may have some. */
export const make = Effect.fnUntraced(function* (
  statements: Statements,
  table: RequestTable,
  histories: EntityHistories,
  writer: MessageWriter
) {
  const gate = yield* ReadGate

  const fromDatabase = Effect.fnUntraced(function* (
    shards: ReadonlyArray<string>,
    now: number,
    options: Pick<Parameters<Statements["read"]>[0], "addresses" | "limit">
  ) {
    const doubtful = gate.close(shards, now)
    const rows = yield* statements.read({ shards, doubtful, now, ...options }).pipe(
      Effect.timeout("10 seconds"),
      Effect.onError(() => Effect.sync(() => gate.doubt(doubtful)))
    )
    if (rows.length >= options.limit) gate.open()
    return rows.flatMap((row) => {
      if (row.key !== null && table.isTwin(row.key, row.id)) return []
      const message = messageOf(row)
      // Another node stored it, or it was executed before: this node may not know all of its entity.
      histories.forget(message.envelope.address.entityId)
      return [message]
    })
  })

  return {
    unprocessedMessages: Effect.fnUntraced(function* (shards, now, options) {
      const limit = options?.limit ?? maxMessages
      const addresses = options?.addresses
      const read =
        addresses !== undefined || gate.isOpen(shards, now)
          ? yield* fromDatabase(shards, now, { limit, addresses })
          : []
      const queued = addresses === undefined ? table.take(shards, limit - read.length) : []
      const ids = new Set(read.map(({ envelope }) => idOf(envelope)))
      return [
        ...read,
        ...queued.flatMap((envelope) =>
          ids.has(idOf(envelope)) ? [] : [{ envelope, lastSentReply: Option.none() }]
        )
      ]
    }, persisted),

    unprocessedMessagesById: Effect.fnUntraced(function* (ids, now) {
      yield* writer.flushAll
      const asked = new Map(Array.from(ids, (id) => [table.originalOf(String(id)), String(id)]))
      const rows = yield* statements.byId([...asked.keys()], now)
      return rows.map((row) => {
        const message = messageOf(row, asked.get(row.id))
        histories.forget(message.envelope.address.entityId)
        return message
      })
    }, persisted),

    repliesFor: Effect.fnUntraced(function* (ids) {
      const originals = ids.map(table.originalOf)
      const replies = (yield* statements.replies(originals, false)).map(replyOfRow)
      return ids.flatMap((requestId, index) =>
        replies.flatMap((reply) =>
          reply.requestId === originals[index] ? [{ ...reply, requestId }] : []
        )
      )
    }, persisted),

    repliesForUnfiltered: Effect.fnUntraced(function* (ids) {
      return (yield* statements.replies(ids, true)).map(replyOfRow)
    }, persisted),

    requestIdForPrimaryKey: Effect.fnUntraced(function* (primaryKey) {
      const key = keyOf(primaryKey)
      const unsaved = table.unsavedWithKey(key)
      if (unsaved !== undefined) yield* writer.flush(unsaved)
      const [row] = yield* statements.idForKey(key)
      return Option.map(Option.fromNullishOr(row?.id), Snowflake.Snowflake)
    }, persisted)
  } satisfies Partial<MessageStorage.Encoded>
})

const maxMessages = 1024

/** The message of a row; a request may have a twin by whose id the engine knows it. */
const messageOf = (row: ReadRow, twin?: string) => {
  const stored: Envelope.Encoded = JSON.parse(row.envelope)
  const envelope =
    stored._tag === "Request" && twin !== undefined ? { ...stored, requestId: twin } : stored
  return {
    envelope,
    lastSentReply:
      envelope._tag === "Request" ? replyOf(envelope.requestId, row) : Option.none<Reply.Encoded>()
  }
}

const replyOfRow = ({ id, payload, request, sequence }: ReplyRow): Reply.Encoded =>
  sequence === null
    ? { _tag: "WithExit", id, requestId: request, exit: JSON.parse(payload) }
    : { _tag: "Chunk", id, requestId: request, sequence, values: JSON.parse(payload) }

const persisted = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(ClusterError.PersistenceError.refail, Effect.withTracerEnabled(false))
