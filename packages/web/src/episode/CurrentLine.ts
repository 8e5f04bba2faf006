import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { lineAt, type LineId } from "@aethercast/domain/Timeline"
import { Option } from "effect"
import { Atom } from "effect/reactivity"
import { loadedAtom } from "../player/Playback.ts"
import { toFrames } from "../player/FrameLayout.ts"
import { episodeAtom, episodeOf } from "./EpisodeSubscription.ts"

/** The line that is being heard, while the episode is in the player. */
export const currentLineAtom = Atom.family((id: EpisodeId) =>
  Atom.make((get): LineId | undefined => {
    const loaded = get(loadedAtom)
    const episode = episodeOf(get(episodeAtom(id)))
    if (loaded?.episodeId !== id || episode === undefined) return undefined
    return Option.getOrUndefined(lineAt(episode.timeline, toFrames(loaded.position)))?.id
  })
)
