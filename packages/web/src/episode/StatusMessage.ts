import type { Episode } from "@aethercast/domain/Episode"
import type { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { framesToSeconds } from "@aethercast/domain/Clip"
import { totalFrames } from "@aethercast/domain/Timeline"
import type { Connection } from "../connection/Connection.ts"
import type { Loaded } from "../player/Playback.ts"
import { brief, clock } from "../ui/DurationText.ts"

/** How something stands, in words for the listener. */
export interface Status {
  readonly tone: "quiet" | "busy" | "good" | "warning" | "error"
  readonly words: string
}

/** How the making of an episode stands; `loaded` when it is the one in the player. */
export const making = (episode: Episode | undefined, loaded: Loaded | undefined): Status => {
  if (episode === undefined) return starting
  const made = madeOf(episode, loaded)
  const progress = `${clock(made)} of ${clock(Math.max(made, episode.lengthSeconds))} made`
  switch (episode.status._tag) {
    case "Starting":
      return starting
    case "Generating": {
      const { stage } = episode.status
      if (made === 0) return { tone: "busy", words: `${doing[stage]}…` }
      const more = stage === "speaking" ? "" : `, ${doing[stage].toLowerCase()}`
      return { tone: "busy", words: progress + more }
    }
    case "Resting":
      return isHeard(loaded)
        ? { tone: "busy", words: progress }
        : { tone: "quiet", words: `${progress}, the rest follows as you listen` }
    case "Complete":
      return { tone: "good", words: `Complete, ${clock(made)}` }
    case "Failed":
      return { tone: "error", words: `It could not be finished: ${episode.status.reason}` }
  }
}

/** How the playing stands, and how far the making is ahead of it. */
export const playing = (
  loaded: Loaded,
  episode: Episode | undefined,
  connection: Connection
): Status => trouble(loaded, episode, connection) ?? lead(loaded, episode)

/** More is said in minutes, and that it rests meanwhile is not worth a word. */
const comfortable = 100

const lead = (loaded: Loaded, episode: Episode | undefined): Status => {
  if (episode?.status._tag !== "Generating" && episode?.status._tag !== "Resting") {
    return making(episode, loaded)
  }
  const made = madeOf(episode, loaded)
  if (made === 0) return making(episode, loaded)
  const ahead = Math.max(0, made - loaded.position)
  if (episode.status._tag === "Resting" && !isHeard(loaded)) {
    return { tone: "quiet", words: `${brief(ahead)} ahead, goes on as you listen` }
  }
  return ahead < comfortable
    ? { tone: "busy", words: `${brief(ahead)} ahead, still being made` }
    : { tone: "quiet", words: `${brief(ahead)} ahead, made as you listen` }
}

/** What stands in the way of playing. */
const trouble = (
  loaded: Loaded,
  episode: Episode | undefined,
  connection: Connection
): Status | undefined => {
  if (loaded.trouble === "missing") {
    return { tone: "error", words: "The server does not know this episode any more" }
  }
  if (loaded.trouble === "unplayable") {
    return { tone: "error", words: "This browser could not play the sound" }
  }
  if (loaded.phase !== "waiting") return undefined
  if (connection === "lost") return { tone: "warning", words: "Waiting for the connection…" }
  return loaded.position === 0 || episode?.status._tag === "Failed"
    ? undefined
    : { tone: "busy", words: "Waiting for the next words…" }
}

const starting: Status = { tone: "busy", words: "Starting…" }

const doing = { reading: "Reading sources", planning: "Planning", speaking: "Speaking" } as const

const madeOf = (episode: Episode, loaded: Loaded | undefined): number =>
  Math.max(loaded?.made ?? 0, Math.floor(framesToSeconds(totalFrames(episode.timeline))))

const isHeard = (loaded: Loaded | undefined): boolean =>
  loaded?.phase === "playing" || loaded?.phase === "waiting"

/** What is read out when the status changes. */
export const said = (status: EpisodeStatus | undefined): string => {
  switch (status?._tag) {
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
  }
}
