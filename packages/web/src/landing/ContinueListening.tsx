import { shelfAtom } from "../listener/ListeningHistory.ts"
import { useAtom } from "../ui/useAtomValue.ts"
import { Cover } from "../ui/Cover.tsx"
import { loadedAtom } from "../player/Playback.ts"
import { clock } from "../ui/DurationText.ts"
import { episodePath } from "../routing/Route.ts"
import { Link } from "../routing/Router.tsx"

/** Fewer seconds than this are not worth going on with. */
const worthwhile = 5
const most = 3

/** Episodes that the listener has not heard to their end. */
export const Continue = () => {
  const loaded = useAtom(loadedAtom)
  const unfinished = useAtom(shelfAtom)
    .filter(({ episodeId, finished, seconds }) => {
      return !finished && seconds >= worthwhile && episodeId !== loaded?.episodeId
    })
    .slice(0, most)
  if (unfinished.length === 0) return null
  return (
    <nav class="continue" aria-label="Continue listening">
      <ul>
        {unfinished.map(({ cover, episodeId, lengthSeconds, seconds, title }) => (
          <li key={episodeId}>
            <Link to={episodePath(episodeId)} class="continue-link">
              <Cover title={title} src={cover} />
              <span class="continue-text">
                <span class="continue-label">Continue listening</span>
                <span class="continue-title">{title}</span>
                <progress
                  class="continue-progress"
                  value={seconds}
                  max={Math.max(seconds, lengthSeconds)}
                  aria-label={`Heard ${clock(seconds)} of ${clock(lengthSeconds)}`}
                />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
