import type { Episode } from "@aethercast/domain/Episode"
import type { ListeningPosition } from "@aethercast/domain/ListeningPosition"
import { Effect } from "effect"
import type { AtomRegistry } from "effect/reactivity"
import { connectionStateAtom } from "../connection/ConnectionState.ts"
import type { ListenerClient } from "../connection/ListenerClient.ts"
import { episodeAtom, episodeOf } from "../episode/EpisodeSubscription.ts"
import { add, historyAtom } from "../listener/ListeningHistory.ts"
import { requestedEpisodeAtom } from "../listener/RequestedEpisode.ts"
import type { Player } from "./Player.ts"

/** Interval of reports during playback, in milliseconds. */
const intervalMillis = 5000
/** The same while something is inserted after what plays, which is planned from the playhead. */
const steeredMillis = 1000

/**
 * Reports the listener's position to the server and records it in this browser's history: on a timer,
 * since a player that waits for audio has no events. Returns the effect that reports now.
 */
export const reportPosition = (
  player: Player,
  registry: AtomRegistry.AtomRegistry,
  client: ListenerClient["Service"]
): Effect.Effect<void> => {
  const { audio } = player
  let reportedAt = 0

  const send = Effect.suspend(() => {
    const position = player.listeningPosition()
    // An episode that was only cued has not been listened to.
    if (position === undefined || audio.played.length === 0) return Effect.void
    reportedAt = performance.now()
    remember(position)
    return client.rpc
      .Report({
        position,
        playing: !audio.paused,
        heard: player.takeHeard()
      })
      .pipe(Effect.timeout("5 seconds"), Effect.ignoreCause)
  })
  const report = () => {
    Effect.runFork(send)
  }

  const remember = ({ cursor, episodeId }: ListeningPosition) => {
    const episode = episodeOf(registry.get(episodeAtom(episodeId)))
    const requested = registry.get(requestedEpisodeAtom(episodeId))
    const title = episode?.title ?? requested?.preview.title
    const cover = episode?.cover ?? requested?.preview.cover
    const lengthSeconds = episode?.lengthSeconds ?? requested?.request.lengthSeconds
    if (title === undefined || lengthSeconds === undefined) return
    const entry = {
      episodeId,
      title,
      ...(cover !== undefined && { cover }),
      cursor,
      seconds: audio.currentTime,
      lengthSeconds,
      finished: audio.ended || (episode !== undefined && isStub(episode))
    }
    registry.set(historyAtom, (history) => add(history, entry))
  }

  const interval = (): number => {
    const episodeId = player.listeningPosition()?.episodeId
    const episode = episodeId && episodeOf(registry.get(episodeAtom(episodeId)))
    const isSteered = episode?.steering.asides.some(({ isClosed }) => !isClosed) ?? false
    return isSteered ? steeredMillis : intervalMillis
  }

  for (const name of ["playing", "pause", "seeked", "ended"]) audio.addEventListener(name, report)
  setInterval(() => {
    if (!audio.paused && performance.now() - reportedAt >= interval()) report()
  }, steeredMillis)
  registry.subscribe(connectionStateAtom, (state) => {
    if (state === "open") report()
  })
  addEventListener("pagehide", report)
  player.onUnload = report
  return send
}

/** A failed episode without a line from its sources: there is nothing to continue. */
const isStub = ({ status, timeline }: Episode): boolean =>
  status._tag === "Failed" && timeline.lines.every(({ passages }) => passages.length === 0)
