import type { Player } from "./Player.ts"

/** When the listener plays an episode in another tab of this browser, this one pauses. */
export const playAlone = (player: Player): void => {
  if (typeof BroadcastChannel === "undefined") return
  const channel = new BroadcastChannel("aethercast-playing")
  player.audio.addEventListener("play", () => channel.postMessage("play"))
  channel.addEventListener("message", () => player.pause())
}
