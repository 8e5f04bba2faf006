import { Schema } from "effect"
import { useDesk } from "../AppContext.ts"
import { useAtom } from "../ui/useAtomValue.ts"
import { Rate, rateAtom, rates } from "./Playback.ts"

const isRate = Schema.is(Rate)

export const RateControl = () => {
  const { player } = useDesk()
  const rate = useAtom(rateAtom)
  return (
    <select
      class="playback-rate"
      aria-label="Speed"
      value={String(rate)}
      onChange={(event) => {
        const chosen = Number(event.currentTarget.value)
        if (isRate(chosen)) player.setRate(chosen)
      }}
    >
      {rates.map((each) => (
        <option key={each} value={String(each)}>
          {each}×
        </option>
      ))}
    </select>
  )
}
