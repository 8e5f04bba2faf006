import { isOver } from "@aethercast/domain/EpisodeStatus"
import type { OrderedEpisode } from "@aethercast/domain/OrderedEpisode"
import { DateTime } from "effect"
import { DownloadLink } from "../episode/DownloadLink.tsx"
import { historyAtom } from "../listener/ListeningHistory.ts"
import { usePageServices } from "../PageServices.ts"
import { episodePath } from "../routing/Route.ts"
import { Link } from "../routing/Router.tsx"
import { Cover } from "../ui/Cover.tsx"
import { clockTime } from "../ui/DurationText.ts"
import { useAtomValue } from "../ui/useAtomValue.ts"
import { DeleteButton } from "./DeleteButton.tsx"

/** One episode of the list: where it stands, and what can be done with it. */
export const EpisodeItem = ({ ordered }: { readonly ordered: OrderedEpisode }) => {
  const { episode, madeSeconds, orderedAt, position } = ordered
  const { mine, requests } = usePageServices()
  const entry = useAtomValue(historyAtom).find(({ episodeId }) => episodeId === episode.id)
  const isBegun = position !== undefined && entry?.finished !== true
  const action = isBegun
    ? entry === undefined
      ? "Resume"
      : `Resume at ${clockTime(entry.seconds)}`
    : "Listen"
  return (
    <li class="my-episode">
      <Cover title={episode.title} src={episode.cover} />
      <div class="my-episode-text">
        <Link to={episodePath(episode.id)} class="my-episode-title">
          {episode.title}
        </Link>
        <p class="text-quiet">
          {day.format(DateTime.toDate(orderedAt))} · {clockTime(madeSeconds)}
          {isOver(episode.status) ? "" : ` of ${clockTime(episode.lengthSeconds)}`}
          {episode.status._tag === "Failed" && " · could not be finished"}
          {episode.status._tag === "Cancelled" && " · stopped"}
        </p>
      </div>
      <div class="my-episode-actions">
        <button
          type="button"
          class="button button-primary"
          aria-label={`${action}: ${episode.title}`}
          onClick={() => requests.resume(episode.id, position)}
        >
          {action}
        </button>
        <DownloadLink episode={episode} />
        <DeleteButton
          label={`Delete ${episode.title}`}
          question="Delete it for good?"
          onDelete={mine.delete(episode.id)}
        />
      </div>
    </li>
  )
}

const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" })
