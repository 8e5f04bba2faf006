import { NodeHttpClient } from "@effect/platform-node"
import { Context, Effect, Layer, Schema, Stream } from "effect"
import { type Headers, HttpClient, type HttpClientError, HttpClientRequest } from "effect/http"
import { maxDocumentBytes } from "./TextDecoding.ts"
import { guardedConnector, type GuardOptions, refusal } from "./GuardedConnector.ts"
import { LibrarySite } from "./LibrarySite.ts"
import { libraryOrigin } from "@aethercast/domain/LibraryAddress"

/** The address, or what it answers, is not allowed; a retry does not help. */
export class FetchRefused extends Schema.TaggedError<FetchRefused>()("FetchRefused", {
  url: Schema.String,
  reason: Schema.String
}) {}

/** The site did not answer in time; a retry may succeed. */
export class FetchFailed extends Schema.TaggedError<FetchFailed>()("FetchFailed", {
  url: Schema.String,
  reason: Schema.String
}) {}

/** A response with any status; `url` is its address after redirects. */
export interface Fetched {
  readonly url: string
  readonly status: number
  readonly headers: Headers.Headers
  readonly body: Uint8Array
}

/**
 * Fetches untrusted addresses, public ones only (see `GuardedConnector`), checked again after each of
 * at most 5 redirects. A response has at most 2 MB, begins within 8 s and ends within 20 s. At most 4
 * connections per origin; no cookies, no credentials.
 *
 * The only exception is an origin in `local`, which is connected to a port of this machine: the
 * library's site under its own name.
 */
export class GuardedHttp extends Context.Service<
  GuardedHttp,
  { get(url: string): Effect.Effect<Fetched, FetchRefused | FetchFailed> }
>()("@aethercast/agents/sources/GuardedHttp") {
  static readonly layerWith = (options: GuardOptions) =>
    Layer.effect(
      GuardedHttp,
      Effect.gen(function* () {
        const undici = yield* NodeHttpClient.makeUndici
        const client = undici.pipe(
          HttpClient.transform((answer, request) =>
            Effect.andThen(refuseUnsupported(request), Effect.timeout(answer, "8 seconds"))
          ),
          HttpClient.withScope,
          HttpClient.followRedirects(5)
        )

        const fetch = Effect.fnUntraced(function* (url: string) {
          const response = yield* client.execute(HttpClientRequest.get(url, { headers }))
          if (redirects.has(response.status)) {
            return yield* new FetchRefused({ url, reason: "it redirects too often" })
          }
          const chunks: Array<Uint8Array> = []
          let size = 0
          yield* Stream.runForEach(response.stream, (chunk) => {
            size += chunk.length
            chunks.push(chunk)
            return size > maxDocumentBytes
              ? new FetchRefused({ url, reason: "it is larger than 2 MB" })
              : Effect.void
          })
          const body = new Uint8Array(Buffer.concat(chunks))
          return { url: response.url, status: response.status, headers: response.headers, body }
        }, Effect.scoped)

        return GuardedHttp.of({
          get: Effect.fn("GuardedHttp.get")((url) =>
            fetch(url).pipe(
              Effect.timeout("20 seconds"),
              Effect.catchTags({
                HttpClientError: (error) => toFailure(url, error),
                TimeoutError: () => new FetchFailed({ url, reason: "it did not answer in time" })
              })
            )
          )
        })
      })
    ).pipe(
      Layer.provide(
        NodeHttpClient.layerDispatcherOptions({
          connections: 4,
          pipelining: 0,
          connect: guardedConnector(options)
        })
      )
    )

  /** Reaches the public web and the library's site. */
  static readonly layer = Layer.unwrap(
    Effect.map(LibrarySite, ({ port }) =>
      GuardedHttp.layerWith({ local: new Map([[libraryOrigin, port]]) })
    )
  )
}

/** Uncompressed, because the size of a compressed response is only known after decompression. */
const headers = {
  "user-agent": "Aethercast/0.1 (reads articles to make podcasts on request; obeys robots.txt)",
  accept: "text/html, application/xhtml+xml, text/markdown, text/plain, */*;q=0.5",
  "accept-encoding": "identity"
}

const redirects = new Set([301, 302, 303, 307, 308])

const refuseUnsupported = (request: HttpClientRequest.HttpClientRequest) => {
  const reason = unsupportedReason(request.url)
  return reason === undefined
    ? Effect.void
    : Effect.fail(new FetchRefused({ url: request.url, reason }))
}

const unsupportedReason = (address: string): string | undefined => {
  if (!URL.canParse(address)) return "it is not an address"
  const { password, protocol, username } = new URL(address)
  if (protocol !== "http:" && protocol !== "https:") return "it is not an http address"
  return username === "" && password === "" ? undefined : "it carries credentials"
}

const toFailure = (
  url: string,
  { reason }: HttpClientError.HttpClientError
): Effect.Effect<never, FetchRefused | FetchFailed> => {
  if (reason.cause === refusal) return new FetchRefused({ url, reason: refusal.message })
  const detail = reason.cause instanceof Error ? reason.cause.message : reason._tag
  return new FetchFailed({ url, reason: `it could not be fetched (${detail})` })
}
