import { Effect } from "effect"
import type { AtomRegistry } from "effect/reactivity"
import type { Control } from "../connection/Client.ts"
import { episodeAtom, episodeOf } from "../episode/EpisodeSubscription.ts"
import { askedAtom } from "../listener/EpisodeRequests.ts"
import { session } from "../listener/Identifiers.ts"
import { shelfAtom } from "../listener/ListeningHistory.ts"
import type { Player } from "./Player.ts"

/** While playing, the place is told this often. */
const everySeconds = 5

/** Tells the server where the listener is, and keeps it in this browser too. */
export const report = (
  player: Player,
  registry: AtomRegistry.AtomRegistry,
  control: Control["Service"]
): void => {
  const { audio } = player
  let reported = 0

  const tell = () => {
    const position = player.listeningPosition()
    // An episode that was only opened has not been listened to.
    if (position === undefined || audio.played.length === 0) return
    reported = performance.now()
    Effect.runFork(
      control.rpc
        .Report({ session: session(), position, playing: !audio.paused })
        .pipe(Effect.ignoreCause)
    )
    const episode = episodeOf(registry.get(episodeAtom(position.episodeId)))
    const asked = registry.get(askedAtom(position.episodeId))
    const title = episode?.title ?? asked?.preview.title
    const cover = episode?.cover ?? asked?.preview.cover
    const lengthSeconds = episode?.lengthSeconds ?? asked?.request.lengthSeconds
    if (title === undefined || lengthSeconds === undefined) return
    registry.set(shelfAtom, {
      episodeId: position.episodeId,
      title,
      ...(cover !== undefined && { cover }),
      cursor: position.cursor,
      seconds: audio.currentTime,
      lengthSeconds,
      finished: audio.ended
    })
  }

  for (const name of ["playing", "pause", "seeked", "ended"]) audio.addEventListener(name, tell)
  audio.addEventListener("timeupdate", () => {
    if (!audio.paused && performance.now() - reported > everySeconds * 1000) tell()
  })
  addEventListener("pagehide", tell)
  player.leaving = tell
}
