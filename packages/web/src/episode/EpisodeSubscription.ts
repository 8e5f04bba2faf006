import { type Episode, EpisodeNotFound, isFinal } from "@aethercast/domain/Episode"
import type { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import * as EpisodeState from "@aethercast/domain/EpisodeState"
import { Option, Stream } from "effect"
import { AsyncResult, Atom } from "effect/reactivity"
import type { RpcClientError } from "effect/rpc"
import { ListenerClient } from "../connection/ListenerClient.ts"
import { rpcRuntime } from "../connection/RpcRuntime.ts"
import { resubscribing, SubscriptionLost } from "../connection/Subscription.ts"

/** The current state of an episode. Subscribed to the server while the atom is in use. */
export const episodeAtom = Atom.family((episodeId: EpisodeId) =>
  rpcRuntime.atom(
    Stream.unwrap(
      ListenerClient.useSync(({ connected, rpc }) =>
        resubscribing(connected, states(rpc.WatchEpisode({ episodeId })))
      )
    )
  )
)

export type EpisodeResult = Atom.Type<ReturnType<typeof episodeAtom>>

export const episodeOf = (result: EpisodeResult): Episode | undefined =>
  Option.getOrUndefined(AsyncResult.value(result))

export const isNotFound = (result: EpisodeResult): boolean =>
  Option.exists(AsyncResult.error(result), (error) => error instanceof EpisodeNotFound)

type Events = Stream.Stream<EpisodeEvent, EpisodeNotFound | RpcClientError.RpcClientError>

/** The state after each event. A stream that ends before the episode is final is lost. */
const states = (events: Events) =>
  Stream.suspend(() => {
    let state = Option.none<Episode>()
    return events.pipe(
      Stream.map((event) => (state = EpisodeState.apply(state, event))),
      Stream.filter(Option.isSome),
      Stream.map(({ value }) => value),
      Stream.concat(
        Stream.suspend(() =>
          Option.exists(state, isFinal) ? Stream.empty : Stream.fail(new SubscriptionLost())
        )
      )
    )
  })
