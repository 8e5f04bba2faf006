import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { Atom } from "effect/reactivity"
import type { StatusMessage } from "../episode/StatusMessage.ts"

/** What came of the listener's last command to an episode; `undefined` before the first one. */
export const steeringMessageAtom = Atom.family((_: EpisodeId) =>
  Atom.make<StatusMessage | undefined>(undefined).pipe(Atom.keepAlive)
)
