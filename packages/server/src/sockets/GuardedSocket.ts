import { Array, Clock, Effect, Schedule } from "effect"
import { Socket } from "effect/socket"
import type { SocketLimits } from "./SocketLimits.ts"
import * as TokenBucket from "./TokenBucket.ts"

/** What is needed of the TCP connection below a WebSocket. */
export interface Connection {
  /** Bytes that wait for the client to read. */
  readonly writableLength: number
  /** Bytes sent so far, those that wait included. */
  readonly bytesWritten: number
  destroy(): unknown
  on(event: "data", listener: (bytes: Uint8Array) => void): unknown
  off(event: "data", listener: (bytes: Uint8Array) => void): unknown
}

/**
 * A WebSocket within its limits: it is read no faster than its rate, closed when it is idle, and cut off
 * when it floods or does not read.
 */
export const make = (
  socket: Socket.Socket,
  connection: Connection,
  limits: SocketLimits
): Socket.Socket => {
  const cutOff = Effect.sync(() => connection.destroy())
  const ifRead = <E>(write: Effect.Effect<void, E>) =>
    Effect.suspend(() => (connection.writableLength > limits.unreadBytes ? cutOff : write))
  return Socket.make({
    reader: Effect.gen(function* () {
      const reader = yield* socket.reader
      const { write } = yield* socket.writer
      yield* watchBytes(connection, limits)
      yield* Effect.forkScoped(Effect.andThen(stalled(connection, limits), cutOff))
      const onIdle = {
        duration: `${limits.idleSeconds} seconds`,
        orElse: () => Effect.andThen(write(idle), new Socket.SocketError({ reason: closed }))
      } as const
      const clock = yield* Clock.Clock
      const rate = { burst: limits.burst, perSecond: limits.framesPerSecond }
      let bucket = TokenBucket.full(rate, clock.currentTimeMillisUnsafe())
      // Many small messages can arrive in one batch, and are handed over a few at a time.
      let waiting: ReadonlyArray<Uint8Array | string> = []
      return {
        upgrade: reader.upgrade,
        pull: Effect.gen(function* () {
          if (waiting.length === 0) waiting = yield* Effect.timeoutOrElse(reader.pull, onIdle)
          const frames = waiting.slice(0, limits.framesPerSecond)
          waiting = waiting.slice(frames.length)
          bucket = TokenBucket.take(bucket, frames.length, rate, clock.currentTimeMillisUnsafe())
          const millis = TokenBucket.debtMillis(bucket, rate)
          if (millis > 0) yield* Effect.sleep(millis)
          return Array.isReadonlyArrayNonEmpty(frames) ? frames : yield* Effect.never
        })
      }
    }),
    writer: Effect.map(socket.writer, ({ write, writeAll }) => ({
      write: (chunk) => ifRead(write(chunk)),
      writeAll: (chunks) => ifRead(writeAll(chunks))
    }))
  })
}

/** https://www.iana.org/assignments/websocket/websocket.xml#close-code-number */
const goingAway = 1001
const idle = new Socket.CloseEvent(goingAway, "This socket was idle; connect again.")
const closed = new Socket.SocketCloseError({ code: goingAway })

/**
 * Cuts the connection off when its client sends too many bytes. The messages do not show them all: pings
 * are answered below, and the client need not read the answers.
 */
const watchBytes = (connection: Connection, limits: SocketLimits) =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock
    const rate = { burst: limits.burstBytes, perSecond: limits.bytesPerSecond }
    let bucket = TokenBucket.full(rate, clock.currentTimeMillisUnsafe())
    const onData = ({ length }: Uint8Array) => {
      bucket = TokenBucket.take(bucket, length, rate, clock.currentTimeMillisUnsafe())
      if (bucket.tokens < 0 || connection.writableLength > limits.unreadBytes) connection.destroy()
    }
    yield* Effect.acquireRelease(
      Effect.sync(() => connection.on("data", onData)),
      () => Effect.sync(() => connection.off("data", onData))
    )
  })

/** Ends when the client has read nothing for a while, although there was something to read. */
const stalled = (connection: Connection, { unreadSeconds }: SocketLimits) => {
  const checks = 3
  let stuck = 0
  let before = 0
  return Effect.sync(() => {
    const unread = connection.writableLength
    const read = connection.bytesWritten - unread
    stuck = unread > 0 && read === before ? stuck + 1 : 0
    before = read
    return stuck >= checks
  }).pipe(
    Effect.repeat({
      until: (isStuck) => isStuck,
      schedule: Schedule.spaced(`${unreadSeconds / checks} seconds`)
    })
  )
}
