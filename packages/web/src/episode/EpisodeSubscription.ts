import { type Episode, EpisodeNotFound } from "@aethercast/domain/Episode"
import type { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import * as EpisodeState from "@aethercast/domain/EpisodeState"
import { Option, Stream } from "effect"
import { AsyncResult, Atom } from "effect/reactivity"
import type { RpcClientError } from "effect/rpc"
import { client, Control } from "../connection/Client.ts"
import { Lost, watched } from "../connection/Subscription.ts"

/** An episode as it is being made, for as long as someone looks at it. */
export const episodeAtom = Atom.family((episodeId: EpisodeId) =>
  client.atom(
    Stream.unwrap(
      Control.useSync(({ opened, rpc }) => watched(opened, states(rpc.WatchEpisode({ episodeId }))))
    )
  )
)

export type Watched = Atom.Type<ReturnType<typeof episodeAtom>>

export const episodeOf = (watched: Watched): Episode | undefined =>
  Option.getOrUndefined(AsyncResult.value(watched))

export const isMissing = (watched: Watched): boolean =>
  Option.exists(AsyncResult.error(watched), (error) => error instanceof EpisodeNotFound)

/** Whether nothing will be added to an episode any more. */
export const isSettled = (episode: Episode): boolean =>
  episode.status._tag === "Complete" || episode.status._tag === "Failed"

type Events = Stream.Stream<EpisodeEvent, EpisodeNotFound | RpcClientError.RpcClientError>

const states = (events: Events) =>
  Stream.suspend(() => {
    let state = Option.none<Episode>()
    return events.pipe(
      Stream.map((event) => (state = EpisodeState.apply(state, event))),
      Stream.filter(Option.isSome),
      Stream.map(({ value }) => value),
      Stream.concat(
        Stream.suspend(() =>
          Option.exists(state, isSettled) ? Stream.empty : Stream.fail(new Lost())
        )
      )
    )
  })
