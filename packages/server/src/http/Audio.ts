import type { Clips } from "@aethercast/agents/store/Clips"
import { type Clip, frameBytes } from "@aethercast/domain/Clip"
import type { Episode } from "@aethercast/domain/Episode"
import { NothingToHear } from "@aethercast/domain/Problems"
import { type SpokenLine, spokenLines } from "@aethercast/domain/SpokenLines"
import { Effect, Stream } from "effect"
import { type HttpServerRequest, HttpServerResponse } from "effect/http"
import * as AudioResponse from "./AudioResponse.ts"
import * as ByteRange from "./ByteRange.ts"
import * as EntityTag from "./EntityTag.ts"

/** An episode that has ended, as a file: its clips in order, each read when it is needed. */
export const finished = Effect.fn("Audio.finished")(function* (
  clips: Clips["Service"],
  episode: Episode,
  request: HttpServerRequest.HttpServerRequest,
  /** What comes before the audio. */
  preface?: Uint8Array
) {
  const spoken = spokenLines(episode.timeline)
  const start = preface ?? new Uint8Array()
  const size = start.length + (spoken.at(-1)?.end ?? 0) * frameBytes
  if (spoken.length === 0) {
    return yield* new NothingToHear({ detail: "It ended before anything of it could be spoken." })
  }
  const tag =
    preface === undefined
      ? AudioResponse.tagOf(episode)
      : EntityTag.of(preface, ...spoken.map(({ clip }) => clip.sha256))
  const range = ByteRange.parse(AudioResponse.rangeHeader(request, tag), size)
  if (range._tag === "Unsatisfiable") return yield* AudioResponse.unsatisfiable(size)
  const { first, last } = range._tag === "Part" ? range : { first: 0, last: size - 1 }
  const [from, to] = [first, last + 1].map((at) => Math.max(0, at - start.length))
  const audio = Stream.fromIterable(slices(spoken, from ?? 0, to ?? 0)).pipe(
    Stream.mapEffect(({ clip, from, to }) =>
      Effect.map(clips.bytes(clip), (bytes) => bytes.subarray(from, to))
    ),
    Stream.tapError((error) => Effect.logError("The audio of an episode broke off", error))
  )
  return EntityTag.tagged(
    request,
    tag,
    HttpServerResponse.stream(Stream.concat(Stream.make(start.subarray(first, last + 1)), audio), {
      status: range._tag === "Part" ? 206 : 200,
      contentType: AudioResponse.contentType,
      contentLength: last + 1 - first,
      headers: {
        ...AudioResponse.headers(episode),
        ...(range._tag === "Part" ? { "content-range": `bytes ${first}-${last}/${size}` } : {})
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
