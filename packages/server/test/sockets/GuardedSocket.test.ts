import { EventEmitter } from "node:events"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Fiber, Queue, Ref } from "effect"
import { Socket } from "effect/socket"
import { TestClock } from "effect/testing"
import * as GuardedSocket from "../../src/sockets/GuardedSocket.ts"
import { SocketLimits } from "../../src/sockets/SocketLimits.ts"

/** A WebSocket whose client the test plays: it sends by `client`, and reads when the test says so. */
const opened = Effect.gen(function* () {
  const client = yield* Queue.unbounded<string>()
  const sent: Array<string | Uint8Array | Socket.CloseEvent> = []
  const connection = new FakeConnection()
  const socket = GuardedSocket.make(
    Socket.make({
      reader: Effect.succeed({ pull: Queue.takeAll(client), upgrade: () => Effect.never }),
      writer: Effect.succeed({
        write: (chunk) => Effect.sync(() => void sent.push(chunk)),
        writeAll: (chunks) => Effect.sync(() => void sent.push(...chunks))
      })
    }),
    connection,
    yield* SocketLimits
  )
  const { pull } = yield* socket.reader
  const { write } = yield* socket.writer
  return { client, connection, pull, sent, write }
})

class FakeConnection extends EventEmitter {
  writableLength = 0
  bytesWritten = 0
  destroyed = false
  destroy() {
    this.destroyed = true
  }
}

describe("GuardedSocket", () => {
  it.effect("a flood of small messages is read no faster than the rate", () =>
    Effect.gen(function* () {
      const { client, pull } = yield* opened
      const read = yield* Ref.make(0)
      yield* Effect.forkChild(
        Effect.forever(
          Effect.flatMap(pull, (frames) => Ref.update(read, (count) => count + frames.length))
        )
      )
      yield* Queue.offerAll(
        client,
        Array.from({ length: 10_000 }, () => "x")
      )
      const pass = (seconds: number) =>
        Effect.repeat(TestClock.adjust("100 millis"), { times: seconds * 10 - 1 })
      yield* pass(1)
      assert.strictEqual(yield* Ref.get(read), 300 + 50)
      yield* pass(10)
      assert.strictEqual(yield* Ref.get(read), 300 + 11 * 50)
    })
  )

  it.effect("the messages of a page are read at once", () =>
    Effect.gen(function* () {
      const { client, pull } = yield* opened
      for (let minute = 0; minute < 5; minute++) {
        yield* Queue.offerAll(
          client,
          Array.from({ length: 200 }, () => "x")
        )
        for (const frames of yield* Effect.replicateEffect(pull, 4)) assert.lengthOf(frames, 50)
        yield* TestClock.adjust("1 minute")
      }
    })
  )

  it.effect("an idle socket is closed", () =>
    Effect.gen(function* () {
      const { client, pull, sent } = yield* opened
      const pulling = yield* Effect.forkChild(Effect.exit(Effect.forever(pull)))
      yield* TestClock.adjust("149 seconds")
      yield* Queue.offer(client, "ping")
      yield* TestClock.adjust("149 seconds")
      assert.deepStrictEqual(sent, [])
      yield* TestClock.adjust("1 second")
      const exit = yield* Fiber.join(pulling)
      assert.isTrue(exit._tag === "Failure" && !Cause.hasDies(exit.cause))
      assert.deepStrictEqual(
        sent.map((chunk) => (Socket.isCloseEvent(chunk) ? chunk.code : chunk)),
        [1001]
      )
    })
  )

  it.effect("a client that leaves 4 MiB of answers unread is cut off", () =>
    Effect.gen(function* () {
      const { connection, sent, write } = yield* opened
      connection.writableLength = 4 * 1024 * 1024
      yield* write("answer")
      assert.lengthOf(sent, 1)
      connection.writableLength += 1
      yield* write("answer")
      assert.lengthOf(sent, 1)
      assert.isTrue(connection.destroyed)
    })
  )

  it.effect(
    "a client that reads nothing for 30 s is cut off, and one that reads slowly is not",
    () =>
      Effect.gen(function* () {
        const slow = yield* opened
        slow.connection.bytesWritten = 1000
        slow.connection.writableLength = 1000
        const dead = yield* opened
        dead.connection.bytesWritten = 1000
        dead.connection.writableLength = 10
        const quiet = yield* opened
        for (let seconds = 0; seconds < 50; seconds += 10) {
          yield* TestClock.adjust("10 seconds")
          slow.connection.writableLength -= 1
        }
        assert.isTrue(dead.connection.destroyed)
        assert.isFalse(slow.connection.destroyed)
        assert.isFalse(quiet.connection.destroyed)
      })
  )

  it.effect("a client that sends faster than its rate is cut off, whatever it sends", () =>
    Effect.gen(function* () {
      const { connection } = yield* opened
      const send = (length: number) => connection.emit("data", new Uint8Array(length))
      send(1024 * 1024)
      yield* TestClock.adjust("1 second")
      send(64 * 1024)
      assert.isFalse(connection.destroyed)
      send(1)
      assert.isTrue(connection.destroyed)
    })
  )

  it.effect("a client that asks for pongs and does not read them is cut off", () =>
    Effect.gen(function* () {
      const { connection } = yield* opened
      connection.writableLength = 4 * 1024 * 1024 + 1
      connection.emit("data", new Uint8Array(6))
      assert.isTrue(connection.destroyed)
    })
  )
})
