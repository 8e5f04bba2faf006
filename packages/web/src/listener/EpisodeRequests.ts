import { type Episode, episodeHosts } from "@aethercast/domain/Episode"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeRequest, type ForkChange, type Subject } from "@aethercast/domain/EpisodeRequest"
import { ListeningPosition } from "@aethercast/domain/ListeningPosition"
import { Cursor, framesOf } from "@aethercast/domain/Timeline"
import { DateTime, Effect, Schedule } from "effect"
import type { AtomRegistry } from "effect/reactivity"
import { welcomeAtom } from "../connection/Handshake.ts"
import { backoff } from "../connection/Backoff.ts"
import type { ListenerClient } from "../connection/ListenerClient.ts"
import { isTransient } from "../connection/Subscription.ts"
import { episodeAtom, episodeOf, isNotFound } from "../episode/EpisodeSubscription.ts"
import { myEpisodesAtom } from "../history/MyEpisodes.ts"
import { playbackAtom } from "../player/Playback.ts"
import type { Player } from "../player/Player.ts"
import { episodePath } from "../routing/Route.ts"
import { navigate } from "../routing/Router.tsx"
import { longDuration } from "../ui/DurationText.ts"
import { earlierOrder, type Order } from "./EarlierOrder.ts"
import * as EpisodeIds from "./EpisodeIds.ts"
import { historyAtom } from "./ListeningHistory.ts"
import { preferencesAtom } from "./Preferences.ts"
import {
  type EpisodePreview,
  type RequestedEpisode,
  requestedEpisodeAtom
} from "./RequestedEpisode.ts"
import { resumeCursor } from "./ResumeCursor.ts"

/** Whether there is nothing to go on with. */
const isLost = (episode: Episode | undefined): boolean =>
  episode?.status._tag === "Failed" || episode?.status._tag === "Cancelled"

/** With fewer ids for further episodes than this, more are fetched. */
const fewIds = 8

/** Requests episodes from the server and plays them. */
export class EpisodeRequests {
  private readonly player: Player
  private readonly registry: AtomRegistry.AtomRegistry
  private readonly client: ListenerClient["Service"]
  private readonly greet: Effect.Effect<void>
  /** What this page has ordered. */
  private readonly sent: Array<Order> = []

  constructor(
    player: Player,
    registry: AtomRegistry.AtomRegistry,
    client: ListenerClient["Service"],
    /** Fetches more ids for episodes. */
    greet: Effect.Effect<void>
  ) {
    this.player = player
    this.registry = registry
    this.client = client
    this.greet = greet
  }

  /**
   * Requests an episode, plays it and opens its page. Call it in a click handler, or the browser blocks
   * playback. The audio is requested together with the episode, before anything renders.
   */
  start(subject: Subject, preview: EpisodePreview, focus?: string): void {
    this.order(
      { subject, ...this.registry.get(preferencesAtom), ...(focus !== undefined && { focus }) },
      preview,
      (id) => this.player.playFromStart(id)
    )
  }

  /** Requests another version of an episode from a chapter on, and plays it from there. See `start`. */
  fork(episode: Episode, chapter: number, change: ForkChange): void {
    const { cover, focus, id: of, language = "en", lengthSeconds, style, teaser, title } = episode
    const last = episode.timeline.lines.findLast(
      (line) => line.aside === undefined && line.chapter < chapter
    )
    this.order(
      {
        subject: { _tag: "Fork", of, chapter, change },
        lengthSeconds,
        style,
        hosts: episodeHosts(episode).length,
        language,
        ...(focus !== undefined && { focus })
      },
      { title, teaser, ...(cover !== undefined && { cover }) },
      (id) =>
        this.player.playFrom(
          id,
          // Its first own line has no id yet: from the last frame of what it shares.
          last && new Cursor({ line: last.id, frame: Math.max(0, framesOf(last) - 1) })
        )
    )
  }

  private order(
    requested: Omit<ConstructorParameters<typeof EpisodeRequest>[0], "id">,
    preview: EpisodePreview,
    play: (id: EpisodeId) => void
  ): void {
    EpisodeIds.take(this.registry, (id, left) => {
      const request = new EpisodeRequest({ ...requested, id })
      this.sent.push({ ...request, at: DateTime.nowUnsafe().epochMilliseconds })
      Effect.runFork(this.send({ request, preview, outcome: { _tag: "Pending" } }))
      play(id)
      navigate(this.registry, episodePath(id))
      if (left < fewIds) Effect.runFork(this.greet)
    })
  }

