import { usePageServices } from "../PageServices.ts"
import { VolumeOff, VolumeOn } from "../ui/Icons.tsx"
import { useAtomValue } from "../ui/useAtomValue.ts"
import { volumeAtom } from "./PlaybackSettings.ts"

export const VolumeControl = () => {
  const { player } = usePageServices()
  const { level, muted } = useAtomValue(volumeAtom)
  const audible = muted ? 0 : level
  return (
    <div class="volume">
      <button
        type="button"
        class="icon-button icon-button-small"
        aria-label={muted ? "Unmute" : "Mute"}
        onClick={() => player.setVolume({ level, muted: !muted })}
      >
        {audible === 0 ? <VolumeOff /> : <VolumeOn />}
      </button>
      <input
        type="range"
        aria-label="Volume"
        aria-valuetext={`${Math.round(level * 100)} percent`}
        min="0"
        max="1"
        step="0.05"
        value={audible}
        style={{ "--filled": `${audible * 100}%` }}
        onInput={(event) =>
          player.setVolume({ level: event.currentTarget.valueAsNumber, muted: false })
        }
      />
    </div>
  )
}
