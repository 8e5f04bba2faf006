import { usePageServices } from "../PageServices.ts"
import { Back15, Forward15, Pause, Play } from "../ui/Icons.tsx"
import { isActive, type Playback } from "./Playback.ts"
import { skipSeconds } from "./PlaybackSettings.ts"

/** Back, play or pause, and forward. */
export const TransportControls = ({ playback }: { readonly playback: Playback }) => {
  const { player } = usePageServices()
  const active = isActive(playback)
  return (
    <div class="transport-controls">
      <button
        type="button"
        class="icon-button"
        aria-label={`Back ${skipSeconds} seconds`}
        onClick={() => player.skip(-skipSeconds)}
      >
        <Back15 />
      </button>
      <button
        type="button"
        class={
          playback.phase === "waiting"
            ? "icon-button icon-button-primary is-waiting"
            : "icon-button icon-button-primary"
        }
        aria-label={active ? "Pause" : "Play"}
        onClick={() => player.toggle()}
      >
        {active ? <Pause /> : <Play />}
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={`Forward ${skipSeconds} seconds`}
        onClick={() => player.skip(skipSeconds)}
      >
        <Forward15 />
      </button>
    </div>
  )
}
