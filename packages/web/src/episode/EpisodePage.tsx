import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { useContext, useEffect } from "preact/hooks"
import { welcomeAtom } from "../connection/Handshake.ts"
import { requestedEpisodeAtom } from "../listener/RequestedEpisode.ts"
import { usePageServices } from "../PageServices.ts"
import { playbackAtom } from "../player/Playback.ts"
import { AtomRegistryContext } from "../ui/AtomRegistryContext.ts"
import { MessagePage } from "../ui/MessagePage.tsx"
import { useAtomValue } from "../ui/useAtomValue.ts"
import { ChapterList } from "./ChapterList.tsx"
import { EpisodeSummary } from "./EpisodeSummary.tsx"
import { episodeAtom, episodeOf, isNotFound } from "./EpisodeSubscription.ts"
import { RetryButton } from "./RetryButton.tsx"
import { SteeringPanel } from "../steering/SteeringPanel.tsx"
import { SourceList } from "./SourceList.tsx"
import { PendingTranscript, Transcript } from "./Transcript.tsx"
import { useResumeCursor } from "./useResumeCursor.ts"

/** One episode: its summary and status, transcript, sources and chapters. */
export const EpisodePage = ({ id }: { readonly id: EpisodeId }) => {
  const result = useAtomValue(episodeAtom(id))
  const requested = useAtomValue(requestedEpisodeAtom(id))
  const episode = episodeOf(result)
  const title = episode?.title ?? requested?.preview.title
  useDocumentTitle(title)
  useCued(id, episode !== undefined)

  if (requested?.outcome._tag === "Rejected") {
    return (
      <MessagePage title="This episode could not be started" text={requested.outcome.reason}>
        <RetryButton id={id} preview={requested.preview} />
      </MessagePage>
    )
  }
  if (isNotFound(result) && requested?.outcome._tag !== "Pending") {
    return (
      <MessagePage
        title="Episode not found"
        text="It may have been removed, or its address is incomplete."
      />
    )
  }
  if (title === undefined) return <MessagePage title="Loading the episode…" />

  return (
    <article class="episode">
      <EpisodeSummary id={id} episode={episode} preview={requested?.preview ?? { title }} />
      <div class="episode-content">
        {episode === undefined ? (
          <PendingTranscript />
        ) : (
          <>
            <SteeringPanel episode={episode} />
            <Transcript episode={episode} />
            <SourceList episode={episode} />
          </>
        )}
      </div>
      {episode !== undefined && <ChapterList episode={episode} />}
    </article>
  )
}

const useDocumentTitle = (title: string | undefined) => {
  useEffect(() => {
    document.title = title === undefined ? "Aethercast" : `${title} · Aethercast`
  }, [title])
}

/** Cues an episode that was opened by its address, if the player is empty. */
const useCued = (id: EpisodeId, isLoaded: boolean) => {
  const { player } = usePageServices()
  const registry = useContext(AtomRegistryContext)
  const isWelcomed = useAtomValue(welcomeAtom) !== undefined
  const resumeAt = useResumeCursor(id)
  useEffect(() => {
    if (isLoaded && isWelcomed && registry.get(playbackAtom) === undefined) player.cue(id, resumeAt)
  }, [id, isLoaded, isWelcomed])
}
