import { secondsToFrames } from "@aethercast/domain/Clip"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { lineAt, type LineId } from "@aethercast/domain/Timeline"
import { Option } from "effect"
import { Atom } from "effect/reactivity"
import { playbackAtom } from "../player/Playback.ts"
import { episodeAtom, episodeOf } from "./EpisodeSubscription.ts"

/** The line at the playhead; `undefined` unless the episode is in the player. */
export const currentLineAtom = Atom.family((id: EpisodeId) =>
  Atom.make((get): LineId | undefined => {
    const playback = get(playbackAtom)
    const episode = episodeOf(get(episodeAtom(id)))
    if (playback?.episodeId !== id || episode === undefined) return undefined
    return Option.getOrUndefined(lineAt(episode.timeline, secondsToFrames(playback.position)))?.id
  })
)
