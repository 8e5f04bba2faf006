import type { Cursor } from "@aethercast/domain/Timeline"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { ListeningPosition } from "@aethercast/domain/ListeningPosition"
import type { AtomRegistry } from "effect/reactivity"
import type { Sound } from "../connection/Client.ts"
import { episodeAtom, episodeOf, isSettled } from "../episode/EpisodeSubscription.ts"
import { remember } from "../listener/LocalStorage.ts"
import { Deck } from "./EpisodeAudio.ts"
import { attach, type Feed } from "./MediaSourcePlayback.ts"
import { type Loaded, loadedAtom, Loudness, loudnessAtom, Rate, rateAtom } from "./Playback.ts"
import * as Track from "./FrameLayout.ts"

/**
 * Plays one episode at a time through the page's audio element. An empty source is attached ahead of
 * the first click, so that only the first frames are waited for.
 */
export class Player {
  readonly audio: HTMLAudioElement
  /** Called when an episode that was played is about to be taken out. */
  leaving: () => void = () => undefined
  private readonly registry: AtomRegistry.AtomRegistry
  private readonly sound: Sound["Service"]
  private feed: Feed | undefined
  private deck: Deck | undefined
  private unwatch: () => void = () => undefined
  /** Where to go as soon as the episode's lines are known. */
  private resumeAt: Cursor | undefined

  constructor(
    audio: HTMLAudioElement,
    registry: AtomRegistry.AtomRegistry,
    sound: Sound["Service"]
  ) {
    this.audio = audio
    this.registry = registry
    this.sound = sound
    this.feed = attach(audio)
    audio.preservesPitch = true
    this.setLoudness(registry.get(loudnessAtom))
    this.setRate(registry.get(rateAtom))
    for (const name of happenings) audio.addEventListener(name, () => this.changed())
  }

  /** Plays an episode from its start. To be called within the handler of a click. */
  start(id: EpisodeId): void {
    this.put(id, undefined)
    this.play()
    this.watch(id)
  }

  /** Puts an episode in, paused, at a place if there is one. */
  load(id: EpisodeId, at: Cursor | undefined): void {
    this.put(id, at)
    this.watch(id)
  }

  /** Plays an episode from a place, or from its start. To be called within the handler of a click. */
  playAt(id: EpisodeId, at: Cursor | undefined): void {
    const frame = this.deck?.id === id && at && Track.frameOf(this.deck.track, at)
    if (typeof frame === "number") this.seek(Track.toSeconds(frame))
    else this.load(id, at)
    this.play()
  }

  eject(): void {
    this.audio.pause()
    this.leaving()
    this.deck?.close()
    this.unwatch()
    this.deck = undefined
    this.registry.set(loadedAtom, undefined)
  }

  /** The server knows the episode now, if it did not when it was first asked. */
  expect(id: EpisodeId): void {
    if (this.deck?.id !== id) return
    this.deck.missingOnServer = false
    this.changed()
  }

  play(): void {
    // Refused without a gesture of the listener, or cut short by a pause: the element says so itself.
    this.audio.play().catch(() => this.changed())
  }

  pause(): void {
    this.audio.pause()
  }

  toggle(): void {
    if (this.audio.paused) this.play()
    else this.pause()
  }

  /** Goes to a moment, in seconds; at most to the end of what has been made. */
  seek(seconds: number): void {
    if (this.deck === undefined) return
    const made = Track.toSeconds(Track.length(this.deck.track))
    this.audio.currentTime = Math.min(Math.max(0, seconds), made)
    this.changed()
  }

  skip(seconds: number): void {
    this.seek(this.audio.currentTime + seconds)
  }

  setLoudness(loudness: Loudness): void {
    this.audio.volume = loudness.volume
    this.audio.muted = loudness.muted
    this.registry.set(loudnessAtom, loudness)
    remember("loudness", Loudness, loudness)
  }

