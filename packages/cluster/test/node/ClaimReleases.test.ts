import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Schema } from "effect"
import {
  ClusterError,
  ClusterSchema,
  Entity,
  MessageStorage,
  RunnerHealth,
  Runners,
  RunnerStorage,
  Sharding,
  ShardingConfig
} from "effect/cluster"
import { Rpc } from "effect/rpc"
import { TestClock } from "effect/testing"
import * as ClaimReleases from "../../src/node/internal/ClaimReleases.ts"

const Worker = Entity.make("Worker", [
  Rpc.make("Run", {
    payload: { id: Schema.String },
    success: Schema.String,
    primaryKey: ({ id }) => id
  }).annotate(ClusterSchema.Persisted, true)
])

/** A node with one entity, over a storage that fails as a test says. */
class Faulty {
  executions = 0
  /** How often the question whether a single lock is still held fails. */
  failingConfirmations = 0
  failingReleases = 0

  /** The engine, with a storage that executes a release at once and takes 10 s to return. */
  get layer() {
    const failure = new ClusterError.PersistenceError({ cause: "the database is away" })
    const messages = Layer.effect(
      MessageStorage.MessageStorage,
      Effect.map(MessageStorage.MessageStorage, (storage) =>
        MessageStorage.MessageStorage.of({
          ...storage,
          resetRequests: (ids) =>
            Effect.suspend(() => {
              if (ids.length === 0) return Effect.void
              if (this.failingReleases-- > 0) return Effect.fail(failure)
              return Effect.tap(storage.resetRequests(ids), () => Effect.sleep("10 seconds"))
            })
        })
      )
    ).pipe(Layer.provide(MessageStorage.layerMemory))
    const locks = Layer.effect(
      RunnerStorage.RunnerStorage,
      Effect.map(RunnerStorage.makeMemory, (storage) =>
        RunnerStorage.RunnerStorage.of({
          ...storage,
          refresh: (address, shards) =>
            Effect.suspend(() =>
              [...shards].length === 1 && this.failingConfirmations-- > 0
                ? Effect.fail(failure)
                : storage.refresh(address, shards)
            )
        })
      )
    )
    const worker = Worker.toLayer({
      Run: ({ payload }) =>
        Effect.sync(() => {
          this.executions++
          return payload.id
        })
    })
    return worker.pipe(
      Layer.provideMerge(Sharding.layer),
      Layer.provide(Runners.layerNoop),
      Layer.provide(ClaimReleases.layer),
      Layer.provide([messages, locks, RunnerHealth.layerNoop]),
      Layer.provide(ShardingConfig.layer({ entityMessagePollInterval: "1 second" }))
    )
  }
}

const answer = Effect.gen(function* () {
  const worker = (yield* Worker.client)("one")
  yield* TestClock.adjust("5 seconds")
  const running = yield* Effect.forkChild(worker.Run({ id: "a task" }))
  yield* TestClock.adjust("1 minute")
  assert.isDefined(running.pollUnsafe(), "there is an answer")
  return yield* Fiber.join(running)
})

describe("a request whose answer was abandoned, because its shard's lock could not be confirmed", () => {
  it.effect("is executed again, however long the release of its claim takes", () => {
    const node = new Faulty()
    node.failingConfirmations = 1
    return Effect.gen(function* () {
      assert.strictEqual(yield* answer, "a task")
      assert.strictEqual(node.executions, 2)
    }).pipe(Effect.provide(node.layer))
  })

  it.effect("is executed again, although the release of its claim failed", () => {
    const node = new Faulty()
    node.failingConfirmations = 1
    node.failingReleases = 1
    return Effect.gen(function* () {
      assert.strictEqual(yield* answer, "a task")
      assert.strictEqual(node.executions, 2)
    }).pipe(Effect.provide(node.layer))
  })
})
