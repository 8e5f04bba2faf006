import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import type { Cursor } from "@aethercast/domain/Timeline"
import { welcomeAtom } from "../connection/Handshake.ts"
import { historyAtom } from "../listener/ListeningHistory.ts"
import { resumeCursor } from "../listener/ResumeCursor.ts"
import { useAtomValue } from "../ui/useAtomValue.ts"

/** Where to resume an episode. */
export const useResumeCursor = (id: EpisodeId): Cursor | undefined =>
  resumeCursor(id, useAtomValue(historyAtom), useAtomValue(welcomeAtom)?.position)
