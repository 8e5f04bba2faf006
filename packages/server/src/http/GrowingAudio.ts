import { frameBytes } from "@aethercast/domain/Clip"
import type { Episode } from "@aethercast/domain/Episode"
import { settledLines, type SpokenLine } from "@aethercast/domain/SpokenLines"
import { Cursor } from "@aethercast/domain/Timeline"
import { Effect, Option, Stream } from "effect"
import { type HttpServerRequest, HttpServerResponse } from "effect/http"
import type { EpisodeClient } from "../listening/EpisodeClient.ts"
import * as AudioResponse from "./AudioResponse.ts"
import * as ByteRange from "./ByteRange.ts"
import * as EntityTag from "./EntityTag.ts"

/**
 * The last position of a response whose end is not known yet: the very large value of RFC 8673, section
 * 5. The complete length is `*` meanwhile.
 */
const unknownLast = Number.MAX_SAFE_INTEGER

/**
 * The audio of an episode that is being made, as fast as it is made: from the start, or from the byte
 * at which an earlier download broke off.
 */
export const respond = Effect.fn("GrowingAudio.respond")(function* (
  episodes: EpisodeClient["Service"],
  episode: Episode,
  request: HttpServerRequest.HttpServerRequest
) {
  const tag = AudioResponse.tagOf(episode)
  const settled = settledLines(episode.timeline)
  const available = (settled.at(-1)?.end ?? 0) * frameBytes
  const range = ByteRange.parse(AudioResponse.rangeHeader(request, tag), unknownLast + 1)
  // Players probe from byte 0 on. They play a 200 without a length, and not each of them a part of one.
  const isPart = range._tag === "Part" && range.first > 0
  // The byte after the last one that is available is the next that is made.
  if (isPart && range.first > available) return yield* AudioResponse.unsatisfiable(available)
  const { first, last } = isPart ? range : { first: 0, last: unknownLast }
  return EntityTag.tagged(
    request,
    tag,
    HttpServerResponse.stream(bytes(episodes, episode, settled, first, last), {
      status: isPart ? 206 : 200,
      contentType: AudioResponse.contentType,
      headers: {
        ...AudioResponse.headers(episode),
        ...(isPart ? { "content-range": `bytes ${first}-${last}/*` } : {})
      }
    })
  )
})

/** The bytes from `first` to `last`, or to the end of the episode. */
const bytes = (
  episodes: EpisodeClient["Service"],
  episode: Episode,
  settled: ReadonlyArray<SpokenLine>,
  first: number,
  last: number
) => {
  const frame = Math.floor(first / frameBytes)
  return episodes.listen(episode.id, { from: cursorAt(settled, frame), download: true }).pipe(
    Stream.mapAccum(
      () => frame * frameBytes,
      (start, { bytes }) => {
        const end = start + bytes.length
        return [end, [{ end, bytes: bytes.subarray(Math.max(0, first - start), last + 1 - start) }]]
      }
    ),
    Stream.takeUntil(({ end }) => end > last),
    Stream.map(({ bytes }) => bytes),
    Stream.filter((bytes) => bytes.length > 0)
  )
}

/** The cursor at a frame of the lines, or right after the last one; `None` at the start. */
const cursorAt = (settled: ReadonlyArray<SpokenLine>, frame: number): Option.Option<Cursor> =>
  Option.map(
    Option.fromUndefinedOr(settled.findLast(({ start }) => start <= frame)),
    ({ line, start }) => new Cursor({ line: line.id, frame: frame - start })
  )
