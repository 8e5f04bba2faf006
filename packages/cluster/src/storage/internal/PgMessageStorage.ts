import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Option } from "effect"
import { ClusterError, Envelope, MessageStorage, ShardId, Snowflake } from "effect/cluster"
import { isSqlError } from "effect/sql/SqlError"
import * as Answers from "./Answers.ts"
import { Drafts } from "./Drafts.ts"
import { Handover } from "./Handover.ts"
import { Histories } from "./Histories.ts"
import * as Reading from "./Reading.ts"
import * as Saving from "./Saving.ts"
import * as Statements from "./Statements.ts"
import { ShardEpochs } from "./ShardEpochs.ts"

/**
 * The engine's messages in Postgres: one statement to store a message, one to store its answer, and
 * none to read what this node stored itself. What is stored at the same time shares a statement.
 */
export const layer = Layer.effect(
  MessageStorage.MessageStorage,
  Effect.gen(function* () {
    const handover = yield* Handover
    const histories = yield* Histories
    const drafts = yield* Drafts
    const storage = yield* MessageStorage.makeEncoded(yield* encoded)
    return MessageStorage.MessageStorage.of({
      ...storage,
      // Somebody else answers: whoever waits here gets that answer from the database.
      saveReply: (reply) =>
        Effect.catchIf(storage.saveReply(reply), Answers.isSuperseded, () =>
          storage.unregisterReplyHandler(reply.reply.requestId)
        ),
      registerReplyHandler: (message) => {
        // Another node stored it, and will soon ask whether it was read.
        if (message._tag === "IncomingRequest") handover.wake()
        return message._tag === "OutgoingRequest"
          ? drafts.awaiting(
              String(message.envelope.requestId),
              storage.registerReplyHandler(message)
            )
          : storage.registerReplyHandler(message)
      },
      requestIdForPrimaryKey: (options) =>
        Effect.suspend(() =>
          histories.lacks(
            options.address.entityId,
            ShardId.toString(options.address.shardId),
            Envelope.primaryKeyByAddress(options)
          )
            ? Effect.succeedNone
            : storage.requestIdForPrimaryKey(options)
        )
    })
  })
).pipe(Layer.provide(Snowflake.layerGenerator))

const encoded = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const handover = yield* Handover
  const histories = yield* Histories
  const drafts = yield* Drafts
  const { held, node } = yield* ShardEpochs
  const statements = Statements.make(sql, node)
  const isInTransaction = Effect.map(Effect.serviceOption(sql.transactionService), Option.isSome)

  /** Gives messages back to the readers, of which this node may be one. */
  const free = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.andThen(drafts.settleAll, effect).pipe(
      Effect.tap(() => Effect.sync(handover.wake)),
      Effect.asVoid,
      persisting
    )

  /** What this node has the shard of goes from hand to hand. */
  const handBack = (requestId: string, messages: ReadonlyArray<Statements.Freed>) => {
    // So it is when the same was tried before, and who tried does not know how it ended.
    if (messages.length === 0) handover.doubt([requestId])
    for (const { claim, envelope, shard } of messages) {
      if (claim === null || held.get(shard) !== claim) handover.wake()
      else handover.offer({ envelope: JSON.parse(envelope), epoch: claim })
    }
  }

  const storage: MessageStorage.Encoded = {
    saveEnvelope: yield* Saving.make(statements, isInTransaction),
    saveReply: yield* Answers.make(statements, isInTransaction),
    ...(yield* Reading.make(statements)),
    clearReplies: (requestId, options) =>
      Effect.andThen(
        drafts.settle(String(requestId)),
        options?.expectedReplyId === undefined
          ? statements.clear(String(requestId))
          : statements.clearIfLast(String(requestId), String(options.expectedReplyId))
      ).pipe(
        Effect.map((freed) => handBack(String(requestId), freed)),
        // It may be claimed by this node, which then knows nothing of it.
        Effect.onError(() => Effect.sync(() => handover.doubt([String(requestId)]))),
        persisting
      ),
    resetRequests: (ids) => free(statements.resetIds(ids.map(String))),
    resetShards: (shards) => free(statements.resetShards(shards)),
    resetAddresses: (addresses) => free(statements.resetAddresses(addresses)),
    clearAddress: (address) =>
      Effect.suspend(() => {
        handover.forget(address.entityType, address.entityId)
        histories.forget(address.entityId)
        return Effect.andThen(drafts.settleAll, statements.clearAddress(address))
      }).pipe(Effect.asVoid, persisting),
    withTransaction: (effect) =>
      Effect.catchIf(sql.withTransaction(effect), isSqlError, (error) => Effect.die(error))
  }
  return storage
})

const persisting = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(ClusterError.PersistenceError.refail, Effect.withTracerEnabled(false))
