import { citationUrl } from "@aethercast/domain/LibraryAddress"
import { speakerNames } from "@aethercast/domain/SpeakerNames"
import type { TimelineLine } from "@aethercast/domain/Timeline"
import type { Citation } from "./Citations.ts"

export const TranscriptLine = (props: {
  readonly line: TimelineLine
  /** Whether it is the line at the playhead. */
  readonly current: boolean
  readonly citations: ReadonlyArray<Citation>
  readonly onPlay: () => void
}) => {
  const { citations, current, line, onPlay } = props
  return (
    <li
      class={`line line-${line.speaker}`}
      data-line={line.id}
      aria-current={current ? "true" : undefined}
    >
      <span class="line-speaker">{speakerNames[line.speaker]}</span>
      <button type="button" class="line-text" onClick={onPlay}>
        {line.text}
      </button>
      <span class="line-sources">
        {citations.map(({ number, source }) => (
          <a
            key={number}
            class="line-source"
            href={citationUrl(source, line.passages)}
            target="_blank"
            rel="noopener"
            aria-label={`Source ${number}: ${source.title}`}
            title={source.title}
          >
            {number}
          </a>
        ))}
      </span>
    </li>
  )
}
