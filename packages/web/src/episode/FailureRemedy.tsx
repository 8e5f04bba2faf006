import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import type { Remedy } from "@aethercast/domain/EpisodeStatus"
import type { EpisodePreview } from "../listener/RequestedEpisode.ts"
import { requestedEpisodeAtom } from "../listener/RequestedEpisode.ts"
import { SubjectForm } from "../listener/SubjectForm.tsx"
import { usePageServices } from "../PageServices.ts"
import { landingPath } from "../routing/Route.ts"
import { Link } from "../routing/Router.tsx"
import { useAtomValue } from "../ui/useAtomValue.ts"
import { RetryButton } from "./RetryButton.tsx"

/** What the listener can do about an episode that failed. */
export const FailureRemedy = (props: {
  readonly id: EpisodeId
  readonly remedy: Remedy
  readonly preview: EpisodePreview
}) => {
  const { id, preview, remedy } = props
  switch (remedy) {
    case "retry":
      return <RetryButton id={id} preview={preview} />
    case "choose":
      return (
        <Link to={landingPath} class="button button-primary">
          Choose another topic
        </Link>
      )
    case "reword":
      return <RewordForm id={id} preview={preview} />
  }
}

/** The listener's words to change: the same words would fail again. */
const RewordForm = (props: { readonly id: EpisodeId; readonly preview: EpisodePreview }) => {
  const { requests } = usePageServices()
  const requested = useAtomValue(requestedEpisodeAtom(props.id))
  const subject = requested?.request.subject
  const before = subject?._tag === "Words" ? subject.words : props.preview.title
  return (
    <SubjectForm
      label="Try other words"
      submit="Make an episode"
      initial={before}
      initialFocus={requested?.request.focus}
      onSubject={(next, preview, focus) => {
        if (next._tag === "Words" && next.words === before) {
          return "Change the words first: nothing was found with these."
        }
        requests.start(next, preview, focus)
        return undefined
      }}
    />
  )
}
