import { useEffect } from "preact/hooks"
import { connectionAtom } from "../connection/Connection.ts"
import { chaptersOf } from "../episode/ChapterMarkers.ts"
import { playing } from "../episode/StatusMessage.ts"
import { StatusLine } from "../episode/StatusLine.tsx"
import { episodeAtom, episodeOf } from "../episode/EpisodeSubscription.ts"
import { askedAtom } from "../listener/EpisodeRequests.ts"
import { useDesk } from "../AppContext.ts"
import { useAtom } from "../ui/useAtomValue.ts"
import { Cover } from "../ui/Cover.tsx"
import { Back15, Forward15, Pause, Play } from "../ui/Icons.tsx"
import { episodePath } from "../routing/Route.ts"
import { Link } from "../routing/Router.tsx"
import { isForPage, keyCommand } from "./KeyboardShortcuts.ts"
import { LoudnessControl } from "./VolumeControl.tsx"
import { type Loaded, loadedAtom } from "./Playback.ts"
import { RateControl } from "./PlaybackRateControl.tsx"
import { SeekBar } from "./SeekBar.tsx"
import { skipSeconds } from "./MediaSessionControls.ts"
import { clock } from "../ui/DurationText.ts"

/** The player at the foot of every page, once there is something in it. */
export const PlayerBar = () => {
  const loaded = useAtom(loadedAtom)
  return loaded === undefined ? null : <Bar loaded={loaded} />
}

const Bar = ({ loaded }: { readonly loaded: Loaded }) => {
  const { player } = useDesk()
  const connection = useAtom(connectionAtom)
  const episode = episodeOf(useAtom(episodeAtom(loaded.episodeId)))
  const asked = useAtom(askedAtom(loaded.episodeId))
  const title = episode?.title ?? asked?.preview.title ?? "Episode"
  const lengthSeconds = episode?.lengthSeconds ?? asked?.request.lengthSeconds ?? loaded.made
  const complete = episode?.status._tag === "Complete"
  const total = complete ? loaded.made : Math.max(lengthSeconds, loaded.made)
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!isForPage(event)) return
      event.preventDefault()
      player.toggle()
    }
    document.addEventListener("keydown", press)
    return () => document.removeEventListener("keydown", press)
  }, [player])
  const isPlaying = loaded.phase === "playing" || loaded.phase === "waiting"

  return (
    <section
      class="player-bar"
      aria-label="Player"
      onKeyDown={(event) => {
        const command = keyCommand(event)
        if (command === undefined) return
        event.preventDefault()
        if (command === "toggle") player.toggle()
        else player.skip(command === "back" ? -skipSeconds : skipSeconds)
      }}
    >
      <SeekBar
        position={loaded.position}
        made={loaded.made}
        total={total}
        chapters={episode === undefined ? [] : chaptersOf(episode.timeline)}
        seek={(seconds) => player.seek(seconds)}
      />
      <div class="player-bar-episode">
        <Link to={episodePath(loaded.episodeId)} class="player-bar-cover" label={`Open ${title}`}>
          <Cover
            title={asked?.preview.title ?? title}
            src={episode?.cover ?? asked?.preview.cover}
          />
        </Link>
        <div class="player-bar-text">
          <p class="player-bar-title">{title}</p>
          <StatusLine status={playing(loaded, episode, connection)} />
        </div>
      </div>
      <div class="transport-controls">
        <button
          type="button"
          class="icon-button"
          aria-label={`Back ${skipSeconds} seconds`}
          onClick={() => player.skip(-skipSeconds)}
        >
          <Back15 />
        </button>
        <button
          type="button"
          class={
            loaded.phase === "waiting"
              ? "icon-button icon-button-primary is-waiting"
              : "icon-button icon-button-primary"
          }
          aria-label={isPlaying ? "Pause" : "Play"}
          onClick={() => player.toggle()}
        >
          {isPlaying ? <Pause /> : <Play />}
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={`Forward ${skipSeconds} seconds`}
          onClick={() => player.skip(skipSeconds)}
        >
          <Forward15 />
        </button>
      </div>
      <div class="player-bar-settings">
        <p class="time-display">
          <span class="time-elapsed">
            <span class="visually-hidden">Elapsed </span>
            {clock(loaded.position)}
          </span>
          <span class="time-total">
            {!complete && (
              <>
                <span class="visually-hidden">, made so far </span>
                <span class="time-generated">{clock(loaded.made)}</span>
              </>
            )}
            <span class="visually-hidden">, length </span>
            <span>{clock(total)}</span>
          </span>
        </p>
        <RateControl />
        <LoudnessControl />
      </div>
    </section>
  )
}
