import { Effect, Schedule, Stream } from "effect"
import { FetchHttpClient, HttpClient } from "effect/http"

/** A file, and the responses that it was put together from, in order. */
export interface Download {
  readonly bytes: Uint8Array
  readonly responses: ReadonlyArray<Response>
}

export interface Response {
  readonly status: number
  readonly etag: string | undefined
  readonly range: string | undefined
}

/**
 * Downloads a file as browsers and `curl -C -` do: when it breaks off, or nothing comes for five
 * seconds, the next server is asked for the rest. `onProgress` gets the number of bytes, and the index
 * of the server that they come from.
 */
export const download = Effect.fnUntraced(function* (
  origins: ReadonlyArray<string>,
  path: string,
  onProgress: (bytes: number, server: number) => void = () => undefined
) {
  const responses: Array<Response> = []
  let pieces: Array<Uint8Array> = []
  let size = 0
  let attempt = 0

  const receive = Effect.gen(function* () {
    const server = attempt++ % origins.length
    const etag = responses.at(-1)?.etag
    const { headers, status, stream } = yield* HttpClient.get(`${origins[server]}${path}`, {
      headers: size === 0 ? {} : { range: `bytes=${size}-`, "if-range": etag }
    }).pipe(Effect.timeout("10 seconds"))
    responses.push({ status, etag: headers["etag"], range: headers["content-range"] })
    if (status === 200) {
      pieces = []
      size = 0
    }
    yield* stream.pipe(
      Stream.timeoutOrElse({ duration: "5 seconds", orElse: () => Stream.fail("idle") }),
      Stream.runForEach((piece) =>
        Effect.sync(() => {
          pieces.push(piece)
          size += piece.length
          onProgress(size, server)
        })
      )
    )
  })
  yield* Effect.retry(receive, { schedule: Schedule.spaced("200 millis"), times: 100 })
  return { bytes: Buffer.concat(pieces), responses } satisfies Download
}, Effect.provide(FetchHttpClient.layer))
