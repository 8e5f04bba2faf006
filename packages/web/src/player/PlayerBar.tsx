import { useEffect } from "preact/hooks"
import { connectionStateAtom } from "../connection/ConnectionState.ts"
import { chapterMarkers } from "../episode/ChapterMarkers.ts"
import { episodeAtom, episodeOf } from "../episode/EpisodeSubscription.ts"
import { StatusLine } from "../episode/StatusLine.tsx"
import { requestedEpisodeAtom } from "../listener/RequestedEpisode.ts"
import { usePageServices } from "../PageServices.ts"
import { episodePath } from "../routing/Route.ts"
import { Link } from "../routing/Router.tsx"
import { Cover } from "../ui/Cover.tsx"
import { useAtomValue } from "../ui/useAtomValue.ts"
import { pageShortcutFor, type Shortcut, shortcutFor } from "./KeyboardShortcuts.ts"
import { type Playback, playbackAtom } from "./Playback.ts"
import { PlaybackRateControl } from "./PlaybackRateControl.tsx"
import { skipSeconds } from "./PlaybackSettings.ts"
import { playbackStatus } from "./PlaybackStatus.ts"
import type { Player } from "./Player.ts"
import { SeekBar } from "./SeekBar.tsx"
import { TimeDisplay } from "./TimeDisplay.tsx"
import { TransportControls } from "./TransportControls.tsx"
import { VolumeControl } from "./VolumeControl.tsx"

/** The player at the bottom of every page, while it holds an episode. */
export const PlayerBar = () => {
  const playback = useAtomValue(playbackAtom)
  return playback === undefined ? null : <Bar playback={playback} />
}

const Bar = ({ playback }: { readonly playback: Playback }) => {
  const { player } = usePageServices()
  const connection = useAtomValue(connectionStateAtom)
  const episode = episodeOf(useAtomValue(episodeAtom(playback.episodeId)))
  const requested = useAtomValue(requestedEpisodeAtom(playback.episodeId))
  const title = episode?.title ?? requested?.preview.title ?? "Episode"
  const complete = episode?.status._tag === "Complete"
  const wanted = complete ? 0 : (episode?.lengthSeconds ?? requested?.request.lengthSeconds ?? 0)
  const total = Math.max(wanted, playback.generated)
  usePageShortcuts(player)

  return (
    <section
      class="player-bar"
      aria-label="Player"
      onKeyDown={(event) => {
        const shortcut = shortcutFor(event)
        if (shortcut === undefined) return
        event.preventDefault()
        perform(player, shortcut)
      }}
    >
      <SeekBar
        position={playback.position}
        generated={playback.generated}
        total={total}
        chapters={episode === undefined ? [] : chapterMarkers(episode.timeline)}
        onSeek={(seconds) => player.seek(seconds)}
      />
      <div class="player-bar-episode">
        <Link to={episodePath(playback.episodeId)} class="player-bar-cover" label={`Open ${title}`}>
          <Cover
            title={requested?.preview.title ?? title}
            src={episode?.cover ?? requested?.preview.cover}
          />
        </Link>
        <div class="player-bar-text">
          <p class="player-bar-title">{title}</p>
          <StatusLine status={playbackStatus(playback, episode, connection)} />
        </div>
      </div>
      <TransportControls playback={playback} />
      <div class="player-bar-settings">
        <TimeDisplay
          position={playback.position}
          generated={playback.generated}
          total={total}
          complete={complete}
        />
        <PlaybackRateControl />
        <VolumeControl />
      </div>
    </section>
  )
}

/** Lets keys control playback from anywhere on the page. */
const usePageShortcuts = (player: Player) => {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const shortcut = event.defaultPrevented ? undefined : pageShortcutFor(event)
      if (shortcut === undefined) return
      event.preventDefault()
      perform(player, shortcut)
    }
    document.addEventListener("keydown", onKeyDown)
    return () => document.removeEventListener("keydown", onKeyDown)
  }, [player])
}

const perform = (player: Player, shortcut: Shortcut): void => {
  if (shortcut === "toggle") player.toggle()
  else player.skip(shortcut === "back" ? -skipSeconds : skipSeconds)
}
