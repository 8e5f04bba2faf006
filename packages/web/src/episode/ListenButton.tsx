import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { historyAtom } from "../listener/ListeningHistory.ts"
import { usePageServices } from "../PageServices.ts"
import { isActive, playbackAtom } from "../player/Playback.ts"
import { clockTime } from "../ui/DurationText.ts"
import { Play } from "../ui/Icons.tsx"
import { useAtomValue } from "../ui/useAtomValue.ts"
import { useResumeCursor } from "./useResumeCursor.ts"

/** Plays or resumes an episode; shows "Now playing" while it plays. */
export const ListenButton = ({ id }: { readonly id: EpisodeId }) => {
  const { player } = usePageServices()
  const current = useAtomValue(playbackAtom)
  const entry = useAtomValue(historyAtom).find(({ episodeId }) => episodeId === id)
  const resumeAt = useResumeCursor(id)
  const playback = current?.episodeId === id ? current : undefined

  if (playback !== undefined && isActive(playback)) {
    return (
      <p class="now-playing">
        <Equaliser still={playback.phase === "waiting"} />
        Now playing
      </p>
    )
  }
  const seconds = playback?.position ?? (entry?.finished === true ? 0 : (entry?.seconds ?? 0))
  return (
    <button
      type="button"
      class="button button-primary button-large"
      onClick={() => (playback === undefined ? player.playFrom(id, resumeAt) : player.play())}
    >
      <Play />
      {playback?.phase === "ended"
        ? "Listen again"
        : seconds > 0
          ? `Resume at ${clockTime(seconds)}`
          : "Listen"}
    </button>
  )
}

const Equaliser = ({ still }: { readonly still: boolean }) => (
  <span class={still ? "equaliser is-still" : "equaliser"} aria-hidden="true">
    <span />
    <span />
    <span />
  </span>
)
