import { landingSurface } from "@aethercast/agents/agents/DynamicUi"
import { AudioRpcs } from "@aethercast/domain/AudioRpcs"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import type { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import type { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { ListenerRpcs } from "@aethercast/domain/ListenerRpcs"
import { NodeSocket } from "@effect/platform-node"
import { Clock, Effect, type Layer, Schedule, Stream } from "effect"
import { RpcClient, RpcClientError, RpcSerialization } from "effect/rpc"
import { Socket } from "effect/socket"
import { forwarded, type Place } from "./PodcastClient.ts"

/** A listener without a browser: the two WebSockets of a page, which reconnect by themselves. */
export interface SocketListener {
  readonly rpc: RpcClient.FromGroup<typeof ListenerRpcs, RpcClientError.RpcClientError>
  readonly audio: RpcClient.FromGroup<typeof AudioRpcs, RpcClientError.RpcClientError>
}

export const connect = Effect.fnUntraced(function* (
  place: Place,
  webSockets: Layer.Layer<Socket.WebSocketConstructor> = NodeSocket.layerWebSocketConstructor
) {
  const rpc = yield* Effect.provideServiceEffect(
    RpcClient.make(ListenerRpcs, { disableTracing: true }),
    RpcClient.Protocol,
    protocol(place, "/rpc", webSockets)
  )
  const audio = yield* Effect.provideServiceEffect(
    RpcClient.make(AudioRpcs, { disableTracing: true }),
    RpcClient.Protocol,
    protocol(place, "/audio", webSockets)
  )
  return { rpc, audio } satisfies SocketListener
})

/** Watches the landing page, in the background. */
export const watchTopics = ({ rpc }: SocketListener) =>
  rpc
    .WatchSurface({ surface: landingSurface })
    .pipe(Stream.runDrain, throughRestarts, Effect.forkScoped)

const protocol = (
  place: Place,
  path: string,
  webSockets: Layer.Layer<Socket.WebSocketConstructor>
) =>
  RpcClient.makeProtocolSocket({
    retryTransientErrors: true,
    retryPolicy: Schedule.spaced("200 millis")
  }).pipe(
    Effect.provideServiceEffect(
      Socket.Socket,
      Socket.makeWebSocket(place.origin.replace(/^http/, "ws") + path, {
        headers: forwarded(place)
      })
    ),
    Effect.provide([webSockets, RpcSerialization.layerSchemaBinary()])
  )

/** The beginning of an episode for a listener; times are in epoch milliseconds. */
export interface Beginning {
  /** When the page said no longer that it waits; absent for an episode that never waited. */
  readonly turnAt: number | undefined
  readonly heardAt: number
  /** How many came before it, as the page was told. */
  readonly places: ReadonlyArray<number>
  /** Whether the connection was lost when it had its turn already. */
  readonly isInterrupted: boolean
}

/** Waits for the first sound of an episode, through restarts of the server. */
export const beginning = Effect.fnUntraced(function* (
  { audio, rpc }: SocketListener,
  episodeId: EpisodeId
) {
  const places: Array<number> = []
  let isWaiting = false
  let waitedAt: number | undefined
  let turnAt: number | undefined
  let isInterrupted = false
  const see = Effect.fnUntraced(function* (event: EpisodeEvent) {
    const status = statusIn(event)
    if (status === undefined) return
    const now = yield* Clock.currentTimeMillis
    if (isWaiting && status._tag !== "Queued") turnAt = now
    isWaiting = status._tag === "Queued"
    if (status._tag !== "Queued") return
    places.push(status.ahead)
    waitedAt = now
  })
  const watching = rpc.WatchEpisode({ episodeId }).pipe(Stream.runForEach(see), throughRestarts)
  const heardAt = yield* audio.Listen({ episodeId }).pipe(
    Stream.filter(({ bytes }) => bytes.length > 0),
    Stream.runHead,
    Effect.andThen(Clock.currentTimeMillis),
    Effect.tapError(() => Effect.sync(() => (isInterrupted ||= !isWaiting))),
    throughRestarts,
    Effect.raceFirst(Effect.andThen(watching, Effect.never))
  )
  // The first sound may overtake the status.
  return { turnAt: turnAt ?? waitedAt, heardAt, places, isInterrupted } satisfies Beginning
})

/** Hears an episode from its start to its end, through restarts of the server. */
export const play = ({ audio }: SocketListener, episodeId: EpisodeId) =>
  audio.Listen({ episodeId }).pipe(Stream.runDrain, throughRestarts)

/** Repeats a call whose connection is lost. */
const throughRestarts = <A, E, R>(call: Effect.Effect<A, E, R>) =>
  call.pipe(
    Effect.retry({
      schedule: Schedule.spaced("200 millis"),
      while: (error) => error instanceof RpcClientError.RpcClientError
    }),
    Effect.orDie
  )

const statusIn = (event: EpisodeEvent): EpisodeStatus | undefined =>
  event._tag === "Snapshot"
    ? event.episode.status
    : event._tag === "StatusChanged"
      ? event.status
      : undefined