  /** Goes on with what the session ordered before from the same card, or requests it. See `start`. */
  listen(subject: Subject, preview: EpisodePreview): void {
    const preferences = this.registry.get(preferencesAtom)
    const earlier = earlierOrder(
      this.orders(),
      subject,
      preferences,
      DateTime.nowUnsafe().epochMilliseconds
    )
    if (earlier === undefined) this.start(subject, preview)
    else this.resume(earlier, undefined)
  }

  /** Plays an episode from where the listener stopped, and opens its page. Call it in a click handler, too. */
  resume(id: EpisodeId, position: Cursor | undefined): void {
    const { position: latest } = this.registry.get(welcomeAtom) ?? {}
    const known = position && new ListeningPosition({ episodeId: id, cursor: position })
    const at = resumeCursor(id, this.registry.get(historyAtom), known ?? latest)
    if (this.registry.get(playbackAtom)?.episodeId === id) this.player.play()
    else this.player.playFrom(id, at)
    navigate(this.registry, episodePath(id))
  }

  /** The episodes that the session has ordered, except those that were refused or failed. */
  private orders(): ReadonlyArray<Order> {
    const sent = this.sent.filter(({ id }) => {
      const outcome = this.registry.get(requestedEpisodeAtom(id))?.outcome._tag
      return outcome !== "Rejected" && !isLost(episodeOf(this.registry.get(episodeAtom(id))))
    })
    const listed = (this.registry.get(myEpisodesAtom)?.episodes ?? []).flatMap(
      ({ episode, orderedAt, subject }) =>
        isLost(episode)
          ? []
          : [
              {
                ...episode,
                hosts: episodeHosts(episode).length,
                subject,
                at: orderedAt.epochMilliseconds
              }
            ]
    )
    return [...sent, ...listed]
  }

  /** Requests the same again as a new episode. `fallback` describes an episode that this page did not request. */
  retry(id: EpisodeId, fallback: EpisodePreview): void {
    const requested = this.registry.get(requestedEpisodeAtom(id))
    this.start(
      requested?.request.subject ?? { _tag: "Words", words: fallback.title.slice(0, 300) },
      requested?.preview ?? fallback,
      requested?.request.focus ?? episodeOf(this.registry.get(episodeAtom(id)))?.focus
    )
  }

  private send(requested: RequestedEpisode): Effect.Effect<void> {
    const { id } = requested.request
    const atom = requestedEpisodeAtom(id)
    this.registry.set(atom, requested)
    const accept = Effect.sync(() => {
      this.registry.set(atom, { ...requested, outcome: { _tag: "Accepted" } })
      // A subscription that reached the server before this request has failed.
      if (isNotFound(this.registry.get(episodeAtom(id)))) this.registry.refresh(episodeAtom(id))
      this.player.retryNotFound(id)
    })
    const reject = (reason: string) =>
      Effect.sync(() => {
        this.player.unload()
        this.registry.set(atom, { ...requested, outcome: { _tag: "Rejected", reason } })
      })
    return Effect.andThen(
      this.client.connected,
      this.client.rpc.StartEpisode({ request: requested.request })
    ).pipe(
      Effect.retry(Schedule.while(backoff, ({ input }) => isTransient(input))),
      Effect.andThen(accept),
      Effect.catchTags({
        TopicNotFound: () =>
          reject(
            "A fresher topic has replaced this one. Choose another, or describe it in your own words."
          ),
        TooManyOrders: ({ by, retryAfterSeconds }) =>
          reject(
            `${by === "listener" ? "You have started many episodes in a short time" : "Many people start episodes at the moment"}. Try again in ${longDuration(retryAfterSeconds)}.`
          ),
        ListenerDocumentNotFound: () =>
          reject("Your document is not there any more. Give it again."),
        AddressRefused: ({ reason }) => reject(`This address cannot be read: ${reason}.`),
        EpisodeNotFound: () => reject("The episode that this is a version of was deleted."),
        NotYourEpisode: () =>
          reject("Only the listener who started an episode can make another version of it."),
        ChapterNotFound: () => reject("The episode has no such chapter yet. Try it in a moment."),
        LanguageNotSpoken: () => reject("No voice of this server speaks that language.")
      }),
      Effect.catchCause(() => reject("The server could not start this episode."))
    )
  }
}
