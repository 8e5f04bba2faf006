import { Episode } from "@aethercast/domain/Episode"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import type { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { timeline } from "./player/AudioFixtures.ts"

export const episodeId = EpisodeId.make("a".repeat(24))

/** An episode of five minutes. By default one minute of it has been generated. */
export const episode = (status: EpisodeStatus, frames = 2500): Episode =>
  new Episode({
    id: episodeId,
    workflowId: WorkflowId.make(`episode:${episodeId}`),
    title: "Tides",
    teaser: "",
    lengthSeconds: 300,
    style: "conversation",
    status,
    notices: [],
    sources: [],
    timeline: frames === 0 ? timeline() : timeline(["0.0", frames])
  })
