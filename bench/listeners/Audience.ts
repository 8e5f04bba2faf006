import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { ListeningPosition } from "@aethercast/domain/ListeningPosition"
import type { Cursor } from "@aethercast/domain/Timeline"
import { NodeWS } from "@effect/platform-node"
import { Effect, Layer, Schedule, Stream } from "effect"
import { Socket } from "effect/socket"
import * as Client from "../../packages/server/test/product/PodcastClient.ts"
import * as Listener from "../../packages/server/test/product/SocketListener.ts"
import { VirtualPlayer } from "./VirtualPlayer.ts"

/** An episode that is being made, and whoever ordered it. */
export interface Show {
  readonly id: EpisodeId
  readonly leader: VirtualPlayer
}

/** Orders the longest episode there is, and listens to it from its start. */
export const begin = Effect.fnUntraced(function* (place: Client.Place, topic: string) {
  const answer = yield* Client.order(place, topic, lengthSeconds)
  if (answer._tag === "Refused") return yield* Effect.die("The server refused an order.")
  const leader = yield* join(place, answer.id)
  return { id: answer.id, leader } satisfies Show
})

const lengthSeconds = 1800

/** How often the page reports its position while it plays. */
const reports = "5 seconds"

/** A listener with both sockets of a page, who plays from a cursor on at real pace and reports. */
export const join = Effect.fnUntraced(function* (
  place: Client.Place,
  episodeId: EpisodeId,
  from?: Cursor
) {
  const session = yield* Client.session(place)
  const { audio, rpc } = yield* Listener.connect({ ...place, session })
  const player = new VirtualPlayer()
  yield* rpc.Hello()
  yield* rpc.WatchEpisode({ episodeId }).pipe(Stream.runDrain, Effect.forkScoped)
  yield* audio.Listen({ episodeId, ...(from === undefined ? {} : { from }) }).pipe(
    Stream.runForEach((chunk) => Effect.sync(() => player.receive(chunk))),
    Effect.andThen(Effect.sync(() => player.end())),
    Effect.forkScoped
  )
  yield* Effect.suspend(() => {
    const cursor = player.cursor()
    if (cursor === undefined) return Effect.void
    const position = new ListeningPosition({ episodeId, cursor })
    return rpc.Report({ position, playing: true, heard: [] })
  }).pipe(Effect.repeat(Schedule.spaced(reports)), Effect.forkScoped)
  return player
}, Effect.orDie)

/** A listener who takes twice as long for each chunk as it lasts. */
export const joinSlowly = Effect.fnUntraced(function* (place: Client.Place, episodeId: EpisodeId) {
  const { audio } = yield* Listener.connect(place)
  yield* audio.Listen({ episodeId }).pipe(
    Stream.runForEach(({ bytes }) => Effect.sleep(`${bytes.length / 4} millis`)),
    Effect.forkScoped
  )
})

/** A listener whose machine freezes when it has received something: its sockets stay open, unread. */
export const joinAndFreeze = Effect.fnUntraced(function* (
  place: Client.Place,
  episodeId: EpisodeId
) {
  const sockets: Array<Socket.WebSocketLike> = []
  const { audio } = yield* Listener.connect(place, recorded(sockets))
  yield* audio.Listen({ episodeId }).pipe(
    Stream.tap(() => Effect.sync(() => sockets.forEach(pause))),
    Stream.runDrain,
    Effect.forkScoped
  )
})

const pause = (socket: Socket.WebSocketLike) => {
  if (socket instanceof NodeWS.WebSocket) socket.pause()
}

/** The constructor of sockets that can be paused, which remembers what it has made. */
const recorded = (sockets: Array<Socket.WebSocketLike>) =>
  Layer.effect(
    Socket.WebSocketConstructor,
    Effect.map(Socket.WebSocketConstructor, (make) => (url, options) => {
      const socket = make(url, options)
      sockets.push(socket)
      return socket
    })
  ).pipe(Layer.provide(NodeWS.layerWebSocketConstructor))
