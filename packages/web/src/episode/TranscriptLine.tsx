import { citationUrl } from "@aethercast/domain/LibraryAddress"
import { hostProfiles } from "@aethercast/domain/Hosts"
import type { TimelineLine } from "@aethercast/domain/Timeline"
import type { Citation } from "./Citations.ts"

export const TranscriptLine = (props: {
  readonly line: TimelineLine
  /** Whether it is the line at the playhead. */
  readonly current: boolean
  readonly citations: ReadonlyArray<Citation>
  /** Whether the Tab key stops at it; the arrow keys go to the others. */
  readonly isTabStop: boolean
  readonly onFocus: () => void
  readonly onPlay: () => void
  /** Asks for more about it; `undefined` when that is not possible. */
  readonly onMore: (() => void) | undefined
}) => {
  const { citations, current, isTabStop, line, onFocus, onMore, onPlay } = props
  const tabIndex = isTabStop ? 0 : -1
  return (
    <li
      class={`line line-${line.speaker}${line.aside === undefined ? "" : " line-aside"}`}
      data-line={line.id}
      aria-current={current ? "true" : undefined}
    >
      <span class="line-speaker">{hostProfiles[line.speaker].name}</span>
      {/* Not a button element: its text could not be selected. */}
      <span
        class="line-text"
        role="button"
        tabIndex={tabIndex}
        onFocus={onFocus}
        onClick={() => getSelection()?.isCollapsed !== false && onPlay()}
        onKeyDown={(event) => {
          if (event.key !== "Enter" && event.key !== " ") return
          event.preventDefault()
          onPlay()
        }}
      >
        {line.text}
      </span>
      <span class="line-sources">
        {onMore !== undefined && (
          <button
            type="button"
            class="line-more"
            tabIndex={tabIndex}
            title="Tell me more about this"
            aria-label="Tell me more about this"
            onClick={onMore}
          >
            More
          </button>
        )}
        {citations.map(({ number, source }) => (
          <a
            key={number}
            class="line-source"
            tabIndex={tabIndex}
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
