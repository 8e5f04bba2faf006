import type { Episode } from "@aethercast/domain/Episode"
import type { Source } from "@aethercast/domain/Source"
import { Cursor, type LineId, type TimelineLine } from "@aethercast/domain/Timeline"
import { useLayoutEffect, useRef } from "preact/hooks"
import { useDesk } from "../AppContext.ts"
import { useAtom } from "../ui/useAtomValue.ts"
import { ArrowDown } from "../ui/Icons.tsx"
import { currentLineAtom } from "./CurrentLine.ts"
import { numbered } from "./Citations.ts"
import { speakerNames } from "./SpeakerNames.ts"
import { useFollowing } from "./useAutoScroll.ts"

/** What is said, as it is said: follows the voice until the listener scrolls away. */
export const Transcript = ({ episode }: { readonly episode: Episode }) => {
  const desk = useDesk()
  const current = useAtom(currentLineAtom(episode.id))
  const panel = useRef<HTMLDivElement>(null)
  const { follow, following, show } = useFollowing(panel)
  const { chapters, lines } = episode.timeline
  const numbers = numbered(episode)

  useLayoutEffect(() => {
    if (following && current !== undefined) show(`[data-line="${current}"]`)
  }, [following, current])

  const go = (line: LineId) => {
    desk.player.playAt(episode.id, new Cursor({ line, frame: 0 }))
    follow()
  }

  return (
    <section class="transcript" aria-label="Transcript">
      <header class="section-header">
        <h2>Transcript</h2>
        {!following && (
          <button type="button" class="button button-small" onClick={follow}>
            <ArrowDown />
            Follow
          </button>
        )}
      </header>
      <div class="transcript-panel" ref={panel} tabIndex={0} role="group" aria-label="Spoken lines">
        {lines.length === 0 && <p class="text-quiet">The first words will stand here.</p>}
        {chapters.map((title, chapter) => {
          const own = lines.filter((line) => line.chapter === chapter)
          return own.length === 0 ? null : (
            <div key={chapter}>
              <h3 class="transcript-chapter">{title}</h3>
              <ol class="lines">
                {own.map((line) => (
                  <Line
                    key={line.id}
                    line={line}
                    current={line.id === current}
                    sources={line.sources.flatMap((url) => numbers.get(url) ?? [])}
                    go={go}
                  />
                ))}
              </ol>
            </div>
          )
        })}
      </div>
    </section>
  )
}

const Line = (props: {
  readonly line: TimelineLine
  readonly current: boolean
  readonly sources: ReadonlyArray<{ readonly number: number; readonly source: Source }>
  readonly go: (line: LineId) => void
}) => {
  const { current, go, line, sources } = props
  return (
    <li
      class={`line line-${line.speaker}`}
      data-line={line.id}
      aria-current={current ? "true" : undefined}
    >
      <span class="line-speaker">{speakerNames[line.speaker]}</span>
      <button type="button" class="line-text" onClick={() => go(line.id)}>
        {line.text}
      </button>
      <span class="line-sources">
        {sources.map(({ number, source }) => (
          <a
            key={number}
            class="line-source"
            href={source.url}
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
