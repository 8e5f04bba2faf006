import type { Episode, EpisodeStatus } from "@aethercast/domain/Episode"
import { seconds } from "@aethercast/domain/Clip"
import { totalFrames } from "@aethercast/domain/Timeline"
import type { Connection } from "../connection/Connection.ts"
import type { Loaded } from "../player/PlayerState.ts"
import { brief, clock } from "../player/Time.ts"

/** How something stands, in words for the listener. */
export interface Status {
  readonly tone: "quiet" | "busy" | "good" | "warning" | "error"
  readonly words: string
}

/** How the making of an episode stands; `loaded` when it is the one in the player. */
export const making = (episode: Episode | undefined, loaded: Loaded | undefined): Status => {
  if (episode === undefined) return { tone: "busy", words: "Starting…" }
  const made = Math.max(loaded?.made ?? 0, Math.floor(seconds(totalFrames(episode.timeline))))
  const ahead = loaded === undefined ? undefined : made - loaded.position
  switch (episode.status._tag) {
    case "Starting":
      return { tone: "busy", words: "Starting…" }
    case "Generating":
      return { tone: "busy", words: progress(episode.status.stage, made, ahead) }
    case "Resting":
      return {
        tone: "quiet",
        words:
          ahead === undefined
            ? `${clock(made)} made so far, the rest follows as you listen`
            : `${brief(ahead)} ahead, goes on by itself as you listen`
      }
    case "Complete":
      return { tone: "good", words: `Complete, ${clock(made)}` }
    case "Failed":
      return { tone: "error", words: `It could not be finished: ${episode.status.reason}` }
  }
}

const progress = (
  stage: "reading" | "planning" | "speaking",
  made: number,
  ahead: number | undefined
): string => {
  const doing = { reading: "Reading sources", planning: "Planning", speaking: "Speaking" }[stage]
  if (made === 0) return `${doing}…`
  if (ahead === undefined) return `${doing}, ${clock(made)} made so far`
  return stage === "speaking"
    ? `${brief(ahead)} ahead, still being made`
    : `${brief(ahead)} ahead, ${doing.toLowerCase()}`
}

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

/** How the playing stands; nothing where there is nothing to say beyond what the buttons show. */
export const playing = (
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
  if (episode?.status._tag === "Failed") {
    return { tone: "error", words: "This is as far as it was made" }
  }
  return {
    tone: "busy",
    words: loaded.position === 0 ? "Starting…" : "Waiting for the next words…"
  }
}
