import { framesToSeconds, secondsToFrames } from "@aethercast/domain/Clip"
import { isFinal } from "@aethercast/domain/Episode"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import type { HeardSpan } from "@aethercast/domain/HeardSpans"
import { ListeningPosition } from "@aethercast/domain/ListeningPosition"
import type { Cursor } from "@aethercast/domain/Timeline"
import { Equal } from "effect"
import type { AtomRegistry } from "effect/reactivity"
import type { AudioClient } from "../connection/AudioClient.ts"
import { episodeAtom, episodeOf } from "../episode/EpisodeSubscription.ts"
import { EpisodeAudio, type LayoutChange } from "./EpisodeAudio.ts"
import * as FrameLayout from "./FrameLayout.ts"
import { HeardTracker } from "./HeardTracker.ts"
import { MediaSourcePlayback } from "./MediaSourcePlayback.ts"
import { playbackAtom, playbackOf } from "./Playback.ts"
import { type PlaybackRate, playbackRateAtom, type Volume, volumeAtom } from "./PlaybackSettings.ts"

/**
 * Plays one episode at a time through the page's audio element. An empty media source is attached
 * before the first click, so that playback starts with the first frames.
 */
export class Player {
  readonly audio: HTMLAudioElement
  /** Called before the current episode is replaced or removed. */
  onUnload: () => void = () => undefined
  private readonly registry: AtomRegistry.AtomRegistry
  private readonly client: AudioClient["Service"]
  /** `undefined` without Media Source Extensions: the element then loads the audio over HTTP. */
  private mediaSource: MediaSourcePlayback | undefined
  private episode: EpisodeAudio | undefined
  private unsubscribe: () => void = () => undefined
  private readonly heard = new HeardTracker()
  /** Where to seek as soon as the lines of the episode are known. */
  private resumeAt: Cursor | undefined
  /** Where playback has ended, and goes on as soon as there is more to play. */
  private continueFrom: number | undefined

  constructor(
    audio: HTMLAudioElement,
    registry: AtomRegistry.AtomRegistry,
    client: AudioClient["Service"]
  ) {
    this.audio = audio
    this.registry = registry
    this.client = client
    this.mediaSource = MediaSourcePlayback.attach(audio)
    audio.preservesPitch = true
    this.setVolume(registry.get(volumeAtom))
    this.setPlaybackRate(registry.get(playbackRateAtom))
    for (const name of mediaEvents) audio.addEventListener(name, () => this.update())
    audio.addEventListener("seeking", () => this.heard.reset())
    for (const name of ["timeupdate", "pause", "ended"]) {
      audio.addEventListener(name, () => this.trackHeard())
    }
  }

  /** Plays an episode from its start. Call it in a click handler, or the browser blocks playback. */
  playFromStart(id: EpisodeId): void {
    this.replace(id, undefined)
    this.play()
    this.subscribe(id)
  }

  /** Loads an episode without playing it, at a cursor or at its start. */
  cue(id: EpisodeId, at: Cursor | undefined): void {
    this.replace(id, at)
    this.subscribe(id)
  }

  /** Plays an episode from a cursor or from its start. Call it in a click handler, too. */
  playFrom(id: EpisodeId, at: Cursor | undefined): void {
    const frame = this.episode?.id === id && at && FrameLayout.frameAt(this.episode.layout, at)
    if (typeof frame === "number") this.seek(framesToSeconds(frame))
    else this.cue(id, at)
    this.play()
  }

  unload(): void {
    this.audio.pause()
    this.onUnload()
    this.episode?.close()
    this.unsubscribe()
    this.episode = undefined
    this.continueFrom = undefined
    this.heard.reset()
    this.registry.set(playbackAtom, undefined)
  }

  /** Tries an episode again that the server did not know before it was started. */
  retryNotFound(id: EpisodeId): void {
    if (this.episode?.id !== id) return
    this.episode.notFound = false
    this.update()
  }

  play(): void {
    // Rejected without a user gesture, or when a pause follows at once. The element has the resulting state.
    this.audio.play().catch(() => this.update())
  }

  pause(): void {
    this.audio.pause()
  }

  toggle(): void {
    if (this.audio.paused) this.play()
    else this.pause()
  }

  /** Moves the playhead, in seconds; at most to the end of the audio generated so far. */
  seek(seconds: number): void {
    if (this.episode === undefined) return
    const generated = framesToSeconds(FrameLayout.length(this.episode.layout))
    this.audio.currentTime = Math.min(Math.max(0, seconds), generated)
    this.update()
  }

