import { Array, Data, Effect, Layer } from "effect"
import { ClusterError, MessageStorage, type Reply, Snowflake } from "effect/cluster"
import type { Database } from "./Database.ts"
import type { Locks } from "./Locks.ts"
import type { Process } from "./Process.ts"

/** Another answer was first, or the shard is another node's by now: nothing was stored. */
class Superseded extends Data.TaggedError("Superseded")<{}> {}

/** What a simulation does wrong on purpose. */
interface MessageMutations {
  /** A node that lost its shard still answers, and its answer replaces the earlier one. */
  readonly unfenced?: boolean
  /** A repeated request is another request. */
  readonly forgetsKeys?: boolean
}

/**
 * Messages and answers in memory, by the rules of the storage in Postgres: a key is one request, its first
 * answer stays, and only the owner of a shard answers for it.
 */
export class Messages {
  /** The violations of the rule that an answer which was given never changes. */
  readonly changedAnswers: Array<string> = []
  private readonly reported = new Map<string, string>()
  private readonly driver: Effect.Success<typeof MessageStorage.MemoryDriver.make>
  /** When each request was read last. */
  private readonly readAt = new Map<string, number>()
  private readonly locks: Locks
  private readonly now: () => number
  private readonly mutations: MessageMutations

  constructor(locks: Locks, timekeeper: Process, mutations: MessageMutations) {
    this.locks = locks
    this.now = () => timekeeper.now
    this.mutations = mutations
    this.driver = Effect.runSyncWith(timekeeper.context)(
      MessageStorage.MemoryDriver.make.pipe(
        Effect.provideServiceEffect(Snowflake.Generator, Snowflake.makeGenerator)
      )
    )
    // A claim on a message ends when its shard gets another owner.
    locks.onTakeover = (shard) => Effect.runSync(this.driver.encoded.resetShards([shard]))
  }

  layer(database: Database, process: Process) {
    const { encoded, requests } = this.driver
    const statement = <A, E>(effect: Effect.Effect<A, E>) =>
      ClusterError.PersistenceError.refail(
        Effect.flatten(database.execute(process, () => Effect.runSyncExit(effect)))
      )

    const saveReply = (reply: Reply.Encoded) =>
      Effect.suspend((): Effect.Effect<void, Superseded | ClusterError.PersistenceError> => {
        const entry = requests.get(reply.requestId)
        if (reply._tag === "Chunk" || entry === undefined) return encoded.saveReply(reply)
        if (this.mutations.unfenced === true) {
          entry.replies = []
          return encoded.saveReply(reply)
        }
        const isAnswered = entry.replies.some(({ _tag }) => _tag === "WithExit")
        const { group, id } = entry.envelope.address.shardId
        if (isAnswered || this.locks.owners.get(`${group}:${id}`) !== process) {
          return Effect.fail(new Superseded())
        }
        return encoded.saveReply(reply)
      })

    /** Read, and perhaps lost on the way: they are read again. */
    let doubtful: ReadonlyArray<string> = []
    const read: MessageStorage.Encoded["unprocessedMessages"] = (shards, now, options) => {
      const again = doubtful
      doubtful = [...again, ...shards]
      const reading = Effect.suspend(() => {
        const owned = shards.filter((shard) => this.locks.owners.get(shard) === process)
        const claimed = again.filter((shard) => owned.includes(shard))
        if (!Array.isArrayNonEmpty(owned)) return Effect.succeed([])
        const stale = [...this.readAt].flatMap(([id, at]) =>
          at < this.now() - rereadMillis ? [Snowflake.Snowflake(id)] : []
        )
        const unprocessed = Effect.andThen(
          encoded.resetRequests(stale),
          Effect.tap(encoded.unprocessedMessages(owned, now, options), (messages) =>
            Effect.sync(() => {
              for (const { envelope } of messages) {
                if (envelope._tag === "Request") this.readAt.set(envelope.requestId, this.now())
              }
            })
          )
        )
        return Array.isArrayNonEmpty(claimed)
          ? Effect.andThen(encoded.resetShards(claimed), unprocessed)
          : unprocessed
      })
      return Effect.tap(statement(reading), () =>
        Effect.sync(() => {
          doubtful = []
        })
      )
    }

    return Layer.effect(
      MessageStorage.MessageStorage,
      Effect.gen({ self: this }, function* () {
        const storage = yield* MessageStorage.makeEncoded({
          saveEnvelope: (message) =>
            statement(
              encoded.saveEnvelope(
                this.mutations.forgetsKeys === true ? { ...message, primaryKey: null } : message
              )
            ),
          saveReply: (reply) =>
            statement(Effect.tap(saveReply(reply), () => Effect.sync(() => this.report([reply])))),
          clearReplies: (id, options) =>
            statement(
              Effect.andThen(
                Effect.sync(() => this.reported.delete(String(id))),
                encoded.clearReplies(id, options)
              )
            ),
          repliesFor: (ids) => statement(Effect.map(encoded.repliesFor(ids), this.report)),
          repliesForUnfiltered: (ids) =>
            statement(Effect.map(encoded.repliesForUnfiltered(ids), this.report)),
          requestIdForPrimaryKey: (key) => statement(encoded.requestIdForPrimaryKey(key)),
          unprocessedMessages: read,
          unprocessedMessagesById: (ids, now) =>
            statement(encoded.unprocessedMessagesById(ids, now)),
          resetAddresses: (addresses) => statement(encoded.resetAddresses(addresses)),
          resetRequests: (ids) => statement(encoded.resetRequests(ids)),
          clearAddress: (address) => statement(encoded.clearAddress(address)),
          resetShards: (shards) => statement(encoded.resetShards(shards)),
          withTransaction: (effect) => effect
        })
        return MessageStorage.MessageStorage.of({
          ...storage,
          saveReply: (reply) =>
            Effect.catchIf(storage.saveReply(reply), isSuperseded, () =>
              Effect.as(storage.unregisterReplyHandler(reply.reply.requestId), reply)
            )
        })
      })
    ).pipe(Layer.provide(Snowflake.layerGenerator))
  }

  private readonly report = <R extends Reply.Encoded>(replies: Array<R>): Array<R> => {
    for (const reply of replies) {
      if (reply._tag !== "WithExit") continue
      const answer = JSON.stringify(reply.exit)
      const before = this.reported.get(reply.requestId)
      if (before !== undefined && before !== answer) {
        this.changedAnswers.push(`request ${reply.requestId}: ${before}, then ${answer}`)
      }
      this.reported.set(reply.requestId, answer)
    }
    return replies
  }
}

/** What was read that long ago and is not answered is read again: it may have been dropped. */
const rereadMillis = 60_000

const isSuperseded = (error: unknown): boolean =>
  error instanceof ClusterError.PersistenceError && error.cause instanceof Superseded
