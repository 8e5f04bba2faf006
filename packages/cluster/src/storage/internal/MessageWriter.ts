import { Context, Effect, Latch, Schema } from "effect"
import type { FinalReply, MessageRow } from "./MessageRow.ts"
import { inOrder, type Inserted, type Statements } from "./MessageSql.ts"
import { RequestEvent } from "./RequestState.ts"
import type { Message, RequestTable } from "./RequestTable.ts"
import * as StatementBatcher from "./StatementBatcher.ts"
import type { StatementError } from "./StatementBatcher.ts"

/**
 * Whether a request that is certain to be new is executed before it is stored; one that is answered
 * within 100 ms is then stored with its answer, by one statement instead of two.
 */
export const OptimisticWrites = Context.Reference<boolean>(
  "@aethercast/cluster/storage/OptimisticWrites",
  { defaultValue: () => true }
)

/** Neither the row nor its key is stored: it was deleted at the same moment. */
export class MessageVanished extends Schema.TaggedError<MessageVanished>()("MessageVanished", {
  id: Schema.String
}) {}

type WriteError = StatementError | MessageVanished

/** Carries out the actions of `RequestState`. */
export interface MessageWriter {
  /** Stores a request at once. */
  readonly insert: (message: Message) => Effect.Effect<Inserted, WriteError>
  /** Stores an answer; false when another was first, or the shard is not this node's any more. */
  readonly answer: (reply: FinalReply) => Effect.Effect<boolean, WriteError>
  /** Waits until a request is stored. */
  readonly flush: (id: string) => Effect.Effect<void, WriteError>
  /** Waits until everything unsaved is stored, except what the database rejects. */
  readonly flushAll: Effect.Effect<void, WriteError>
}

