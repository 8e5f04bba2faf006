import { Schema } from "effect"
import { usePageServices } from "../PageServices.ts"
import { useAtomValue } from "../ui/useAtomValue.ts"
import { PlaybackRate, playbackRateAtom, playbackRates } from "./PlaybackSettings.ts"

const isPlaybackRate = Schema.is(PlaybackRate)

export const PlaybackRateControl = () => {
  const { player } = usePageServices()
  const rate = useAtomValue(playbackRateAtom)
  return (
    <select
      class="playback-rate"
      aria-label="Speed"
      value={String(rate)}
      onChange={(event) => {
        const chosen = Number(event.currentTarget.value)
        if (isPlaybackRate(chosen)) player.setPlaybackRate(chosen)
      }}
    >
      {playbackRates.map((option) => (
        <option key={option} value={String(option)}>
          {option}×
        </option>
      ))}
    </select>
  )
}
