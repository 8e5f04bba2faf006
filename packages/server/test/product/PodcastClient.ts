import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { Effect, Schedule, Schema } from "effect"
import { FetchHttpClient, HttpClient, HttpClientRequest } from "effect/http"

/** Where a client is: at the server of `origin`, behind a proxy that names the network address. */
export interface Place {
  readonly origin: string
  readonly address: string
  /** The secret of a session. */
  readonly session?: string
}

/** What the proxy adds, and the client's session. */
export const forwarded = ({ address, session }: Place) => ({
  "x-forwarded-for": address,
  ...(session === undefined ? {} : { authorization: `Bearer ${session}` })
})

/** Opens a session; returns its secret. */
export const session = (place: Place) =>
  send(place, HttpClientRequest.post("/api/v1/session")).pipe(
    Effect.flatMap(({ body }) => decodeSession(text(body))),
    Effect.map(({ token }) => token),
    Effect.orDie
  )

/** How the server answered an order. */
export type Ordered =
  | { readonly _tag: "Accepted"; readonly id: EpisodeId }
  | { readonly _tag: "Refused"; readonly retryAfterSeconds: number }

/**
 * Topics that the shipped library covers, in words of which no two are equal for n below 1024: they
 * differ in words that mean nothing.
 */
export const topic = (n: number): string =>
  [
    ...fillers.filter((_, bit) => Math.floor(n / 2 ** bit) % 2 === 1),
    ["tides", "longitude", "eclipses"][n % 3]
  ].join(" ")

const fillers = ["about", "all", "the", "more", "of", "these", "and", "such", "other", "our"]

/** Orders an episode. */
export const order = Effect.fnUntraced(function* (
  place: Place,
  topic: string,
  lengthSeconds: number
) {
  const { body, headers, status } = yield* send(
    place,
    HttpClientRequest.post("/api/v1/podcasts").pipe(
      HttpClientRequest.bodyJsonUnsafe({ topic, lengthSeconds })
    )
  )
  if (status === 429) {
    return refusedFor(Number(headers["retry-after"]))
  }
  if (status !== 202) return yield* Effect.die(`${status}: ${text(body)}`)
  const { episodeId } = yield* decodeAccepted(text(body))
  return { _tag: "Accepted", id: episodeId } satisfies Ordered
}, Effect.orDie)

export const refusedFor = (retryAfterSeconds: number) =>
  ({ _tag: "Refused", retryAfterSeconds }) as const satisfies Ordered

/** Downloads an episode, which has it generated to its end, through restarts of the server: its bytes. */
export const download = (place: Place, id: EpisodeId) =>
  send(place, HttpClientRequest.get(`/api/v1/podcasts/${id}/audio.mp3`)).pipe(
    Effect.filterOrFail(({ status }) => status === 200),
    Effect.retry(Schedule.spaced("500 millis")),
    Effect.orDie,
    Effect.map(({ body }) => body.byteLength)
  )

/** The status of an episode, with the reason if there is one. */
export const status = (place: Place, id: EpisodeId) =>
  send(place, HttpClientRequest.get(`/api/v1/podcasts/${id}`)).pipe(
    Effect.flatMap(({ body }) => decodeStatus(text(body))),
    Effect.map(({ reason, status: now }) => (reason === undefined ? now : `${now}: ${reason}`)),
    Effect.orDie
  )

/** Whether the server says that it is ready. */
export const isReady = (place: Place) =>
  send(place, HttpClientRequest.get("/readyz")).pipe(
    Effect.map(({ status: now }) => now === 200),
    Effect.orElseSucceed(() => false)
  )

const send = Effect.fnUntraced(function* (
  place: Place,
  request: HttpClientRequest.HttpClientRequest
) {
  const response = yield* HttpClient.execute(
    request.pipe(
      HttpClientRequest.prependUrl(place.origin),
      HttpClientRequest.setHeaders(forwarded(place))
    )
  )
  const { headers, status: code } = response
  return { status: code, headers, body: yield* response.arrayBuffer }
}, Effect.provide(FetchHttpClient.layer))

const text = (body: ArrayBuffer) => new TextDecoder().decode(body)

const decodeAccepted = Schema.decodeEffect(
  Schema.fromJsonString(Schema.Struct({ episodeId: EpisodeId }))
)

const decodeSession = Schema.decodeEffect(
  Schema.fromJsonString(Schema.Struct({ token: Schema.String }))
)

const decodeStatus = Schema.decodeEffect(
  Schema.fromJsonString(
    Schema.Struct({ status: Schema.String, reason: Schema.optionalKey(Schema.String) })
  )
)
