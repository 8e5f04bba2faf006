import { Option } from "effect"
import type { AtomRegistry } from "effect/reactivity"
import type { Timeline } from "@aethercast/domain/Timeline"
import { episodeAtom, episodeOf } from "../episode/EpisodeSubscription.ts"
import type { Player } from "./Player.ts"
import { loadedAtom } from "./Playback.ts"

/** What tests and curious people may look at from the browser's console: `window.aethercast`. */
export interface Inspection {
  /** What was received of each line of the episode in the player, in order. */
  received(): ReadonlyArray<{ readonly line: string; readonly bytes: Uint8Array }>
  /** Where the playhead is, in seconds. */
  position(): number
  /** The timeline of the episode in the player, once the server has told of it. */
  timeline(): Timeline | undefined
}

declare global {
  interface Window {
    aethercast: Inspection
  }
}

export const inspection = (player: Player, registry: AtomRegistry.AtomRegistry): Inspection => ({
  received: () => player.received(),
  position: () => player.audio.currentTime,
  timeline: () =>
    Option.fromNullishOr(registry.get(loadedAtom)).pipe(
      Option.flatMapNullishOr(({ episodeId }) => episodeOf(registry.get(episodeAtom(episodeId)))),
      Option.map(({ timeline }) => timeline),
      Option.getOrUndefined
    )
})
