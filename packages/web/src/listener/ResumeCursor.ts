import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import type { ListeningPosition } from "@aethercast/domain/ListeningPosition"
import type { Cursor } from "@aethercast/domain/Timeline"
import type { ListeningHistory } from "./ListeningHistory.ts"

/** Where to resume an episode: from this browser's history if it is there, else from the server's record. */
export const resumeCursor = (
  id: EpisodeId,
  history: ListeningHistory,
  position: ListeningPosition | undefined
): Cursor | undefined => {
  const entry = history.find(({ episodeId }) => episodeId === id)
  if (entry !== undefined) return entry.finished ? undefined : entry.cursor
  return position?.episodeId === id ? position.cursor : undefined
}
