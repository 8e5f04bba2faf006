import type { Timeline } from "@aethercast/domain/Timeline"
import { Option } from "effect"
import type { AtomRegistry } from "effect/reactivity"
import { episodeAtom, episodeOf } from "../episode/EpisodeSubscription.ts"
import { playbackAtom } from "./Playback.ts"
import type { Player } from "./Player.ts"

/** What tests, and people at the browser's console, can read: `window.aethercast`. */
export interface ConsoleApi {
  /** The received audio of each line of the current episode, in order of arrival. */
  received(): ReadonlyArray<{ readonly line: string; readonly bytes: Uint8Array }>
  /** The playhead, in seconds. */
  position(): number
  /** The timeline of the current episode, once the server has sent it. */
  timeline(): Timeline | undefined
}

declare global {
  interface Window {
    aethercast: ConsoleApi
  }
}

export const consoleApi = (player: Player, registry: AtomRegistry.AtomRegistry): ConsoleApi => ({
  received: () => player.received(),
  position: () => player.audio.currentTime,
  timeline: () =>
    Option.fromNullishOr(registry.get(playbackAtom)).pipe(
      Option.flatMapNullishOr(({ episodeId }) => episodeOf(registry.get(episodeAtom(episodeId)))),
      Option.map(({ timeline }) => timeline),
      Option.getOrUndefined
    )
})
