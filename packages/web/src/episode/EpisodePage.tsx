import type { Episode } from "@aethercast/domain/Episode"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { useContext, useEffect } from "preact/hooks"
import { welcomeAtom } from "../connection/Handshake.ts"
import { askedAtom, type Preview } from "../listener/EpisodeRequests.ts"
import { useDesk } from "../AppContext.ts"
import { Registry, useAtom } from "../ui/useAtomValue.ts"
import { Cover } from "../ui/Cover.tsx"
import { Message } from "../ui/MessagePage.tsx"
import { loadedAtom } from "../player/Playback.ts"
import { Chapters } from "./ChapterList.tsx"
import { Keep } from "./CopyLinkButton.tsx"
import { ListenButton } from "./ListenButton.tsx"
import { SourceList } from "./SourceList.tsx"
import { making, said } from "./StatusMessage.ts"
import { StatusLine } from "./StatusLine.tsx"
import { Transcript } from "./Transcript.tsx"
import { useResumeCursor } from "./useResumeCursor.ts"
import { episodeAtom, episodeOf, isMissing } from "./EpisodeSubscription.ts"

/** One episode: what it is, how far it is made, what is said in it and what that rests on. */
export const EpisodePage = ({ id }: { readonly id: EpisodeId }) => {
  const watched = useAtom(episodeAtom(id))
  const asked = useAtom(askedAtom(id))
  const episode = episodeOf(watched)
  const player = useAtom(loadedAtom)
  const loaded = player?.episodeId === id ? player : undefined
  const preview = asked?.preview
  const title = episode?.title ?? preview?.title
  useTitle(title)
  useLoaded(id, episode !== undefined)

  if (asked?.answer._tag === "Refused") {
    return (
      <Message title="This episode could not be started" words={asked.answer.reason}>
        <Again id={id} preview={asked.preview} />
      </Message>
    )
  }
  if (isMissing(watched) && asked?.answer._tag !== "Awaited") {
    return (
      <Message
        title="There is no such episode"
        words="It may have been removed, or its address is not complete."
      />
    )
  }
  if (title === undefined) return <Message title="Loading the episode…" />

  const teaser = episode?.teaser ?? preview?.teaser
  return (
    <article class="episode">
      <div class="episode-summary">
        <Cover title={preview?.title ?? title} src={episode?.cover ?? preview?.cover} />
        <div class="episode-details">
          <h1 tabIndex={-1}>{title}</h1>
          {teaser !== undefined && teaser !== "" && <p class="episode-teaser">{teaser}</p>}
          <StatusLine status={making(episode, loaded)} />
          <p class="visually-hidden" role="status">
            {said(episode?.status)}
          </p>
          {episode?.notices.map((notice) => (
            <p class="banner banner-warning" role="note" key={notice}>
              {notice}
            </p>
          ))}
          <div class="episode-actions">
            {episode?.status._tag === "Failed" && <Again id={id} preview={preview ?? { title }} />}
            <ListenButton id={id} />
            {episode !== undefined && <Keep episode={episode} />}
          </div>
        </div>
      </div>
      <div class="episode-content">
        {episode === undefined ? <Awaited /> : <Told episode={episode} />}
      </div>
      {episode !== undefined && <Chapters episode={episode} />}
    </article>
  )
}

const Told = ({ episode }: { readonly episode: Episode }) => (
  <>
    <Transcript episode={episode} />
    <SourceList episode={episode} />
  </>
)

const Awaited = () => (
  <section class="transcript" aria-label="Transcript">
    <header class="section-header">
      <h2>Transcript</h2>
    </header>
    <p class="text-quiet">The first words will stand here.</p>
  </section>
)

const Again = (props: { readonly id: EpisodeId; readonly preview: Preview }) => {
  const desk = useDesk()
  return (
    <button
      type="button"
      class="button button-primary"
      onClick={() => desk.again(props.id, props.preview)}
    >
      Try again
    </button>
  )
}

const useTitle = (title: string | undefined) => {
  useEffect(() => {
    document.title = title === undefined ? "Aethercast" : `${title} · Aethercast`
  }, [title])
}

/** An episode that is opened by its address stands ready in an empty player, where it was left. */
const useLoaded = (id: EpisodeId, known: boolean) => {
  const desk = useDesk()
  const registry = useContext(Registry)
  const greeted = useAtom(welcomeAtom) !== undefined
  const resumeAt = useResumeCursor(id)
  useEffect(() => {
    if (known && greeted && registry.get(loadedAtom) === undefined) desk.player.load(id, resumeAt)
  }, [id, known, greeted])
}
