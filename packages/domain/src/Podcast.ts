import { Schema } from "effect"
import { seconds } from "./Clip.ts"
import type { Episode } from "./Episode.ts"
import { EpisodeId } from "./EpisodeId.ts"
import { EpisodeStatus } from "./EpisodeStatus.ts"
import { LengthSeconds } from "./EpisodeRequest.ts"
import { browserUrl } from "./LibraryAddress.ts"
import { Style } from "./Script.ts"
import { totalFrames } from "./Timeline.ts"
import { WorkflowId } from "./Workflow.ts"

/** An episode as a program sees it: all but its lines, with the addresses of what is made of it. */
export class Podcast extends Schema.Class<Podcast>("aethercast/Podcast")({
  id: EpisodeId,
  workflowId: WorkflowId,
  title: Schema.String,
  teaser: Schema.String,
  status: Schema.Literals(["starting", "generating", "resting", "complete", "failed"]),
  /** While it is generated: what is being done. */
  stage: Schema.optionalKey(Schema.Literals(["reading", "planning", "speaking"])),
  /** When it failed: why, in plain words. */
  reason: Schema.optionalKey(Schema.String),
  style: Style,
  /** The length asked for. */
  lengthSeconds: LengthSeconds,
  /** What can be heard already. */
  madeSeconds: Schema.Finite,
  /** In plain words, what is not as good as it should be. */
  notices: Schema.Array(Schema.String),
  sources: Schema.Array(
    Schema.Struct({
      title: Schema.String,
      site: Schema.String,
      /** An absolute address, or a path on this server for a document of its library. */
      url: Schema.String
    })
  ),
  /** Paths on this server. */
  links: Schema.Struct({
    self: Schema.String,
    page: Schema.String,
    audio: Schema.String,
    transcript: Schema.String,
    chapters: Schema.String,
    cover: Schema.optionalKey(Schema.String)
  })
}) {}

/** Where a podcast stands on its server. */
export const path = (id: EpisodeId): `/${string}` => `/api/v1/podcasts/${id}`

export const fromEpisode = (episode: Episode): Podcast =>
  new Podcast({
    id: episode.id,
    workflowId: episode.workflowId,
    title: episode.title,
    teaser: episode.teaser,
    ...standing(episode.status),
    style: episode.style,
    lengthSeconds: episode.lengthSeconds,
    madeSeconds: seconds(totalFrames(episode.timeline)),
    notices: episode.notices,
    sources: episode.sources.map(({ site, title, url }) => ({ title, site, url: browserUrl(url) })),
    links: {
      self: path(episode.id),
      page: `/episode/${episode.id}`,
      audio: `${path(episode.id)}/audio.mp3`,
      transcript: `${path(episode.id)}/transcript.vtt`,
      chapters: `${path(episode.id)}/chapters.json`,
      ...(episode.cover === undefined ? {} : { cover: episode.cover })
    }
  })

const standing = EpisodeStatus.match({
  Starting: () => ({ status: "starting" }) as const,
  Generating: ({ stage }) => ({ status: "generating", stage }) as const,
  Resting: () => ({ status: "resting" }) as const,
  Complete: () => ({ status: "complete" }) as const,
  Failed: ({ reason }) => ({ status: "failed", reason }) as const
})