  /** Moves the playhead forward, or back by negative seconds. */
  skip(seconds: number): void {
    this.seek(this.audio.currentTime + seconds)
  }

  /** Moves the playhead to the next chapter, or behind the aside that is playing. */
  skipPart(): void {
    if (this.episode !== undefined) this.seek(framesToSeconds(this.episode.endOfPart()))
  }

  /** More of this episode is coming: playback that has ended goes on with it. */
  continueAtEnd(id: EpisodeId): void {
    if (this.episode?.id === id && this.audio.ended) this.continueFrom = this.audio.currentTime
  }

  setVolume(volume: Volume): void {
    this.audio.volume = volume.level
    this.audio.muted = volume.muted
    this.registry.set(volumeAtom, volume)
  }

  setPlaybackRate(rate: PlaybackRate): void {
    this.audio.defaultPlaybackRate = rate
    this.audio.playbackRate = rate
    this.registry.set(playbackRateAtom, rate)
  }

  /** The listener's position; `undefined` while the player is empty or no line is known. */
  listeningPosition(): ListeningPosition | undefined {
    if (this.episode === undefined) return undefined
    const cursor = FrameLayout.cursorAt(this.episode.layout, this.episode.playhead())
    return cursor && new ListeningPosition({ episodeId: this.episode.id, cursor })
  }

  /** What was played since the last call. */
  takeHeard(): ReadonlyArray<HeardSpan> {
    this.trackHeard()
    return this.heard.take()
  }

  private trackHeard(): void {
    const { episode } = this
    if (episode !== undefined && !this.audio.seeking) {
      this.heard.reach(episode.layout, episode.playhead())
    }
  }

  /** The received audio of each line, in order of arrival. */
  received(): ReadonlyArray<{ readonly line: string; readonly bytes: Uint8Array }> {
    const store = this.episode?.store
    if (store === undefined) return []
    return store.lineIds().map((line) => ({ line, bytes: store.bytes(line) }))
  }

  private replace(id: EpisodeId, at: Cursor | undefined): void {
    const used = this.episode !== undefined || this.audio.error !== null
    this.unload()
    if (used) {
      this.mediaSource?.dispose()
      this.mediaSource = MediaSourcePlayback.attach(this.audio)
    }
    this.resumeAt = at
    const episode = new EpisodeAudio(
      id,
      this.client,
      () => this.audio.currentTime,
      () => this.update()
    )
    this.episode = episode
    if (this.mediaSource === undefined) this.audio.src = `/api/v1/podcasts/${id}/audio.mp3`
    else this.mediaSource.setSource(episode)
    this.update()
  }

  private subscribe(id: EpisodeId): void {
    this.unsubscribe = this.registry.subscribe(
      episodeAtom(id),
      (result) => {
        const state = episodeOf(result)
        if (state === undefined || this.episode?.id !== id) return
        this.episode.updateTimeline(state.timeline, isFinal(state))
        this.applyChange(this.episode.takeChange())
        this.resume(this.episode)
        this.update()
      },
      { immediate: true }
    )
  }

  private applyChange(change: LayoutChange | undefined): void {
    if (change === undefined) return
    const { invalidFrom, playhead } = change
    const before = secondsToFrames(this.audio.currentTime)
    this.mediaSource?.invalidateFrom(invalidFrom)
    // Something was inserted or dropped before the playhead, or its line was dropped.
    if (playhead !== undefined && playhead !== before) {
      this.audio.currentTime = framesToSeconds(playhead)
    }
  }

  private resume(episode: EpisodeAudio): void {
    const frame = this.resumeAt && FrameLayout.frameAt(episode.layout, this.resumeAt)
    this.resumeAt = undefined
    if (frame !== undefined) this.audio.currentTime = framesToSeconds(frame)
  }

  private continue(episode: EpisodeAudio): void {
    const from = this.continueFrom
    if (from === undefined || FrameLayout.length(episode.layout) <= secondsToFrames(from)) return
    this.continueFrom = undefined
    // An element that has ended would play from the start.
    this.audio.currentTime = from
    this.play()
  }

  /** Brings stream, buffer and the visible state up to date after any change. */
  private update(): void {
    const { episode } = this
    if (episode === undefined) return
    this.applyChange(episode.takeChange())
    if (this.mediaSource !== undefined && this.resumeAt === undefined) episode.updateStream()
    this.mediaSource?.update()
    this.continue(episode)
    const next = playbackOf(episode, this.audio)
    if (!Equal.equals(this.registry.get(playbackAtom), next)) this.registry.set(playbackAtom, next)
  }
}

const mediaEvents = [
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
