import type { Duplex } from "node:stream"
import { Effect, Schema } from "effect"

/** The stream ended before the bytes came. */
export class StreamEnded extends Schema.TaggedError<StreamEnded>()("StreamEnded", {}) {}

/** The next bytes of a paused stream, exactly so many; what follows them stays in the stream. */
export const take = (duplex: Duplex, size: number) =>
  Effect.callback<Buffer, StreamEnded>((resume) => {
    const stop = () => {
      duplex.off("readable", look)
      for (const event of ends) duplex.off(event, fail)
    }
    const fail = () => {
      stop()
      resume(Effect.fail(new StreamEnded()))
    }
    const look = () => {
      const bytes: unknown = duplex.read(size)
      if (bytes === null) return duplex.destroyed ? fail() : undefined
      stop()
      // A stream that has ended gives what is left, however little.
      const isWhole = Buffer.isBuffer(bytes) && bytes.length === size
      resume(isWhole ? Effect.succeed(bytes) : Effect.fail(new StreamEnded()))
    }
    duplex.on("readable", look)
    for (const event of ends) duplex.on(event, fail)
    look()
    return Effect.sync(stop)
  })

const ends = ["end", "close", "error"] as const
