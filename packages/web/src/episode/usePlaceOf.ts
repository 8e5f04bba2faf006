import type { EpisodeId } from "@aethercast/domain/Episode"
import type { Cursor } from "@aethercast/domain/Timeline"
import { welcomeAtom } from "../connection/Welcome.ts"
import { shelfAtom } from "../listener/Shelf.ts"
import { useAtom } from "../look/Atoms.tsx"

/** Where the listener was in an episode: as this browser remembers it, else as the server does. */
export const usePlaceOf = (id: EpisodeId): Cursor | undefined => {
  const heard = useAtom(shelfAtom).find(({ episodeId }) => episodeId === id)
  const place = useAtom(welcomeAtom)?.place
  if (heard !== undefined) return heard.finished ? undefined : heard.cursor
  return place?.episodeId === id ? place.cursor : undefined
}
