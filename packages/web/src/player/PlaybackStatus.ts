import type { Episode } from "@aethercast/domain/Episode"
import type { ConnectionState } from "../connection/ConnectionState.ts"
import { generationStatus, readySeconds, type StatusMessage } from "../episode/StatusMessage.ts"
import { shortDuration } from "../ui/DurationText.ts"
import { isActive, type Playback } from "./Playback.ts"

/** What keeps playback waiting or makes it fail; otherwise how far generation is ahead of the playhead. */
export const playbackStatus = (
  playback: Playback,
  episode: Episode | undefined,
  connection: ConnectionState
): StatusMessage => obstacle(playback, episode, connection) ?? lead(playback, episode)

/**
 * From this lead on, in seconds, the message stays the same whether generation runs or rests, so that
 * it does not flicker while the two alternate.
 */
const comfortableLead = 100

const lead = (playback: Playback, episode: Episode | undefined): StatusMessage => {
  if (episode?.status._tag !== "Generating" && episode?.status._tag !== "Resting") {
    return generationStatus(episode, playback)
  }
  const ready = readySeconds(episode, playback)
  if (ready === 0) return generationStatus(episode, playback)
  const ahead = Math.max(0, ready - playback.position)
  if (episode.status._tag === "Resting" && !isActive(playback)) {
    return { tone: "quiet", text: `${shortDuration(ahead)} ahead, continues as you listen` }
  }
  return ahead < comfortableLead
    ? { tone: "busy", text: `${shortDuration(ahead)} ahead, still being made` }
    : { tone: "quiet", text: `${shortDuration(ahead)} ahead, made as you listen` }
}

const obstacle = (
  playback: Playback,
  episode: Episode | undefined,
  connection: ConnectionState
): StatusMessage | undefined => {
  if (playback.failure === "notFound") {
    return { tone: "error", text: "This episode is no longer on the server" }
  }
  if (playback.failure === "unplayable") {
    return { tone: "error", text: "This browser could not play the audio" }
  }
  if (playback.phase !== "waiting") return undefined
  if (connection === "lost") return { tone: "warning", text: "Waiting for the connection…" }
  const tag = episode?.status._tag
  return playback.position === 0 || tag === "Queued" || tag === "Failed" || tag === "Cancelled"
    ? undefined
    : { tone: "busy", text: "Waiting for the next words…" }
}
