import { Effect, Option } from "effect"
import {
  ClusterError,
  type Envelope,
  type MessageStorage,
  type Reply,
  Snowflake
} from "effect/cluster"
import { Drafts } from "./Drafts.ts"
import { Handover, idOf } from "./Handover.ts"
import { Histories } from "./Histories.ts"
import { keyOf, replyOf } from "./Saving.ts"
import type * as Statements from "./Statements.ts"
import { ShardEpochs } from "./ShardEpochs.ts"

/** Reads messages and answers. The database is asked for messages only when it may have some. */
export const make = Effect.fnUntraced(function* (statements: ReturnType<typeof Statements.make>) {
  const handover = yield* Handover
  const histories = yield* Histories
  const drafts = yield* Drafts
  const { held } = yield* ShardEpochs

  /** What comes from the database may be another node's, or was begun before. */
  const messagesOf = (rows: ReadonlyArray<Statements.Read>) =>
    rows.map((row) => {
      const message = messageOf(row)
      histories.forget(message.envelope.address.entityId)
      return message
    })

  const fromDatabase = Effect.fnUntraced(function* (
    shards: ReadonlyArray<string>,
    now: number,
    options: {
      readonly limit: number
      readonly addresses: Parameters<typeof statements.read>[0]["addresses"]
    }
  ) {
    const doubtful = handover.begin(shards, now)
    const rows = yield* statements.read({ shards, doubtful, now, ...options }).pipe(
      Effect.timeout("10 seconds"),
      Effect.onError(() => Effect.sync(() => handover.doubt(doubtful)))
    )
    if (rows.length >= options.limit) handover.wake()
    return messagesOf(rows)
  })

  const storage = {
    unprocessedMessages: Effect.fnUntraced(
      function* (shards, now, options) {
        const limit = options?.limit ?? largest
        const addresses = options?.addresses
        const read =
          addresses !== undefined || handover.isDue(shards, now)
            ? yield* fromDatabase(shards, now, { limit, addresses })
            : []
        const handed =
          addresses === undefined ? handover.take(shards, limit - read.length, held) : []
        const ids = new Set(read.map(({ envelope }) => idOf(envelope)))
        return [
          ...read,
          ...handed.flatMap(({ envelope }) =>
            ids.has(idOf(envelope)) ? [] : [{ envelope, lastSentReply: Option.none() }]
          )
        ]
      },
      ClusterError.PersistenceError.refail,
      Effect.withTracerEnabled(false)
    ),
    unprocessedMessagesById: (ids, now) =>
      Effect.andThen(drafts.settleAll, statements.byId(Array.from(ids, String), now)).pipe(
        Effect.map(messagesOf),
        ClusterError.PersistenceError.refail,
        Effect.withTracerEnabled(false)
      ),
    repliesFor: (ids) => {
      const originals = ids.map(drafts.originalOf)
      return Effect.map(repliesOf(statements.replies(originals, false)), (replies) =>
        ids.flatMap((requestId, index) =>
          replies.flatMap((reply) =>
            reply.requestId === originals[index] ? [{ ...reply, requestId }] : []
          )
        )
      )
    },
    repliesForUnfiltered: (ids) => repliesOf(statements.replies(ids, true)),
    requestIdForPrimaryKey: (primaryKey) =>
      Effect.suspend(() => {
        const key = keyOf(primaryKey)
        return Effect.andThen(drafts.settleKey(key), statements.idForKey(key))
      }).pipe(
        Effect.map(([row]) => Option.map(Option.fromNullishOr(row?.id), Snowflake.Snowflake)),
        ClusterError.PersistenceError.refail,
        Effect.withTracerEnabled(false)
      )
  } satisfies Partial<MessageStorage.Encoded>
  return storage
})

const largest = 1024

const messageOf = (row: Statements.Read) => {
  const envelope: Envelope.Encoded = JSON.parse(row.envelope)
  return {
    envelope,
    lastSentReply:
      envelope._tag === "Request" ? replyOf(envelope.requestId, row) : Option.none<Reply.Encoded>()
  }
}

const repliesOf = <E>(rows: Effect.Effect<ReadonlyArray<Statements.ReplyRow>, E>) =>
  rows.pipe(
    Effect.map((rows) => rows.map(replyOfRow)),
    ClusterError.PersistenceError.refail,
    Effect.withTracerEnabled(false)
  )

const replyOfRow = ({ id, payload, request, sequence }: Statements.ReplyRow): Reply.Encoded =>
  sequence === null
    ? { _tag: "WithExit", id, requestId: request, exit: JSON.parse(payload) }
    : { _tag: "Chunk", id, requestId: request, sequence, values: JSON.parse(payload) }
