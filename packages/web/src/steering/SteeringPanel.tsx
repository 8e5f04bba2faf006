import "./steering.css"
import type { Episode } from "@aethercast/domain/Episode"
import { endedEarly } from "@aethercast/domain/EpisodeStatus"
import { useRef } from "preact/hooks"
import { currentLineAtom } from "../episode/CurrentLine.ts"
import { StatusLine } from "../episode/StatusLine.tsx"
import { usePageServices } from "../PageServices.ts"
import { isActive, playbackAtom } from "../player/Playback.ts"
import { useAtomValue } from "../ui/useAtomValue.ts"
import { asidesAhead } from "./AsideProgress.ts"
import { AsideList } from "./AsideList.tsx"
import { QuestionForm } from "./QuestionForm.tsx"
import { steeringMessageAtom } from "./SteeringState.ts"

/** How a listener changes the episode that is in the player. */
export const SteeringPanel = ({ episode }: { readonly episode: Episode }) => {
  const { player, steering } = usePageServices()
  const playback = useAtomValue(playbackAtom)
  const wasActive = useRef(false)
  const isInPlayer = playback?.episodeId === episode.id
  const current = useAtomValue(currentLineAtom(episode.id))
  const message = useAtomValue(steeringMessageAtom(episode.id))
  if (!isInPlayer || endedEarly(episode.status)) return null
  const isInAside = episode.timeline.lines.find(({ id }) => id === current)?.aside !== undefined
  const { depth } = episode.steering

  const button = (kind: Kind, label: string, disabled = false, description?: string) => (
    <button
      type="button"
      class="button button-small"
      disabled={disabled}
      title={description}
      onClick={() => steering.give(episode.id, { kind })}
    >
      {label}
    </button>
  )
  const isSilent = current === undefined
  return (
    <section class="steering" aria-label="Steer this episode">
      <div class="steering-buttons">
        {button("more", "Tell me more", isSilent, "More about the sentence that is playing")}
        {isInAside
          ? button("back", "Back to the topic")
          : button("skip", "Skip this part", isSilent, "Go on with the next part")}
        {button("simpler", "Simpler", depth <= -2, "From the next part on")}
        {button("deeper", "Deeper", depth >= 2, "From the next part on")}
        {button("thumb-up", "More like this", isSilent, "More from the sources of this sentence")}
        {button("thumb-down", "Less like this", isSilent, "Less from the sources of this sentence")}
      </div>
      <QuestionForm
        language={episode.language ?? "en"}
        onQuestion={(words) => steering.give(episode.id, { kind: "question", words })}
        // The microphone would hear the hosts.
        onListening={(listens) => {
          if (listens) {
            wasActive.current = playback !== undefined && isActive(playback)
            player.pause()
          } else if (wasActive.current) player.play()
        }}
      />
      <div role="status">{message !== undefined && <StatusLine status={message} />}</div>
      <AsideList asides={asidesAhead(episode, current)} />
    </section>
  )
}

type Kind = "more" | "skip" | "back" | "simpler" | "deeper" | "thumb-up" | "thumb-down"
