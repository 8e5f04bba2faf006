import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { useDesk } from "../AppContext.ts"
import { shelfAtom } from "../listener/ListeningHistory.ts"
import { useAtom } from "../ui/useAtomValue.ts"
import { Play } from "../ui/Icons.tsx"
import { loadedAtom } from "../player/Playback.ts"
import { clock } from "../ui/DurationText.ts"
import { useResumeCursor } from "./useResumeCursor.ts"

/** Starts an episode or goes on with it; says so while it is being heard. */
export const ListenButton = ({ id }: { readonly id: EpisodeId }) => {
  const desk = useDesk()
  const loaded = useAtom(loadedAtom)
  const heard = useAtom(shelfAtom).find(({ episodeId }) => episodeId === id)
  const resumeAt = useResumeCursor(id)
  const own = loaded?.episodeId === id ? loaded : undefined

  if (own !== undefined && (own.phase === "playing" || own.phase === "waiting")) {
    return (
      <p class="now-playing">
        <Equaliser still={own.phase === "waiting"} />
        Now playing
      </p>
    )
  }
  const at = own?.position ?? (heard?.finished === true ? 0 : (heard?.seconds ?? 0))
  const words =
    own?.phase === "ended" ? "Listen again" : at > 0 ? `Resume at ${clock(at)}` : "Listen"
  return (
    <button
      type="button"
      class="button button-primary button-large"
      onClick={() => (own === undefined ? desk.player.playAt(id, resumeAt) : desk.player.play())}
    >
      <Play />
      {words}
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
