import type { Episode } from "@aethercast/domain/Episode"
import { Cursor, type LineId } from "@aethercast/domain/Timeline"
import { useLayoutEffect, useRef, useState } from "preact/hooks"
import { usePageServices } from "../PageServices.ts"
import { playbackAtom } from "../player/Playback.ts"
import { ArrowDown } from "../ui/Icons.tsx"
import { useAtomValue } from "../ui/useAtomValue.ts"
import { ChapterHeading } from "./ChapterHeading.tsx"
import { citations } from "./Citations.ts"
import { currentLineAtom } from "./CurrentLine.ts"
import { TranscriptLine } from "./TranscriptLine.tsx"
import { useAutoScroll } from "./useAutoScroll.ts"

/** The lines of an episode. Follows the playhead until the listener scrolls; a click on a line plays from it. */
export const Transcript = ({ episode }: { readonly episode: Episode }) => {
  const { player, steering } = usePageServices()
  const isInPlayer = useAtomValue(playbackAtom)?.episodeId === episode.id
  const [focused, setFocused] = useState<LineId | undefined>()
  const current = useAtomValue(currentLineAtom(episode.id))
  const panel = useRef<HTMLDivElement>(null)
  const { follow, following, scrollTo } = useAutoScroll(panel)
  const { chapters, lines } = episode.timeline
  const cited = citations(episode)
  const tabStop = [focused, current].find((id) => lines.some((line) => line.id === id))

  useLayoutEffect(() => {
    if (following && current !== undefined) scrollTo(`[data-line="${current}"]`)
  }, [following, current])

  const playFrom = (line: LineId) => {
    player.playFrom(episode.id, new Cursor({ line, frame: 0 }))
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
      <div
        class="transcript-panel"
        ref={panel}
        tabIndex={0}
        role="group"
        aria-label="Spoken lines"
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return
          if (moveFocus(panel.current, event.key === "ArrowDown" ? 1 : -1)) event.preventDefault()
        }}
      >
        {lines.length === 0 && <EmptyTranscript />}
        {chapters.map((title, chapter) => {
          const chapterLines = lines.filter((line) => line.chapter === chapter)
          return chapterLines.length === 0 ? null : (
            <div key={chapter}>
              <ChapterHeading episode={episode} chapter={chapter} title={title} />
              <ol class="lines">
                {chapterLines.map((line) => (
                  <TranscriptLine
                    key={line.id}
                    line={line}
                    current={line.id === current}
                    citations={line.sources.flatMap((url) => cited.get(url) ?? [])}
                    isTabStop={line.id === (tabStop ?? lines[0]?.id)}
                    onFocus={() => setFocused(line.id)}
                    onPlay={() => playFrom(line.id)}
                    onMore={
                      isInPlayer
                        ? () => steering.give(episode.id, { kind: "more", line: line.id })
                        : undefined
                    }
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

/** Moves the focus to the line before or after the one that has it; false when there is none. */
const moveFocus = (panel: HTMLElement | null, step: 1 | -1): boolean => {
  const lines = [...(panel?.querySelectorAll<HTMLElement>(".line-text") ?? [])]
  const at = lines.findIndex((line) => line === document.activeElement)
  const next = at === -1 ? undefined : lines[at + step]
  next?.focus()
  return next !== undefined
}

/** The transcript of an episode that the server has not sent yet. */
export const PendingTranscript = () => (
  <section class="transcript" aria-label="Transcript">
    <header class="section-header">
      <h2>Transcript</h2>
    </header>
    <EmptyTranscript />
  </section>
)

const EmptyTranscript = () => <p class="text-quiet">The transcript will appear here.</p>
