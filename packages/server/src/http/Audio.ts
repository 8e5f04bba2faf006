import type { Clips } from "@aethercast/agents/store/Clips"
import { type Clip, frameBytes } from "@aethercast/domain/Clip"
import type { Episode } from "@aethercast/domain/Episode"
import { NothingToHear, RangeNotSatisfiable } from "@aethercast/domain/Problems"
import { type SpokenLine, spokenLines } from "@aethercast/domain/SpokenLines"
import { Effect, Option, Stream } from "effect"
import { type HttpServerRequest, HttpServerRespondable, HttpServerResponse } from "effect/http"
import type { EpisodeClient } from "../listening/EpisodeClient.ts"
import * as ByteRange from "./ByteRange.ts"
import * as EntityTag from "./EntityTag.ts"

const contentType = "audio/mpeg"

/** An episode that is being made: its audio from the start, as fast as it is made. */
export const growing = (
  episodes: EpisodeClient["Service"],
  episode: Episode
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.stream(
    episodes.listen(episode.id, { from: Option.none(), download: true }).pipe(
      Stream.map(({ bytes }) => bytes),
      Stream.filter((bytes) => bytes.length > 0)
    ),
    { contentType, headers: { "cache-control": "no-store", ...fileName(episode) } }
  )

/** An episode that has ended, as a file: its clips in order, each read when it is needed. */
export const finished = Effect.fn("Audio.finished")(function* (
  clips: Clips["Service"],
  episode: Episode,
  request: HttpServerRequest.HttpServerRequest,
  /** What comes before the audio. */
  tagged: Uint8Array = new Uint8Array()
) {
  const spoken = spokenLines(episode.timeline)
  const size = tagged.length + (spoken.at(-1)?.end ?? 0) * frameBytes
  if (spoken.length === 0) {
    return yield* new NothingToHear({ detail: "It ended before anything of it could be spoken." })
  }
  const tag = EntityTag.of(tagged, ...spoken.map(({ clip }) => clip.sha256))
  const range = ByteRange.parse(rangeHeader(request, tag), size)
  if (range._tag === "Unsatisfiable") {
    const problem = yield* HttpServerRespondable.toResponse(
      new RangeNotSatisfiable({ detail: `There are ${size} bytes.` })
    )
    return HttpServerResponse.setHeader(problem, "content-range", `bytes */${size}`)
  }
  const { first, last } = range._tag === "Part" ? range : { first: 0, last: size - 1 }
  const [from, to] = [first, last + 1].map((at) => Math.max(0, at - tagged.length))
  const audio = Stream.fromIterable(slices(spoken, from ?? 0, to ?? 0)).pipe(
    Stream.mapEffect(({ clip, from, to }) =>
      Effect.map(clips.bytes(clip), (bytes) => bytes.subarray(from, to))
    ),
    Stream.tapError((error) => Effect.logError("The audio of an episode broke off", error))
  )
  return EntityTag.tagged(
    request,
    tag,
    HttpServerResponse.stream(Stream.concat(Stream.make(tagged.subarray(first, last + 1)), audio), {
      status: range._tag === "Part" ? 206 : 200,
      contentType,
      contentLength: last + 1 - first,
      headers: {
        "accept-ranges": "bytes",
        "cache-control": "no-cache",
        ...(range._tag === "Part" ? { "content-range": `bytes ${first}-${last}/${size}` } : {}),
        ...fileName(episode)
      }
    })
  )
})

/** Bytes of one clip: from `from` to before `to`. */
export interface Slice {
  readonly clip: Clip
  readonly from: number
  readonly to: number
}

/** The parts of the clips that make up the bytes of the file from `start` to before `end`. */
export const slices = (
  spoken: ReadonlyArray<SpokenLine>,
  start: number,
  end: number
): ReadonlyArray<Slice> =>
  spoken.flatMap((line) => {
    const offset = line.start * frameBytes
    const from = Math.max(0, start - offset)
    const to = Math.min(line.end * frameBytes, end) - offset
    return from < to ? [{ clip: line.clip, from, to }] : []
  })

/** The `Range` header, unless `If-Range` names another version of the file (RFC 9110, section 13.1.5). */
const rangeHeader = (
  { headers, method }: HttpServerRequest.HttpServerRequest,
  tag: string
): string | undefined => {
  const isThisVersion = headers["if-range"] === undefined || headers["if-range"].trim() === tag
  return method === "GET" && isThisVersion ? headers["range"] : undefined
}

/** A file name for downloads, in any script (RFC 8187). */
const fileName = ({ title }: Episode) => {
  const name = encodeURIComponent(title.toWellFormed()).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`
  )
  return { "content-disposition": `inline; filename*=UTF-8''${name}.mp3` }
}
