import { historyAtom } from "../listener/ListeningHistory.ts"
import { playbackAtom } from "../player/Playback.ts"
import { episodePath } from "../routing/Route.ts"
import { Link } from "../routing/Router.tsx"
import { Cover } from "../ui/Cover.tsx"
import { clockTime } from "../ui/DurationText.ts"
import { useAtomValue } from "../ui/useAtomValue.ts"

/** Episodes that were played for less than this, in seconds, are not offered. */
const minSeconds = 5
const maxEpisodes = 3

/** Episodes that the listener has started and not finished. */
export const ContinueListening = () => {
  const playback = useAtomValue(playbackAtom)
  const unfinished = useAtomValue(historyAtom)
    .filter(
      ({ episodeId, finished, seconds }) =>
        !finished && seconds >= minSeconds && episodeId !== playback?.episodeId
    )
    .slice(0, maxEpisodes)
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
                  aria-label={`Played ${clockTime(seconds)} of ${clockTime(lengthSeconds)}`}
                />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
