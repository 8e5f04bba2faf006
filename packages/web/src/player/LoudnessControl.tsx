import { useDesk } from "../listener/DeskContext.ts"
import { useAtom } from "../look/Atoms.tsx"
import { Muted, Sound } from "../look/Icons.tsx"
import { loudnessAtom } from "./PlayerState.ts"

export const LoudnessControl = () => {
  const { player } = useDesk()
  const loudness = useAtom(loudnessAtom)
  const silent = loudness.muted || loudness.volume === 0
  return (
    <div class="loudness">
      <button
        type="button"
        class="round round-small"
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
        style={{ "--heard": `${loudness.muted ? 0 : loudness.volume * 100}%` }}
        onInput={(event) =>
          player.setLoudness({ volume: event.currentTarget.valueAsNumber, muted: false })
        }
      />
    </div>
  )
}
