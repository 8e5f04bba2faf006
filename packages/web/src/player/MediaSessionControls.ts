import type { AtomRegistry } from "effect/reactivity"
import { episodeAtom, episodeOf } from "../episode/EpisodeSubscription.ts"
import type { Player } from "./Player.ts"
import { loadedAtom } from "./Playback.ts"

export const skipSeconds = 15

/** Lets the keyboard's media keys, the lock screen and headphones do what the page's own buttons do. */
export const bindSystemControls = (player: Player, registry: AtomRegistry.AtomRegistry): void => {
  const { mediaSession } = navigator
  if (mediaSession === undefined) return
  let shown = ""

  const handlers: ReadonlyArray<[MediaSessionAction, MediaSessionActionHandler]> = [
    ["play", () => player.play()],
    ["pause", () => player.pause()],
    ["seekbackward", ({ seekOffset }) => player.skip(-(seekOffset ?? skipSeconds))],
    ["seekforward", ({ seekOffset }) => player.skip(seekOffset ?? skipSeconds)],
    ["seekto", ({ seekTime }) => seekTime !== undefined && player.seek(seekTime)]
  ]
  for (const [action, handler] of handlers) mediaSession.setActionHandler(action, handler)

  registry.subscribe(loadedAtom, (loaded) => {
    const episode = loaded && episodeOf(registry.get(episodeAtom(loaded.episodeId)))
    if (loaded === undefined || episode === undefined) {
      mediaSession.playbackState = "none"
      return
    }
    const { cover, title } = episode
    if (shown !== title + cover) {
      shown = title + cover
      mediaSession.metadata = new MediaMetadata({
        title,
        artist: "Aethercast",
        artwork: cover === undefined ? [] : [{ src: cover }]
      })
    }
    mediaSession.playbackState =
      loaded.phase === "playing" || loaded.phase === "waiting" ? "playing" : "paused"
    const duration = Math.max(loaded.made, loaded.position)
    mediaSession.setPositionState({
      duration,
      position: loaded.position,
      playbackRate: player.audio.playbackRate
    })
  })
}
