import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import type { Cursor } from "@aethercast/domain/Timeline"
import { welcomeAtom } from "../connection/Handshake.ts"
import { historyAtom } from "../listener/ListeningHistory.ts"
import { useAtomValue } from "../ui/useAtomValue.ts"

/** Where to resume an episode: from this browser's history if it is there, else from the server's record. */
export const useResumeCursor = (id: EpisodeId): Cursor | undefined => {
  const entry = useAtomValue(historyAtom).find(({ episodeId }) => episodeId === id)
  const position = useAtomValue(welcomeAtom)?.position
  if (entry !== undefined) return entry.finished ? undefined : entry.cursor
  return position?.episodeId === id ? position.cursor : undefined
}
