import { libraryOrigin } from "@aethercast/domain/LibraryAddress"
import { NodeHttpClient } from "@effect/platform-node"
import { Context, Effect, Layer, Option, Result, Schema, Stream } from "effect"
import {
  type Headers,
  HttpClient,
  type HttpClientError,
  HttpClientRequest,
  type HttpClientResponse
} from "effect/http"
import { maxDocumentBytes, maxFileBytes } from "./TextDecoding.ts"
import { guardedConnector, type GuardOptions, refusal } from "./GuardedConnector.ts"
import { LibrarySite } from "./LibrarySite.ts"

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

/** The address is not requested for now, out of politeness; a retry after a while may succeed. */
export class FetchPostponed extends Schema.TaggedError<FetchPostponed>()("FetchPostponed", {
  url: Schema.String,
  reason: Schema.String
}) {}

export type FetchError = FetchRefused | FetchFailed | FetchPostponed

/** A response with any status; `url` is its address after redirects. */
export interface Fetched {
  readonly url: string
  readonly status: number
  readonly headers: Headers.Headers
  readonly body: Uint8Array
}

/** Whether an address may be requested; may wait until it is due. */
export type Check = (url: string) => Effect.Effect<void, FetchError>

export interface RequestOptions {
  /** Runs before each address is requested: before the first, and before each redirect's. */
  readonly check?: Check
  /** Conditions, such as `if-none-match`; none of them is secret. */
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Fetches untrusted addresses, public ones only (see `GuardedConnector`), checked again after each of
 * at most 5 redirects. A response has at most 2 MB, or 20 MB as a PDF, EPUB or DOCX; each begins within
 * 8 s, and the last one ends within 20 s, checks included. At most 4 connections per origin; no cookies,
 * no credentials.
 *
 * The only exception is an origin in `local`, which is connected to a port of this machine: the
 * library's site under its own name. No other site can redirect to it.
 */
export class GuardedHttp extends Context.Service<
  GuardedHttp,
  {
    /** A failure has the address at which it happened, after redirects. */
    get(url: string, options?: RequestOptions): Effect.Effect<Fetched, FetchError>
  }
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
          HttpClient.withScope
        )

        const request = Effect.fnUntraced(function* (
          url: string,
          headers: RequestOptions["headers"]
        ) {
          const response = yield* client.execute(
            HttpClientRequest.get(url, { headers: { ...headersOf(options), ...headers } })
          )
          const { location } = response.headers
          if (redirects.has(response.status) && location !== undefined) {
            return { redirect: yield* Effect.fromResult(redirectTarget(url, location, options)) }
          }
          const body = yield* bodyOf(response, url)
          return { fetched: { url, status: response.status, headers: response.headers, body } }
        }, Effect.scoped)

        const follow = Effect.fnUntraced(function* (
          address: string,
          { check = () => Effect.void, headers }: RequestOptions
        ) {
          let url = address
          for (let hop = 0; hop <= maxRedirects; hop++) {
            yield* check(url)
            const answer = yield* Effect.catchTags(request(url, headers), {
              HttpClientError: (error) => toFailure(url, error),
              TimeoutError: () => tooSlow(url)
            })
            if (answer.fetched !== undefined) return answer.fetched
            url = answer.redirect
          }
          return yield* new FetchRefused({ url: address, reason: "it redirects too often" })
        })

        return GuardedHttp.of({
          get: Effect.fn("GuardedHttp.get")((url, request = {}) =>
            follow(withoutFragment(url), request).pipe(
              Effect.timeoutOrElse({
                duration: "20 seconds",
                orElse: () => tooSlow(url)
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

  /** Reaches the public web, the library's site, and what the operator allows. */
  static readonly layer = (options: Omit<GuardOptions, "local" | "lookup"> = {}) =>
    Layer.unwrap(
      Effect.map(LibrarySite, ({ port }) =>
        GuardedHttp.layerWith({ ...options, local: new Map([[libraryOrigin, port]]) })
      )
    )
}

/** What the program calls itself, and how its operator can be reached. */
export const userAgent = (contact: Option.Option<string>): string =>
  `Aethercast/0.1 (makes podcasts on request; obeys robots.txt; ${Option.getOrElse(contact, () => "no contact given")})`

/** Uncompressed, because the size of a compressed response is only known after decompression. */
const headersOf = ({ contact = Option.none() }: GuardOptions) => ({
  "user-agent": userAgent(contact),
  accept:
    "text/html, application/xhtml+xml, text/markdown, text/plain, application/pdf;q=0.9, */*;q=0.5",
  "accept-encoding": "identity"
})

const bodyOf = Effect.fnUntraced(function* (
  { headers, stream }: HttpClientResponse.HttpClientResponse,
  url: string
) {
  const chunks: Array<Uint8Array> = []
  let size = 0
  const limit = isFile(headers["content-type"] ?? "") ? maxFileBytes : maxDocumentBytes
  yield* Stream.runForEach(stream, (chunk) => {
    size += chunk.length
    chunks.push(chunk)
    return size > limit
      ? new FetchRefused({ url, reason: `it is larger than ${limit / 2 ** 20} MB` })
      : Effect.void
  })
  return new Uint8Array(Buffer.concat(chunks))
})

const isFile = (contentType: string): boolean =>
  /^\s*application\/(?:pdf|x-pdf|epub\+zip|zip|octet-stream|vnd\.openxmlformats)/i.test(contentType)

const redirects = new Set([301, 302, 303, 307, 308])

const maxRedirects = 5

/** A redirect into an origin of this machine is refused, unless it comes from that origin. */
const redirectTarget = (
  url: string,
  location: string,
  { local }: GuardOptions
): Result.Result<string, FetchRefused> => {
  const refuse = (reason: string) => Result.fail(new FetchRefused({ url, reason }))
  if (!URL.canParse(location, url)) return refuse("it redirects to what is not an address")
  const target = new URL(location, url)
  if (local.has(target.origin) && target.origin !== new URL(url).origin) {
    return refuse(refusal.message)
  }
  return Result.succeed(withoutFragment(target.href))
}

const withoutFragment = (url: string): string => url.split("#", 1)[0] ?? ""

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

export const tooSlow = (url: string) =>
  new FetchFailed({ url, reason: "it did not answer in time" })

const toFailure = (
  url: string,
  { reason }: HttpClientError.HttpClientError
): Effect.Effect<never, FetchRefused | FetchFailed> => {
  if (reason.cause === refusal) return new FetchRefused({ url, reason: refusal.message })
  const detail = reason.cause instanceof Error ? reason.cause.message : reason._tag
  return new FetchFailed({ url, reason: `it could not be fetched (${detail})` })
}
