import { PgClient } from "@effect/sql-pg"
import { Clock, Effect, Latch, Layer, Option, Schema } from "effect"
import { ClusterError, Envelope, MessageStorage, ShardId, Snowflake } from "effect/cluster"
import { isSqlError } from "effect/sql/SqlError"
import * as EntityHistories from "./EntityHistories.ts"
import * as MessageReader from "./MessageReader.ts"
import { type MessageRow, replyOf, rowOf } from "./MessageRow.ts"
import * as MessageSql from "./MessageSql.ts"
import * as MessageWriter from "./MessageWriter.ts"
import { ReadGate } from "./ReadGate.ts"
import { RequestEvent } from "./RequestState.ts"
import * as RequestTable from "./RequestTable.ts"
import { ShardEpochs } from "./ShardEpochs.ts"

/**
 * The engine's messages in Postgres. A message that this node stores for a shard of its own goes to its
 * reader from memory: one statement stores it, one its answer; or one both, see `OptimisticWrites`.
 * Statements of the same moment are sent as one.
 *
 * A key is executed once, even if several nodes request it at the same time, as long as its shard stays
 * with its node; what was being executed when a shard moves is executed again by the next owner.
 */
export const layer = Layer.effect(
  MessageStorage.MessageStorage,
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    const gate = yield* ReadGate
    const epochs = yield* ShardEpochs
    const { held } = epochs
    const isOptimistic = yield* MessageWriter.OptimisticWrites
    const isInTransaction = Effect.map(Effect.serviceOption(sql.transactionService), Option.isSome)
    const statements = MessageSql.make(sql, epochs.node)
    const table = RequestTable.make(held, gate)
    const histories = EntityHistories.make(held)
    const awaited = new Set<string>()
    const writer = yield* MessageWriter.make(statements, table, held, isInTransaction)
    const reader = yield* MessageReader.make(statements, table, histories, writer)

    /** The epoch in which a request may be executed before it is stored, if it may. */
    const optimisticEpoch = (row: MessageRow, now: number, inTransaction: boolean) => {
      const { deliver_at: due, entity_id: entity, id, message_id: key, shard_id: shard } = row
      const isNew = key !== null && due === null && histories.lacks(entity, shard, key)
      return isOptimistic &&
        isNew &&
        // A sender that does not wait here for the answer would believe that the request is stored.
        awaited.has(id) &&
        epochs.isCertain(shard, now) &&
        !inTransaction &&
        !table.isFull()
        ? held.get(shard)
        : undefined
    }

    const save = Effect.fnUntraced(function* ({
      deliverAt,
      envelope,
      primaryKey
    }: Parameters<MessageStorage.Encoded["saveEnvelope"]>[0]) {
      const row = rowOf(envelope, primaryKey, deliverAt)
      const { entity_id: entity, id, message_id: key, shard_id: shard } = row
      const now = yield* Clock.currentTimeMillis
      const inTransaction = yield* isInTransaction
      // No other fiber may run before it is in the table.
      const epoch = optimisticEpoch(row, now, inTransaction)
      if (key !== null) histories.add(entity, id, key)
      if (epoch !== undefined) {
        table.ask({ row, envelope }, epoch)
        return MessageStorage.SaveResultEncoded.Success()
      }
      // The request that it repeats or refers to is stored first.
      const earlier = key === null ? row.request_id : table.unsavedWithKey(key)
      if (earlier !== undefined) yield* writer.flush(earlier)
      if (envelope._tag === "AckChunk") {
        yield* statements.acknowledge(row, envelope.replyId)
        gate.open()
        return MessageStorage.SaveResultEncoded.Success()
      }
      if (table.find(id) !== undefined) return duplicateOf(table.originalOf(id))
      const inserted = yield* Effect.onError(writer.insert({ row, envelope }), () =>
        Effect.sync(() => histories.confirm(id, undefined))
      )
      const { claim, original } = inserted
      const isOwn = inserted.stored && claim !== null && held.get(shard) === claim
      histories.confirm(id, isOwn && inserted.first ? { shard, epoch: claim } : undefined)
      // The engine does not wake this node's reader while it does not know the shard's owner.
      if (isOwn && !awaited.has(id)) yield* Latch.open(gate.readDue)
      return original === null
        ? MessageStorage.SaveResultEncoded.Success()
        : duplicateOf(original, inserted)
    })

    /** Makes requests readable again, for this node and all others. */
    const release = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      Effect.andThen(writer.flushAll, effect).pipe(
        Effect.tap(() => Effect.sync(gate.open)),
        Effect.asVoid,
        persisted
      )

    /** A request whose answer was cleared goes to this node's reader if it owns the shard. */
    const requeue = (id: string, reopened: ReadonlyArray<MessageSql.Reopened>) => {
      // An earlier attempt may have reopened it although it was reported as failed.
      if (reopened.length === 0) gate.doubt([id])
      for (const { claim, envelope: text, shard } of reopened) {
        if (claim === null || held.get(shard) !== claim) gate.open()
        else {
          const envelope: Envelope.Encoded = JSON.parse(text)
          table.enqueue({ envelope, row: rowOf(envelope, null, null) }, claim)
        }
      }
    }

    const storage = yield* MessageStorage.makeEncoded({
      ...reader,
      saveEnvelope: (message) => persisted(save(message)),
      saveReply: Effect.fnUntraced(function* (reply) {
        if (reply._tag === "Chunk") {
          yield* writer.flush(reply.requestId)
          const { id, requestId: request, sequence, values } = reply
          yield* statements.chunk({ request, id, sequence, payload: JSON.stringify(values) })
          return
        }
        histories.answered(reply.requestId)
        const exit = JSON.stringify(reply.exit)
        const isStored = yield* writer.answer({ id: reply.id, request_id: reply.requestId, exit })
        if (!isStored) return yield* new Superseded()
      }, persisted),
      clearReplies: (requestId, options) => {
        const clear = Effect.suspend(() => {
          const id = table.originalOf(String(requestId))
          const expected = options?.expectedReplyId
          return (
            expected === undefined
              ? statements.clear(id)
              : statements.clearIfLast(id, String(expected))
          ).pipe(
            Effect.map((reopened) => requeue(id, reopened)),
            Effect.onError(() => Effect.sync(() => gate.doubt([id])))
          )
        })
        return persisted(Effect.andThen(writer.flush(String(requestId)), clear))
      },
      resetRequests: (requestIds) => {
        const ids = requestIds.map(String)
        const reset = Effect.suspend(() => {
          for (const id of ids) table.apply(id, RequestEvent.EpochEnded())
          return statements.resetIds(ids.map(table.originalOf))
        })
        return release(reset)
      },
      resetShards: (shards) => release(statements.resetShards(shards)),
      resetAddresses: (addresses) => release(statements.resetAddresses(addresses)),
      clearAddress: (address) =>
        Effect.suspend(() => {
          table.dropEntity(address.entityType, address.entityId)
          histories.forget(address.entityId)
          return Effect.andThen(writer.flushAll, statements.clearAddress(address))
        }).pipe(Effect.asVoid, persisted),
      withTransaction: (effect) =>
        Effect.catchIf(sql.withTransaction(effect), isSqlError, (error) => Effect.die(error))
    })

    return MessageStorage.MessageStorage.of({
      ...storage,
      // The caller gets the answer that was stored first, from the database.
      saveReply: (reply) =>
        Effect.catchIf(storage.saveReply(reply), isSuperseded, () =>
          storage.unregisterReplyHandler(reply.reply.requestId)
        ),
      registerReplyHandler: (message) => {
        if (message._tag === "IncomingRequest") {
          // Another node stored it, and expects this one to read it soon.
          gate.open()
          return storage.registerReplyHandler(message)
        }
        const id = String(message.envelope.requestId)
        return Effect.suspend(() => {
          awaited.add(id)
          return Effect.ensuring(
            storage.registerReplyHandler(message),
            Effect.sync(() => awaited.delete(id))
          )
        })
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

/** Another answer was first, or the shard is another node's by now: nothing was stored. */
class Superseded extends Schema.TaggedError<Superseded>()("Superseded", {}) {}

const isSuperseded = (error: unknown): boolean =>
  error instanceof ClusterError.PersistenceError && error.cause instanceof Superseded

const duplicateOf = (original: string, last?: Parameters<typeof replyOf>[1]) =>
  MessageStorage.SaveResultEncoded.Duplicate({
    originalId: Snowflake.Snowflake(original),
    lastReceivedReply: last === undefined ? Option.none() : replyOf(original, last)
  })

const persisted = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(ClusterError.PersistenceError.refail, Effect.withTracerEnabled(false))
