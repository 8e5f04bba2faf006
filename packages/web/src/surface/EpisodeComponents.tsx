import type { Episode } from "@aethercast/domain/Episode"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { Schema } from "effect"
import type { ComponentChildren } from "preact"
import { episodeAtom, episodeOf, isNotFound } from "../episode/EpisodeSubscription.ts"
import { ListenButton } from "../episode/ListenButton.tsx"
import { SourceList } from "../episode/SourceList.tsx"
import { Transcript } from "../episode/Transcript.tsx"
import { Fallback } from "../ui/Fallback.tsx"
import { useAtomValue } from "../ui/useAtomValue.ts"

interface Props {
  /** The id of an episode; not validated yet. */
  readonly episode: string
}

export const EpisodePlayer = ({ episode }: Props) => (
  <WithEpisode id={episode}>{({ id }) => <ListenButton id={id} />}</WithEpisode>
)

export const EpisodeTranscript = ({ episode }: Props) => (
  <WithEpisode id={episode}>{(loaded) => <Transcript episode={loaded} />}</WithEpisode>
)

export const EpisodeSources = ({ episode }: Props) => (
  <WithEpisode id={episode}>{(loaded) => <SourceList episode={loaded} />}</WithEpisode>
)

type Render = (episode: Episode) => ComponentChildren

const isEpisodeId = Schema.is(EpisodeId)

const WithEpisode = (props: { readonly id: string; readonly children: Render }) =>
  isEpisodeId(props.id) ? (
    <Subscribed id={props.id} render={props.children} />
  ) : (
    <Fallback label="This episode's address is invalid." />
  )

const Subscribed = ({ id, render }: { readonly id: EpisodeId; readonly render: Render }) => {
  const result = useAtomValue(episodeAtom(id))
  const episode = episodeOf(result)
  if (isNotFound(result)) return <Fallback label="This episode does not exist." />
  return episode === undefined ? <p class="text-quiet">Loading…</p> : <>{render(episode)}</>
}
