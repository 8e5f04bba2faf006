import type { Effect } from "effect"
import { createContext } from "preact"
import { useContext } from "preact/hooks"
import type { MyEpisodes } from "./history/MyEpisodes.ts"
import type { EpisodeRequests } from "./listener/EpisodeRequests.ts"
import type { Player } from "./player/Player.ts"
import type { EpisodeSteering } from "./steering/EpisodeSteering.ts"

/** What components act on. */
export interface PageServices {
  readonly player: Player
  readonly requests: EpisodeRequests
  readonly mine: MyEpisodes
  readonly steering: EpisodeSteering
  /** Asks the server for fresh snippets. */
  readonly refreshLanding: Effect.Effect<void>
}

export const PageServicesContext = createContext<PageServices | undefined>(undefined)

export const usePageServices = (): PageServices => {
  const services = useContext(PageServicesContext)
  if (services === undefined) throw new Error("PageServicesContext has no provider")
  return services
}
