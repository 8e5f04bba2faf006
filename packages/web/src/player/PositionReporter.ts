import type { Episode } from "@aethercast/domain/Episode"
import { Effect } from "effect"
import type { AtomRegistry } from "effect/reactivity"
import type { ListenerClient } from "../connection/ListenerClient.ts"
import { episodeAtom, episodeOf } from "../episode/EpisodeSubscription.ts"
import { historyAtom } from "../listener/ListeningHistory.ts"
import { requestedEpisodeAtom } from "../listener/RequestedEpisode.ts"
import type { Player } from "./Player.ts"

/** Interval of reports during playback. */
const intervalMillis = 5000

/** Reports the listener's position to the server and records it in this browser's history. */
export const reportPosition = (
  player: Player,
  registry: AtomRegistry.AtomRegistry,
  client: ListenerClient["Service"]
): void => {
  const { audio } = player
  let reportedAt = 0

  const report = () => {
    const position = player.listeningPosition()
    // An episode that was only cued has not been listened to.
    if (position === undefined || audio.played.length === 0) return
    reportedAt = performance.now()
    Effect.runFork(
      client.rpc
        .Report({
          position,
          playing: !audio.paused,
          heard: player.takeHeard()
        })
        .pipe(Effect.ignoreCause)
    )
    const episode = episodeOf(registry.get(episodeAtom(position.episodeId)))
    const requested = registry.get(requestedEpisodeAtom(position.episodeId))
    const title = episode?.title ?? requested?.preview.title
    const cover = episode?.cover ?? requested?.preview.cover
    const lengthSeconds = episode?.lengthSeconds ?? requested?.request.lengthSeconds
    if (title === undefined || lengthSeconds === undefined) return
    registry.set(historyAtom, {
      episodeId: position.episodeId,
      title,
      ...(cover !== undefined && { cover }),
      cursor: position.cursor,
      seconds: audio.currentTime,
      lengthSeconds,
      finished: audio.ended || (episode !== undefined && isStub(episode))
    })
  }

  for (const name of ["playing", "pause", "seeked", "ended"]) audio.addEventListener(name, report)
  audio.addEventListener("timeupdate", () => {
    if (!audio.paused && performance.now() - reportedAt > intervalMillis) report()
  })
  addEventListener("pagehide", report)
  player.onUnload = report
}

/** An episode that failed before it told anything is not to be continued. */
const isStub = ({ status, timeline }: Episode): boolean =>
  status._tag === "Failed" && timeline.lines.every(({ passages }) => passages.length === 0)
