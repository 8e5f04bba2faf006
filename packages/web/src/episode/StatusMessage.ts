import { framesToSeconds } from "@aethercast/domain/Clip"
import type { Episode } from "@aethercast/domain/Episode"
import type { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { totalFrames } from "@aethercast/domain/Timeline"
import { isActive, type Playback } from "../player/Playback.ts"
import { clockTime } from "../ui/DurationText.ts"

/** A status as the listener reads it. */
export interface StatusMessage {
  readonly tone: "quiet" | "busy" | "good" | "warning" | "error"
  readonly text: string
}

/** Progress of generating an episode; `playback` when the episode is in the player. */
export const generationStatus = (
  episode: Episode | undefined,
  playback: Playback | undefined
): StatusMessage => {
  if (episode === undefined) return starting
  const ready = readySeconds(episode, playback)
  const progress = `${clockTime(ready)} of ${clockTime(Math.max(ready, episode.lengthSeconds))} ready`
  switch (episode.status._tag) {
    case "Queued":
      return { tone: "busy", text: queued(episode.status.ahead) }
    case "Starting":
      return starting
    case "Generating": {
      const { stage } = episode.status
      if (ready === 0) return { tone: "busy", text: `${stageText[stage]}…` }
      const more = stage === "speaking" ? "" : `, ${stageText[stage].toLowerCase()}`
      return { tone: "busy", text: progress + more }
    }
    case "Resting":
      return playback !== undefined && isActive(playback)
        ? { tone: "busy", text: progress }
        : { tone: "quiet", text: `${progress}, the rest follows as you listen` }
    case "Complete":
      return { tone: "good", text: `Complete, ${clockTime(ready)}` }
    case "Failed":
      return { tone: "error", text: `It could not be finished: ${episode.status.reason}` }
    case "Cancelled":
      return { tone: "warning", text: cancelled(episode.status.reason) }
  }
}

/** Seconds of audio that exist, according to the episode or to what the player has received. */
export const readySeconds = (episode: Episode, playback: Playback | undefined): number =>
  Math.max(playback?.generated ?? 0, Math.floor(framesToSeconds(totalFrames(episode.timeline))))

/** What screen readers announce when the status changes. */
export const statusAnnouncement = (status: EpisodeStatus | undefined): string => {
  switch (status?._tag) {
    // Without the number, which changes all the time.
    case "Queued":
      return status.ahead === 0 ? "The episode is next in line." : "The episode waits for its turn."
    case undefined:
    case "Starting":
      return "The episode is starting."
    case "Generating":
      return "The episode is being made."
    case "Resting":
      return ""
    case "Complete":
      return "The episode is complete."
    case "Failed":
      return `The episode could not be finished: ${status.reason}`
    case "Cancelled":
      return cancelled(status.reason)
  }
}

const queued = (ahead: number): string =>
  ahead === 0 ? "Next in line" : `Waiting for its turn: ${ahead} before you`

const cancelled = (reason: string): string => `This episode was cancelled: ${reason}`

const starting: StatusMessage = { tone: "busy", text: "Starting…" }

const stageText = {
  reading: "Reading sources",
  planning: "Planning",
  speaking: "Speaking"
} as const
