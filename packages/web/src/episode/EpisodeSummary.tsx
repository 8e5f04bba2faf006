import { type Episode, episodeHosts } from "@aethercast/domain/Episode"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { hostNames } from "@aethercast/domain/Hosts"
import type { EpisodePreview } from "../listener/RequestedEpisode.ts"
import { playbackAtom } from "../player/Playback.ts"
import { Cover } from "../ui/Cover.tsx"
import { useAtomValue } from "../ui/useAtomValue.ts"
import { CopyLinkButton } from "./CopyLinkButton.tsx"
import { DownloadLink } from "./DownloadLink.tsx"
import { ListenButton } from "./ListenButton.tsx"
import { FailureRemedy } from "./FailureRemedy.tsx"
import { RetryButton } from "./RetryButton.tsx"
import { StatusLine } from "./StatusLine.tsx"
import { generationStatus, statusAnnouncement } from "./StatusMessage.ts"

/** Cover, title, status and actions of an episode; from the preview until the server has sent the episode. */
export const EpisodeSummary = (props: {
  readonly id: EpisodeId
  readonly episode: Episode | undefined
  readonly preview: EpisodePreview
}) => {
  const { episode, id, preview } = props
  const current = useAtomValue(playbackAtom)
  const playback = current?.episodeId === id ? current : undefined
  const teaser = episode?.teaser ?? preview.teaser
  return (
    <div class="episode-summary">
      <Cover title={preview.title} src={episode?.cover ?? preview.cover} alt={episode?.coverAlt} />
      <div class="episode-details">
        <h1 tabIndex={-1}>{episode?.title ?? preview.title}</h1>
        {teaser !== undefined && teaser !== "" && <p class="episode-teaser">{teaser}</p>}
        {episode?.focus !== undefined && <p class="episode-focus">Focus: {episode.focus}</p>}
        {episode !== undefined && <p class="episode-hosts">With {listedHosts(episode)}</p>}
        <StatusLine status={generationStatus(episode, playback)} />
        <p class="visually-hidden" role="status">
          {statusAnnouncement(episode?.status)}
        </p>
        {noticesOf(episode).map((notice) => (
          <p class="banner banner-warning" role="note" key={notice}>
            {notice}
          </p>
        ))}
        <div class="episode-actions">
          {episode?.status._tag === "Failed" && (
            <FailureRemedy
              key={id}
              id={id}
              remedy={episode.status.remedy}
              preview={{ ...preview, title: episode.title }}
            />
          )}
          {episode?.status._tag === "Cancelled" && (
            <RetryButton id={id} preview={{ ...preview, title: episode.title }} />
          )}
          <ListenButton id={id} />
          {episode !== undefined && (
            <>
              <CopyLinkButton />
              <DownloadLink episode={episode} />
            </>
          )}
        </div>
      </div>
    </div>
  )
}

const listedHosts = (episode: Episode): string =>
  new Intl.ListFormat("en").format(hostNames(episodeHosts(episode)))

/** The notices, without what the status says as well. */
const noticesOf = (episode: Episode | undefined): ReadonlyArray<string> => {
  if (episode === undefined) return []
  const { notices, status } = episode
  return status._tag === "Failed" ? notices.filter((notice) => notice !== status.reason) : notices
}
