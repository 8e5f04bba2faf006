import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import type { Cursor } from "@aethercast/domain/Timeline"
import { welcomeAtom } from "../connection/Handshake.ts"
import { shelfAtom } from "../listener/ListeningHistory.ts"
import { useAtom } from "../ui/useAtomValue.ts"

/** Where to resume an episode: this browser's history first, then the server's record. */
export const useResumeCursor = (id: EpisodeId): Cursor | undefined => {
  const heard = useAtom(shelfAtom).find(({ episodeId }) => episodeId === id)
  const position = useAtom(welcomeAtom)?.position
  if (heard !== undefined) return heard.finished ? undefined : heard.cursor
  return position?.episodeId === id ? position.cursor : undefined
}
