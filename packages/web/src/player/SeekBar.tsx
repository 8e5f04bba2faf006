import { useState } from "preact/hooks"
import type { ChapterMarker } from "../episode/ChapterMarkers.ts"
import { longDuration } from "../ui/DurationText.ts"

/** A slider over the whole episode. It shows what has been played and generated, and where chapters start. */
export const SeekBar = (props: {
  /** The playhead and the lengths, in seconds. */
  readonly position: number
  readonly generated: number
  readonly total: number
  readonly chapters: ReadonlyArray<ChapterMarker>
  readonly onSeek: (seconds: number) => void
}) => {
  const { chapters, generated, onSeek, position, total } = props
  const [dragged, setDragged] = useState<number | undefined>()
  const shown = dragged ?? position
  const percent = (seconds: number) => `${total > 0 ? Math.min(100, (seconds / total) * 100) : 0}%`
  return (
    <div class="seek-bar" style={{ "--filled": percent(shown), "--generated": percent(generated) }}>
      <div class="seek-track" aria-hidden="true">
        {chapters.slice(1).map(({ index, seconds }) => (
          <span key={index} class="seek-chapter" style={{ left: percent(seconds) }} />
        ))}
      </div>
      <input
        type="range"
        aria-label="Position"
        aria-valuetext={`${longDuration(shown)} of ${longDuration(total)}, ${longDuration(generated)} ready`}
        min="0"
        max={Math.max(1, Math.ceil(total))}
        step="1"
        value={Math.floor(shown)}
        onInput={(event) => setDragged(Math.min(event.currentTarget.valueAsNumber, generated))}
        onChange={(event) => {
          setDragged(undefined)
          onSeek(event.currentTarget.valueAsNumber)
        }}
      />
    </div>
  )
}
