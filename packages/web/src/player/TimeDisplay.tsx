import { clockTime } from "../ui/DurationText.ts"

/** Elapsed time, audio generated so far (unless the episode is complete) and total length, in seconds. */
export const TimeDisplay = (props: {
  readonly position: number
  readonly generated: number
  readonly total: number
  readonly complete: boolean
}) => (
  <p class="time-display">
    <span class="time-elapsed">
      <span class="visually-hidden">Elapsed </span>
      {clockTime(props.position)}
    </span>
    <span class="time-total">
      {!props.complete && (
        <>
          <span class="visually-hidden">, ready so far </span>
          <span class="time-generated">{clockTime(props.generated)}</span>
        </>
      )}
      <span class="visually-hidden">, length </span>
      <span>{clockTime(props.total)}</span>
    </span>
  </p>
)
