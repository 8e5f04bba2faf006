import { retryEngine } from "@aethercast/cluster/EngineRetry"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import type { EpisodeActor } from "../episode/EpisodeProtocol.ts"

/** Publishes the progress of an episode through its actor. */
export const make = (actor: EpisodeActor, episodeId: EpisodeId) => {
  const event = (it: EpisodeEvent) => retryEngine(actor.Publish({ episodeId, event: it }))
  const status = (it: EpisodeStatus) => event(EpisodeEvent.cases.StatusChanged.make({ status: it }))
  return {
    event,
    status,
    generating: (stage: "reading" | "planning" | "speaking") =>
      status(EpisodeStatus.cases.Generating.make({ stage })),
    notice: (notice: string) => event(EpisodeEvent.cases.Noticed.make({ notice }))
  }
}

export type EpisodePublisher = ReturnType<typeof make>
