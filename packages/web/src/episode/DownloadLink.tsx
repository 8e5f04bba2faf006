import type { Episode } from "@aethercast/domain/Episode"
import { Download } from "../ui/Icons.tsx"

/** Downloads the audio of a complete episode. */
export const DownloadLink = ({ episode }: { readonly episode: Episode }) =>
  episode.status._tag === "Complete" ? (
    <a
      class="button button-secondary button-icon"
      aria-label="Download"
      title="Download"
      href={`/api/v1/podcasts/${episode.id}/podcast.mp3`}
      download={`${episode.title}.mp3`}
    >
      <Download />
    </a>
  ) : null
