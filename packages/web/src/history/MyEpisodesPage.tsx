import { Effect } from "effect"
import { useEffect } from "preact/hooks"
import { usePageServices } from "../PageServices.ts"
import { landingPath } from "../routing/Route.ts"
import { Link } from "../routing/Router.tsx"
import { useAtomValue } from "../ui/useAtomValue.ts"
import { EpisodeItem } from "./EpisodeItem.tsx"
import { LearntTaste } from "./LearntTaste.tsx"
import { myEpisodesAtom } from "./MyEpisodes.ts"
import { Following } from "./Following.tsx"
import { Subscribe } from "./Subscribe.tsx"
import { Remembered } from "./Remembered.tsx"

/** The episodes that the session has ordered, and what else is remembered of it. */
export const MyEpisodesPage = () => {
  const { mine } = usePageServices()
  const list = useAtomValue(myEpisodesAtom)
  useEffect(() => {
    document.title = "My episodes · Aethercast"
    Effect.runFork(Effect.andThen(mine.refresh, mine.refreshTaste))
  }, [mine])
  return (
    <section class="my-episodes">
      <h1 tabIndex={-1}>My episodes</h1>
      {list === undefined && <p class="text-quiet">Loading your episodes…</p>}
      {list?.episodes.length === 0 && (
        <p class="text-quiet">
          The episodes that you start are listed here. <Link to={landingPath}>Choose a topic</Link>
        </p>
      )}
      {list !== undefined && list.episodes.length > 0 && (
        <ul class="my-episodes-list">
          {list.episodes.map((ordered) => (
            <EpisodeItem key={ordered.episode.id} ordered={ordered} />
          ))}
        </ul>
      )}
      {list?.next !== undefined && (
        <button
          type="button"
          class="button button-secondary"
          onClick={() => Effect.runFork(mine.more)}
        >
          Show more
        </button>
      )}
      <Following />
      <Subscribe />
      <LearntTaste />
      <Remembered />
    </section>
  )
}
