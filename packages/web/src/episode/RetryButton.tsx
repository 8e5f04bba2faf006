import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import type { EpisodePreview } from "../listener/RequestedEpisode.ts"
import { usePageServices } from "../PageServices.ts"

/** Requests a failed episode again, as a new episode. */
export const RetryButton = (props: {
  readonly id: EpisodeId
  readonly preview: EpisodePreview
}) => {
  const { requests } = usePageServices()
  return (
    <button
      type="button"
      class="button button-primary"
      onClick={() => requests.retry(props.id, props.preview)}
    >
      Try again
    </button>
  )
}
