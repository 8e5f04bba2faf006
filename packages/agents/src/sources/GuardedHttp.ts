import { NodeHttpClient } from "@effect/platform-node"
import { Context, Effect, Layer, Schema, Stream } from "effect"
import { type Headers, HttpClient, type HttpClientError, HttpClientRequest } from "effect/http"
import { maxDocumentBytes } from "./TextDecoding.ts"
import { guardedConnector, type GuardOptions, refusal } from "./GuardedConnector.ts"
import { LibrarySite } from "./LibrarySite.ts"
import { libraryOrigin } from "@aethercast/domain/LibraryAddress"

/** The address will never be fetched, or what stands there will never be taken. */
export class FetchRefused extends Schema.TaggedError<FetchRefused>()("FetchRefused", {
  url: Schema.String,
  reason: Schema.String
}) {}

/** The site did not answer, or not in time. */
export class FetchFailed extends Schema.TaggedError<FetchFailed>()("FetchFailed", {
  url: Schema.String,
  reason: Schema.String
}) {}

/** An answer with any status; `url` is where it came from after redirects. */
export interface Fetched {
  readonly url: string
  readonly status: number
  readonly headers: Headers.Headers
  readonly body: Uint8Array
}

/**
 * Fetches what strangers link to, from public addresses only (see `GuardedConnector`), again
 * checked after each of at most 5 redirects. An answer has at most 2 MB, must begin within 8 s and
 * end within 20 s. No more than 4 connections per origin; no cookies, no credentials.
 *
 * The one way around the guard is an origin in `local`, which is connected to a port of this
 * machine instead of being looked up: the library's site, and only under its own name.
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
            Effect.andThen(refuseForeign(request), Effect.timeout(answer, "8 seconds"))
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

/** Identity is asked for, since a compressed answer could be bounded only after it was unpacked. */
const headers = {
  "user-agent": "Aethercast/0.1 (reads articles to make podcasts on request; obeys robots.txt)",
  accept: "text/html, application/xhtml+xml, text/markdown, text/plain, */*;q=0.5",
  "accept-encoding": "identity"
}

const redirects = new Set([301, 302, 303, 307, 308])

const refuseForeign = (request: HttpClientRequest.HttpClientRequest) => {
  const reason = whyForeign(request.url)
  return reason === undefined
    ? Effect.void
    : Effect.fail(new FetchRefused({ url: request.url, reason }))
}

const whyForeign = (address: string): string | undefined => {
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