/** `held` is the epoch of each shard that this node has. */
export const make = Effect.fnUntraced(function* (
  statements: Statements,
  table: RequestTable,
  held: ReadonlyMap<string, string>,
  isInTransaction: Effect.Effect<boolean>
) {
  const insertBatch = yield* StatementBatcher.make((rows: ReadonlyArray<MessageRow>) =>
    Effect.map(statements.insert(rows, true), (inserted) => inOrder(rows, inserted))
  )
  const insertAnsweredBatch = yield* StatementBatcher.make(
    (rows: Parameters<Statements["insertAnswered"]>[0]) =>
      Effect.map(statements.insertAnswered(rows), (stored) => {
        const ids = new Set(stored.map(({ id }) => id))
        return rows.map(({ id }) => ids.has(id))
      })
  )
  const answer = (replies: ReadonlyArray<FinalReply>) =>
    Effect.map(statements.answer(replies), (rejected) => {
      // The answer to a request that was deleted meanwhile is delivered, but not stored.
      const refused = new Set(rejected.flatMap(({ exists, id }) => (exists ? [id] : [])))
      return replies.map(({ id }) => !refused.has(id))
    })
  const answerBatch = yield* StatementBatcher.make(answer)

  const findOriginal = (row: MessageRow) =>
    Effect.map(statements.findOriginal(row), ([found]) => found)

  /** Nothing is claimed before the transaction that it belongs to is committed. */
  const insertRow = Effect.fnUntraced(function* (
    row: MessageRow
  ): Effect.fn.Return<Inserted, WriteError> {
    const inserted = (yield* isInTransaction)
      ? (yield* statements.insert([row], false))[0]
      : yield* insertBatch(row)
    if (inserted !== undefined && (inserted.stored || inserted.original !== null)) return inserted
    return (yield* findOriginal(row)) ?? (yield* new MessageVanished({ id: row.id }))
  })

  /** For a request that is `Saving`. */
  const runInsert = Effect.fnUntraced(function* ({ row }: Message) {
    const inserted = yield* Effect.onError(insertRow(row), () =>
      Effect.sync(() => table.apply(row.id, RequestEvent.InsertFailed()))
    )
    const { original } = inserted
    const epoch = held.get(row.shard_id)
    // Its own row exists if an earlier INSERT succeeded although it was reported as failed.
    const isStored = inserted.stored || original === null || original === row.id
    table.apply(
      row.id,
      isStored
        ? RequestEvent.Inserted({
            claim: inserted.stored ? inserted.claim : (epoch ?? null),
            held: epoch
          })
        : RequestEvent.Repeated({ original })
    )
    return inserted
  }, Effect.uninterruptible)

  const waitForStatement = (id: string) =>
    Effect.suspend(() => {
      const statement = table.statementOf(id)
      return statement === undefined ? Effect.void : Latch.await(statement)
    })

  const flush = Effect.fnUntraced(function* (id: string): Effect.fn.Return<void, WriteError> {
    const message = table.find(id)
    switch (table.apply(id, RequestEvent.FlushDue())) {
      case "Wait":
        yield* waitForStatement(id)
        return yield* flush(id)
      case "Insert":
        if (message !== undefined) yield* runInsert(message)
    }
  })

  const settle = Effect.fnUntraced(function* (reply: FinalReply) {
    const row = { ...reply, request_id: table.originalOf(reply.request_id) }
    const isStored = (yield* isInTransaction) ? (yield* answer([row]))[0] : yield* answerBatch(row)
    table.apply(reply.request_id, RequestEvent.Settled())
    return isStored === true
  })

  /** For a request that is `Completing` in `epoch`. */
  const complete = Effect.fnUntraced(function* (
    message: Message,
    epoch: string,
    reply: FinalReply
  ): Effect.fn.Return<boolean, WriteError> {
    const { row } = message
    const { isStored, original } = yield* Effect.gen(function* () {
      const isStored = yield* insertAnsweredBatch({ ...row, epoch, answer: reply })
      return { isStored, original: isStored ? null : (yield* findOriginal(row))?.original }
    }).pipe(
      Effect.onError(() => Effect.sync(() => table.apply(row.id, RequestEvent.CompletionFailed())))
    )
    if (isStored) {
      table.apply(row.id, RequestEvent.Completed())
      return true
    }
    const refused = RequestEvent.CompletionRefused({ original: original ?? undefined })
    if (table.apply(row.id, refused) === "Settle") return yield* settle(reply)
    yield* runInsert(message)
    return false
  }, Effect.uninterruptible)

  const flushAll = Effect.gen(function* () {
    const exits = yield* Effect.forEach(table.unsaved(), (id) => Effect.exit(flush(id)), {
      concurrency: "unbounded"
    })
    for (const exit of exits) if (!StatementBatcher.isRejected(exit)) yield* exit
  })

  yield* Latch.await(table.hasUnsaved).pipe(
    Effect.andThen(Effect.sleep(answerTime)),
    Effect.andThen(Latch.close(table.hasUnsaved)),
    Effect.andThen(flushAll),
    Effect.catchCause(() => Effect.sleep("500 millis")),
    Effect.forever,
    Effect.forkScoped
  )

  const writer: MessageWriter = {
    flush,
    flushAll,
    insert: (message) =>
      Effect.suspend(() => {
        table.ask(message, undefined)
        return runInsert(message)
      }),
    answer: Effect.fnUntraced(function* (reply): Effect.fn.Return<boolean, WriteError> {
      const id = reply.request_id
      if (yield* isInTransaction) yield* flush(id)
      const message = table.find(id)
      switch (table.apply(id, RequestEvent.Answered())) {
        case "Wait":
          yield* waitForStatement(id)
          return yield* writer.answer(reply)
        case "InsertWithAnswer":
          return message?.epoch === undefined
            ? yield* settle(reply)
            : yield* complete(message, message.epoch, reply)
        default:
          return yield* settle(reply)
      }
    })
  }
  return writer
})

/** A request that takes longer is stored by a statement of its own. */
const answerTime = "100 millis"
