import type { Episode } from "@aethercast/domain/Episode"
import type { ForkChange } from "@aethercast/domain/EpisodeRequest"
import { usePageServices } from "../PageServices.ts"
import { Branch } from "../ui/Icons.tsx"

/** The title of a chapter in the transcript, with the other versions that can be made from it on. */
export const ChapterHeading = (props: {
  readonly episode: Episode
  readonly chapter: number
  readonly title: string
}) => {
  const { chapter, episode, title } = props
  return (
    <div class="transcript-heading">
      <h3 class="transcript-chapter">{title}</h3>
      {chapter > 0 && episode.material !== undefined && (
        <ForkMenu episode={episode} chapter={chapter} title={title} />
      )}
    </div>
  )
}

const ForkMenu = ({ chapter, episode, title }: Parameters<typeof ChapterHeading>[0]) => {
  const { requests } = usePageServices()
  return (
    <details
      class="fork"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return
        event.currentTarget.open = false
        event.currentTarget.querySelector("summary")?.focus()
      }}
      onFocusOut={(event) => {
        const to = event.relatedTarget
        if (!(to instanceof Node && event.currentTarget.contains(to))) {
          event.currentTarget.open = false
        }
      }}
    >
      <summary
        class="button button-icon fork-summary"
        aria-label={`Another version from “${title}” on`}
        title="Another version from here on"
      >
        <Branch />
      </summary>
      <div class="fork-menu">
        <p class="fork-hint">A new episode with the same beginning:</p>
        {changes.map(([change, text]) => (
          <button
            key={change}
            type="button"
            class="fork-choice"
            onClick={() => requests.fork(episode, chapter, change)}
          >
            {text}
          </button>
        ))}
      </div>
    </details>
  )
}

const changes: ReadonlyArray<readonly [change: ForkChange, text: string]> = [
  ["again", "This chapter again"],
  ["simpler", "From here, simpler"],
  ["deeper", "From here, deeper"]
]
