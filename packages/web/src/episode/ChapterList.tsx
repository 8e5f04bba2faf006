import type { Episode } from "@aethercast/domain/Episode"
import { Cursor } from "@aethercast/domain/Timeline"
import { usePageServices } from "../PageServices.ts"
import { clockTime } from "../ui/DurationText.ts"
import { useAtomValue } from "../ui/useAtomValue.ts"
import { chapterMarkers } from "./ChapterMarkers.ts"
import { currentLineAtom } from "./CurrentLine.ts"

/** The chapters so far. A click plays from the start of a chapter. */
export const ChapterList = ({ episode }: { readonly episode: Episode }) => {
  const { player } = usePageServices()
  const currentLine = useAtomValue(currentLineAtom(episode.id))
  const markers = chapterMarkers(episode.timeline)
  const currentChapter = episode.timeline.lines.find(({ id }) => id === currentLine)?.chapter
  if (markers.length < 2) return null
  return (
    <nav class="chapters" aria-label="Chapters">
      <h2>Chapters</h2>
      <ol>
        {markers.map(({ firstLine, index, seconds, title }) => (
          <li key={index}>
            <button
              type="button"
              class="chapter"
              aria-current={index === currentChapter ? "true" : undefined}
              onClick={() => player.playFrom(episode.id, new Cursor({ line: firstLine, frame: 0 }))}
            >
              <span class="chapter-title">{title}</span>
              <span class="chapter-time">{clockTime(seconds)}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}
