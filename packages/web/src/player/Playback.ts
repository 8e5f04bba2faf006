import { framesToSeconds } from "@aethercast/domain/Clip"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { Atom } from "effect/reactivity"
import type { EpisodeAudio } from "./EpisodeAudio.ts"
import * as FrameLayout from "./FrameLayout.ts"

/** State of the player while it holds an episode. */
export interface Playback {
  readonly episodeId: EpisodeId
  /** `waiting`: meant to play, but the audio has not arrived yet. */
  readonly phase: "paused" | "playing" | "waiting" | "ended"
  /** The playhead, in seconds. */
  readonly position: number
  /** Audio generated so far, in whole seconds. */
  readonly generated: number
  /** The server does not know the episode, or the browser cannot play it. */
  readonly failure: "notFound" | "unplayable" | undefined
}

/** `undefined` while the player is empty. */
export const playbackAtom = Atom.make<Playback | undefined>(undefined).pipe(Atom.keepAlive)

/** Whether the listener wants to hear it now. */
export const isActive = ({ phase }: Playback): boolean => phase === "playing" || phase === "waiting"

export const playbackOf = (episode: EpisodeAudio, audio: HTMLAudioElement): Playback => ({
  episodeId: episode.id,
  phase: phaseOf(audio),
  position: audio.currentTime,
  generated: Math.floor(framesToSeconds(FrameLayout.length(episode.layout))),
  failure: episode.notFound ? "notFound" : audio.error === null ? undefined : "unplayable"
})

const phaseOf = (audio: HTMLAudioElement): Playback["phase"] => {
  if (audio.ended) return "ended"
  if (audio.paused) return "paused"
  return audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA ? "waiting" : "playing"
}
