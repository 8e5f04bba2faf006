import type { AtomRegistry } from "effect/reactivity"
import { episodeAtom, episodeOf } from "../episode/EpisodeSubscription.ts"
import { isActive, playbackAtom } from "./Playback.ts"
import { skipSeconds } from "./PlaybackSettings.ts"
import type { Player } from "./Player.ts"

/** Connects the player to media keys, lock screen and headphones through the Media Session API. */
export const bindMediaSession = (player: Player, registry: AtomRegistry.AtomRegistry): void => {
  const { mediaSession } = navigator
  if (mediaSession === undefined) return
  let shownMetadata = ""

  const handlers: ReadonlyArray<[MediaSessionAction, MediaSessionActionHandler]> = [
    ["play", () => player.play()],
    ["pause", () => player.pause()],
    ["seekbackward", ({ seekOffset }) => player.skip(-(seekOffset ?? skipSeconds))],
    ["seekforward", ({ seekOffset }) => player.skip(seekOffset ?? skipSeconds)],
    ["seekto", ({ seekTime }) => seekTime !== undefined && player.seek(seekTime)]
  ]
  for (const [action, handler] of handlers) mediaSession.setActionHandler(action, handler)

  registry.subscribe(playbackAtom, (playback) => {
    const episode = playback && episodeOf(registry.get(episodeAtom(playback.episodeId)))
    if (playback === undefined || episode === undefined) {
      mediaSession.playbackState = "none"
      return
    }
    const { cover, title } = episode
    if (shownMetadata !== title + cover) {
      shownMetadata = title + cover
      mediaSession.metadata = new MediaMetadata({
        title,
        artist: "Aethercast",
        artwork: cover === undefined ? [] : [{ src: cover }]
      })
    }
    mediaSession.playbackState = isActive(playback) ? "playing" : "paused"
    mediaSession.setPositionState({
      duration: Math.max(playback.generated, playback.position),
      position: playback.position,
      playbackRate: player.audio.playbackRate
    })
  })
}
