import { frameBytes } from "@aethercast/domain/Clip"
import { Stream } from "effect"

/**
 * Frames in blocks of five, 120 ms. Repeated attempts at a line skip the outputs that were emitted: with
 * blocks of one length they go on at the same moment of the line, whoever speaks it.
 */
export const inBlocks = <E, R>(
  frames: Stream.Stream<Uint8Array, E, R>
): Stream.Stream<Uint8Array, E, R> =>
  frames.pipe(
    Stream.mapAccum(
      () => Buffer.alloc(0),
      (rest, bytes) => {
        const all = Buffer.concat([rest, bytes])
        const count = Math.floor(all.length / blockBytes)
        const blocks = Array.from({ length: count }, (_, n) =>
          Uint8Array.from(all.subarray(n * blockBytes, (n + 1) * blockBytes))
        )
        return [all.subarray(count * blockBytes), blocks] as const
      },
      { onHalt: (rest) => (rest.length === 0 ? [] : [Uint8Array.from(rest)]) }
    )
  )

const blockBytes = 5 * frameBytes
