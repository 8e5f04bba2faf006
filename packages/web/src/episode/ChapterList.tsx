import type { Episode } from "@aethercast/domain/Episode"
import { Cursor } from "@aethercast/domain/Timeline"
import { useDesk } from "../AppContext.ts"
import { useAtom } from "../ui/useAtomValue.ts"
import { clock } from "../ui/DurationText.ts"
import { chaptersOf } from "./ChapterMarkers.ts"
import { currentLineAtom } from "./CurrentLine.ts"

/** The chapters so far; a click goes to where one starts. */
export const Chapters = ({ episode }: { readonly episode: Episode }) => {
  const desk = useDesk()
  const line = useAtom(currentLineAtom(episode.id))
  const chapters = chaptersOf(episode.timeline)
  const current = episode.timeline.lines.find(({ id }) => id === line)?.chapter
  if (chapters.length < 2) return null
  return (
    <nav class="chapters" aria-label="Chapters">
      <h2>Chapters</h2>
      <ol>
        {chapters.map(({ first, index, seconds, title }) => (
          <li key={index}>
            <button
              type="button"
              class="chapter"
              aria-current={index === current ? "true" : undefined}
              onClick={() => desk.player.playAt(episode.id, new Cursor({ line: first, frame: 0 }))}
            >
              <span class="chapter-title">{title}</span>
              <span class="chapter-time">{clock(seconds)}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}
