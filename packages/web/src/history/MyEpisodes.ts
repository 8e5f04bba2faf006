import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import type { Follow, Followed, FollowId } from "@aethercast/domain/Follow"
import type { OrderedEpisodes } from "@aethercast/domain/OrderedEpisode"
import type { SessionSummary } from "@aethercast/domain/SessionRecord"
import type { Taste, Theme } from "@aethercast/domain/Taste"
import { Effect } from "effect"
import { Atom, type AtomRegistry } from "effect/reactivity"
import type { ListenerClient } from "../connection/ListenerClient.ts"
import { forgetHistory, historyAtom, remove } from "../listener/ListeningHistory.ts"
import { preferencesAtom } from "../listener/Preferences.ts"
import * as LocalStorage from "../listener/LocalStorage.ts"
import { playbackAtom } from "../player/Playback.ts"
import type { Player } from "../player/Player.ts"

/** The session's episodes as far as they are loaded, newest first; `undefined` until then. */
export const myEpisodesAtom = Atom.make<OrderedEpisodes | undefined>(undefined).pipe(Atom.keepAlive)

/** What the server remembers of the session; `undefined` until it is loaded. */
export const mySessionAtom = Atom.make<SessionSummary | undefined>(undefined).pipe(Atom.keepAlive)

/** What the session follows, newest first; `undefined` until it is loaded. */
export const myFollowsAtom = Atom.make<ReadonlyArray<Follow> | undefined>(undefined).pipe(
  Atom.keepAlive
)

/** What the session likes; empty until it is loaded. */
export const myTasteAtom = Atom.make<Taste>([]).pipe(Atom.keepAlive)

/** Loads and deletes what the server remembers of this listener. A call that fails changes nothing. */
export class MyEpisodes {
  private readonly player: Player
  private readonly registry: AtomRegistry.AtomRegistry
  private readonly client: ListenerClient["Service"]
  /** The first page, and what is remembered. */
  readonly refresh: Effect.Effect<void>
  /** What the session likes. */
  readonly refreshTaste: Effect.Effect<void>

  constructor(
    player: Player,
    registry: AtomRegistry.AtomRegistry,
    client: ListenerClient["Service"]
  ) {
    this.player = player
    this.registry = registry
    this.client = client
    this.refreshTaste = client.rpc.MyTaste().pipe(
      Effect.map((taste) => registry.set(myTasteAtom, taste)),
      Effect.ignoreCause
    )
    this.refresh = Effect.all({
      list: client.rpc.MyEpisodes({}),
      session: client.rpc.MySession(),
      follows: client.rpc.MyFollows()
    }).pipe(
      Effect.map(({ follows, list, session }) => {
        registry.set(myFollowsAtom, follows)
        registry.set(myEpisodesAtom, list)
        registry.set(mySessionAtom, session)
      }),
      Effect.ignoreCause
    )
  }

  /** The page after those that are loaded. */
  get more(): Effect.Effect<void> {
    const loaded = this.registry.get(myEpisodesAtom)
    if (loaded?.next === undefined) return Effect.void
    return this.client.rpc.MyEpisodes({ before: loaded.next }).pipe(
      Effect.map((page) =>
        this.registry.set(myEpisodesAtom, {
          ...page,
          episodes: [...loaded.episodes, ...page.episodes]
        })
      ),
      Effect.ignoreCause
    )
  }

  /** Fails when the server did not delete it. */
  delete(id: EpisodeId) {
    return this.client.rpc.DeleteEpisode({ episodeId: id }).pipe(
      Effect.map(() => {
        if (this.registry.get(playbackAtom)?.episodeId === id) this.player.unload()
        this.registry.set(historyAtom, (history) => remove(history, id))
        const list = this.registry.get(myEpisodesAtom)
        this.registry.set(
          myEpisodesAtom,
          list && { ...list, episodes: list.episodes.filter(({ episode }) => episode.id !== id) }
        )
      })
    )
  }

  /** Makes a fresh episode each morning by this browser's clock. Fails when the server does not. */
  follow(followed: Followed) {
    const { lengthSeconds, style } = this.registry.get(preferencesAtom)
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    const settings = { followed, lengthSeconds, style, language: "en", timeZone }
    return this.client.rpc.Follow(settings).pipe(
      Effect.map((follow) => {
        const others = this.registry.get(myFollowsAtom) ?? []
        this.registry.set(myFollowsAtom, [follow, ...others])
      })
    )
  }

  /** Fails when the server still follows it. */
  unfollow(id: FollowId) {
    return this.client.rpc.Unfollow({ id }).pipe(
      Effect.map(() => {
        const follows = this.registry.get(myFollowsAtom)
        this.registry.set(
          myFollowsAtom,
          follows?.filter((follow) => follow.id !== id)
        )
      })
    )
  }

  /** Forgets one theme of the session's taste, or all of it. Fails when the server did not. */
  forgetTaste(theme?: Theme) {
    return this.client.rpc
      .ForgetTaste(theme === undefined ? {} : { theme })
      .pipe(Effect.andThen(this.refreshTaste))
  }

  /** Clears what the server and this browser remember, and begins anew. Fails when the server did not. */
  get forget() {
    return this.client.rpc.ForgetSession().pipe(
      Effect.map(() => {
        this.player.unload()
        this.registry.set(historyAtom, forgetHistory)
        LocalStorage.clear()
        location.assign("/")
      })
    )
  }
}
