import { PgClient } from "@effect/sql-pg"
import { ReadGate } from "../../src/storage/internal/ReadGate.ts"
import * as Storage from "../../src/storage/ClusterStorage.ts"
import { ShardEpochs } from "../../src/storage/internal/ShardEpochs.ts"
import { assert } from "@effect/vitest"
import { Context, Effect, Exit, Layer, Option, Schema } from "effect"
import {
  ClusterSchema,
  Entity,
  EntityAddress,
  EntityId,
  EntityType,
  Envelope,
  Message,
  MessageStorage,
  Reply,
  RunnerAddress,
  RunnerStorage,
  ShardId,
  ShardingConfig,
  Snowflake
} from "effect/cluster"
import { Headers } from "effect/http"
import { Rpc } from "effect/rpc"

const Say = Rpc.make("Say", {
  payload: { id: Schema.String },
  success: Schema.String,
  primaryKey: ({ id }) => id
}).annotate(ClusterSchema.Persisted, true)

/** Its messages are in the database. */
export const Echo = Entity.make("Echo", [Say])

/** The engine does nothing by itself while a test runs. */
export const quiet = {
  shardsPerGroup: 4,
  shardLockExpiration: "3 hours",
  shardLockRefreshInterval: "1 hour",
  refreshAssignmentsInterval: "1 hour",
  runnerHealthCheckInterval: "1 hour",
  entityMessagePollInterval: "1 hour",
  simulateRemoteSerialization: false
} as const

/** The storage of a node, without the node. */
interface Node {
  readonly messages: MessageStorage.MessageStorage["Service"]
  readonly shards: RunnerStorage.RunnerStorage["Service"]
  readonly epochs: ShardEpochs["Service"]
  readonly gate: ReadGate["Service"]
  readonly address: RunnerAddress.RunnerAddress
}

/** Opens a node's storage on the database of the context, as long as the scope. */
export const open = Effect.fnUntraced(function* (port: number) {
  const address = RunnerAddress.make("127.0.0.1", port)
  const context = yield* Layer.buildWithMemoMap(
    Storage.postgres().layer.pipe(
      Layer.provide(ShardingConfig.layer({ ...quiet, runnerAddress: Option.some(address) }))
    ),
    Layer.makeMemoMapUnsafe(),
    yield* Effect.scope
  )
  const node: Node = {
    messages: Context.get(context, MessageStorage.MessageStorage),
    shards: Context.get(context, RunnerStorage.RunnerStorage),
    epochs: Context.get(context, ShardEpochs),
    gate: Context.get(context, ReadGate),
    address
  }
  return node
})

/** Ends the session that holds a shard's lock, as the death of a node or of the network does. */
export const loseLocks = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const ended = yield* sql`
    SELECT pg_terminate_backend(pid, 5000) FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  `
  assert.isAbove(ended.length, 0)
})

export const shard = ShardId.make("default", 1)

let ids = 0
const nextId = () => Snowflake.Snowflake(BigInt(++ids) * 1_000_000n)

/** A request as its sender stores it, to an entity of `shard`. */
export const request = (id: string, entityId = "echo") => {
  return new Message.OutgoingRequest<typeof Say>({
    envelope: Envelope.makeRequest<typeof Say>({
      requestId: nextId(),
      address: EntityAddress.make({
        shardId: shard,
        entityType: EntityType.make("Echo"),
        entityId: EntityId.make(entityId)
      }),
      tag: "Say",
      payload: Say.payloadSchema.make({ id }),
      headers: Headers.empty
    }),
    rpc: Say,
    context: Context.empty(),
    lastReceivedReply: Option.none(),
    respond: () => Effect.void,
    annotations: Say.annotations
  })
}

/** Answers a message of the node's, whether or not the node may. */
export const answer = (node: Node, requestId: Snowflake.Snowflake, text: string) =>
  node.messages.saveReply(
    new Reply.ReplyWithContext<typeof Say>({
      reply: new Reply.WithExit<typeof Say>({
        id: nextId(),
        requestId,
        exit: Exit.succeed(text)
      }),
      rpc: Say,
      context: Context.empty()
    })
  )

/** What is stored as answers to a request. */
export const answers = (node: Node, requestId: Snowflake.Snowflake) =>
  Effect.map(node.messages.repliesForUnfiltered([requestId]), (replies) =>
    replies.map((reply) =>
      reply._tag === "WithExit" && reply.exit._tag === "Success" ? reply.exit.value : reply._tag
    )
  )

/** Reads as the engine does; returns the ids of the requests. */
export const read = (node: Node) =>
  Effect.map(node.messages.unprocessedMessages([shard]), (messages) =>
    messages.map(({ envelope }) => envelope.requestId)
  )
