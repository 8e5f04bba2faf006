import { useDesk } from "../AppContext.ts"
import { useAtom } from "../ui/useAtomValue.ts"
import { Muted, Sound } from "../ui/Icons.tsx"
import { loudnessAtom } from "./Playback.ts"

export const LoudnessControl = () => {
  const { player } = useDesk()
  const loudness = useAtom(loudnessAtom)
  const silent = loudness.muted || loudness.volume === 0
  return (
    <div class="volume">
      <button
        type="button"
        class="icon-button icon-button-small"
        aria-label={loudness.muted ? "Unmute" : "Mute"}
        onClick={() => player.setLoudness({ ...loudness, muted: !loudness.muted })}
      >
        {silent ? <Muted /> : <Sound />}
      </button>
      <input
        type="range"
        aria-label="Volume"
        aria-valuetext={`${Math.round(loudness.volume * 100)} percent`}
        min="0"
        max="1"
        step="0.05"
        value={loudness.muted ? 0 : loudness.volume}
        style={{ "--filled": `${loudness.muted ? 0 : loudness.volume * 100}%` }}
        onInput={(event) =>
          player.setLoudness({ volume: event.currentTarget.valueAsNumber, muted: false })
        }
      />
    </div>
  )
}
