import { NodeHttpClient } from "@effect/platform-node"
import { Context, Effect, Layer, Option, Schema, Stream } from "effect"
import { HttpClient, type HttpClientError, HttpClientRequest } from "effect/http"
import { type FetchError, FetchFailed, FetchRefused, tooSlow, userAgent } from "../GuardedHttp.ts"
import { HostLimits } from "./HostLimits.ts"
import { failWhenOverloaded } from "./Overload.ts"

/**
 * Calls JSON APIs at addresses that the operator configured, which may be private and get secrets: never
 * an address that a listener or a document names. Each host within its limits; an answer has at most 2 MB
 * and three seconds; redirects are not followed.
 */
export class ApiClient extends Context.Service<
  ApiClient,
  {
    /** The JSON text of an answer with status 200. */
    call<A>(
      request: HttpClientRequest.HttpClientRequest,
      answer: Schema.ConstraintDecoder<A>
    ): Effect.Effect<A, FetchError>
  }
>()("@aethercast/agents/sources/fetch/ApiClient") {
  static readonly layerNoDeps = (options: { readonly contact?: Option.Option<string> } = {}) =>
    Layer.effect(
      ApiClient,
      Effect.gen(function* () {
        const http = HttpClient.withScope(yield* HttpClient.HttpClient)
        const hosts = yield* HostLimits
        const { contact = Option.none() } = options

        const receive = Effect.fnUntraced(
          function* (request: HttpClientRequest.HttpClientRequest, url: string) {
            const response = yield* http.execute(request)
            const { headers, status } = response
            yield* failWhenOverloaded(hosts, { headers, status, url })
            if (status !== 200) {
              return yield* new FetchRefused({ url, reason: `it answered ${status}` })
            }
            return yield* textOf(response.stream, url)
          },
          Effect.scoped,
          (effect, _request, url) =>
            effect.pipe(
              Effect.catchTag("HttpClientError", (error) => toFailure(url, error)),
              Effect.timeoutOrElse({ duration: "3 seconds", orElse: () => tooSlow(url) })
            )
        )

        const call = Effect.fn("ApiClient.call")(function* <A>(
          request: HttpClientRequest.HttpClientRequest,
          answer: Schema.ConstraintDecoder<A>
        ) {
          const { url } = request
          const named = HttpClientRequest.setHeaders(HttpClientRequest.acceptJson(request), {
            "user-agent": userAgent(contact)
          })
          return yield* hosts.guard(
            url,
            Effect.andThen(hosts.pace(url), receive(named, url)).pipe(
              Effect.flatMap(Schema.decodeUnknownEffect(Schema.fromJsonString(answer))),
              Effect.catchTag(
                "SchemaError",
                () => new FetchFailed({ url, reason: "its answer is not what its API promises" })
              )
            )
          )
        })

        return ApiClient.of({ call })
      })
    ).pipe(Layer.provide(NodeHttpClient.layerUndici))

  static readonly layer = (options: { readonly contact?: Option.Option<string> } = {}) =>
    Layer.provide(ApiClient.layerNoDeps(options), HostLimits.layer)

  static readonly layerMemory = Layer.provide(ApiClient.layerNoDeps(), HostLimits.layerMemory)
}

const maxBytes = 2 * 1024 * 1024

const textOf = Effect.fnUntraced(function* <E>(stream: Stream.Stream<Uint8Array, E>, url: string) {
  const chunks: Array<Uint8Array> = []
  let size = 0
  yield* Stream.runForEach(stream, (chunk) => {
    size += chunk.length
    chunks.push(chunk)
    return size > maxBytes
      ? new FetchFailed({ url, reason: "its answer is larger than 2 MB" })
      : Effect.void
  })
  return Buffer.concat(chunks).toString()
})

const toFailure = (url: string, { reason }: HttpClientError.HttpClientError) => {
  const detail = reason.cause instanceof Error ? reason.cause.message : reason._tag
  return new FetchFailed({ url, reason: `it could not be reached (${detail})` })
}