  setRate(rate: Rate): void {
    this.audio.defaultPlaybackRate = rate
    this.audio.playbackRate = rate
    this.registry.set(rateAtom, rate)
    remember("rate", Rate, rate)
  }

  /** The listener's position; `undefined` while the player is empty or no line is known. */
  listeningPosition(): ListeningPosition | undefined {
    if (this.deck === undefined) return undefined
    const cursor = Track.cursorAt(this.deck.track, this.deck.playhead())
    return cursor && new ListeningPosition({ episodeId: this.deck.id, cursor })
  }

  /** What was received of each line, in order. */
  received(): ReadonlyArray<{ readonly line: string; readonly bytes: Uint8Array }> {
    const store = this.deck?.store
    if (store === undefined) return []
    return store.ids().map((line) => ({ line, bytes: store.bytes(line) }))
  }

  private put(id: EpisodeId, at: Cursor | undefined): void {
    const used = this.deck !== undefined || this.audio.error !== null
    this.eject()
    if (used) {
      this.feed?.dispose()
      this.feed = attach(this.audio)
    }
    this.resumeAt = at
    const deck = new Deck(
      id,
      this.sound,
      () => this.audio.currentTime,
      () => this.changed()
    )
    this.deck = deck
    if (this.feed === undefined) this.audio.src = `/api/v1/podcasts/${id}/audio.mp3`
    else this.feed.thread(deck)
    this.changed()
  }

  private watch(id: EpisodeId): void {
    this.unwatch = this.registry.subscribe(
      episodeAtom(id),
      (watched) => {
        const episode = episodeOf(watched)
        if (episode === undefined || this.deck?.id !== id) return
        const cut = this.deck.know(episode.timeline, isSettled(episode))
        if (cut !== undefined) this.cut(cut)
        this.resume(this.deck)
        this.changed()
      },
      { immediate: true }
    )
  }

  private cut(frame: number): void {
    this.feed?.cut(frame)
    if (this.audio.currentTime > Track.toSeconds(frame)) {
      this.audio.currentTime = Track.toSeconds(frame)
    }
  }

  private resume(deck: Deck): void {
    const frame = this.resumeAt && Track.frameOf(deck.track, this.resumeAt)
    this.resumeAt = undefined
    if (frame !== undefined) this.audio.currentTime = Track.toSeconds(frame)
  }

  /** Anything that is seen or heard may have changed. */
  private changed(): void {
    const deck = this.deck
    if (deck === undefined) return
    if (this.feed !== undefined && this.resumeAt === undefined) deck.check()
    this.feed?.pump()
    const next = loaded(deck, this.audio)
    if (!same(this.registry.get(loadedAtom), next)) this.registry.set(loadedAtom, next)
  }
}

const happenings = [
  "play",
  "pause",
  "playing",
  "waiting",
  "canplay",
  "timeupdate",
  "seeking",
  "seeked",
  "ended",
  "error",
  "loadedmetadata"
] as const

const loaded = (deck: Deck, audio: HTMLAudioElement): Loaded => {
  return {
    episodeId: deck.id,
    phase: phaseOf(audio),
    position: audio.currentTime,
    received: wholeSeconds(deck.missing(deck.playhead())),
    made: wholeSeconds(Track.length(deck.track)),
    trouble: deck.missingOnServer ? "missing" : audio.error === null ? undefined : "unplayable"
  }
}

const wholeSeconds = (frames: number): number => Math.floor(Track.toSeconds(frames))

const phaseOf = (audio: HTMLAudioElement): Loaded["phase"] => {
  if (audio.ended) return "ended"
  if (audio.paused) return "paused"
  return audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA ? "waiting" : "playing"
}

const same = (a: Loaded | undefined, b: Loaded): boolean =>
  a !== undefined &&
  a.episodeId === b.episodeId &&
  a.phase === b.phase &&
  a.position === b.position &&
  a.received === b.received &&
  a.made === b.made &&
  a.trouble === b.trouble
