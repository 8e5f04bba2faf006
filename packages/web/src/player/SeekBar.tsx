import { useState } from "preact/hooks"
import type { Chapter } from "../episode/ChapterMarkers.ts"
import { spoken } from "../ui/DurationText.ts"

/** The episode as a line: what was heard, what has been made, and what is still to come. Seconds. */
export const SeekBar = (props: {
  readonly position: number
  readonly made: number
  readonly total: number
  readonly chapters: ReadonlyArray<Chapter>
  readonly seek: (seconds: number) => void
}) => {
  const { chapters, made, position, seek, total } = props
  const [dragged, setDragged] = useState<number | undefined>()
  const at = dragged ?? position
  const share = (seconds: number) => `${total > 0 ? Math.min(100, (seconds / total) * 100) : 0}%`
  return (
    <div class="seek-bar" style={{ "--filled": share(at), "--generated": share(made) }}>
      <div class="seek-track" aria-hidden="true">
        {chapters.slice(1).map(({ index, seconds }) => (
          <span key={index} class="seek-chapter" style={{ left: share(seconds) }} />
        ))}
      </div>
      <input
        type="range"
        aria-label="Position"
        aria-valuetext={`${spoken(at)} of ${spoken(total)}, ${spoken(made)} made`}
        min="0"
        max={Math.max(1, Math.ceil(total))}
        step="1"
        value={Math.floor(at)}
        onInput={(event) => setDragged(Math.min(event.currentTarget.valueAsNumber, made))}
        onChange={(event) => {
          setDragged(undefined)
          seek(event.currentTarget.valueAsNumber)
        }}
      />
    </div>
  )
}
