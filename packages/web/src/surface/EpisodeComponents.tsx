import type { Episode } from "@aethercast/domain/Episode"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { Schema } from "effect"
import type { ComponentChildren } from "preact"
import { useAtom } from "../ui/useAtomValue.ts"
import { Note } from "../ui/ErrorBoundary.tsx"
import { ListenButton } from "../episode/ListenButton.tsx"
import { SourceList } from "../episode/SourceList.tsx"
import { Transcript } from "../episode/Transcript.tsx"
import { episodeAtom, episodeOf, isMissing } from "../episode/EpisodeSubscription.ts"

/** Parts of an episode as components of a surface, which names the episode as text. */
export const VoiceOf = ({ episode }: { readonly episode: string }) => (
  <Named episode={episode}>{(found) => <ListenButton id={found.id} />}</Named>
)

export const TranscriptOf = ({ episode }: { readonly episode: string }) => (
  <Named episode={episode}>{(found) => <Transcript episode={found} />}</Named>
)

export const SourcesOf = ({ episode }: { readonly episode: string }) => (
  <Named episode={episode}>{(found) => <SourceList episode={found} />}</Named>
)

type Draw = (episode: Episode) => ComponentChildren

const isEpisodeId = Schema.is(EpisodeId)

const Named = (props: { readonly episode: string; readonly children: Draw }) =>
  isEpisodeId(props.episode) ? (
    <Loaded id={props.episode} draw={props.children} />
  ) : (
    <Note label="This names no episode." />
  )

const Loaded = ({ draw, id }: { readonly id: EpisodeId; readonly draw: Draw }) => {
  const watched = useAtom(episodeAtom(id))
  const episode = episodeOf(watched)
  if (isMissing(watched)) return <Note label="This episode does not exist." />
  return episode === undefined ? <p class="text-quiet">Loading…</p> : <>{draw(episode)}</>
}
