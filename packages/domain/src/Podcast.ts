import { Schema } from "effect"
import { framesToSeconds } from "./Clip.ts"
import { type Episode, episodeHosts } from "./Episode.ts"
import { EpisodeId } from "./EpisodeId.ts"
import { EpisodeStatus } from "./EpisodeStatus.ts"
import { Focus, LengthSeconds } from "./EpisodeRequest.ts"
import { hostNames } from "./Hosts.ts"
import { browserUrl } from "./LibraryAddress.ts"
import { Style } from "./Script.ts"
import { totalFrames } from "./Timeline.ts"
import { WorkflowId } from "./Workflow.ts"

/** An episode as HTTP clients see it: everything but its lines, and links to its audio, transcript and chapters. */
export class Podcast extends Schema.Class<Podcast>("aethercast/Podcast")({
  id: EpisodeId,
  workflowId: WorkflowId,
  title: Schema.String,
  teaser: Schema.String,
  /** As it was ordered; absent without one. */
  focus: Schema.optionalKey(Focus),
  status: Schema.Literals([
    "queued",
    "starting",
    "generating",
    "resting",
    "complete",
    "failed",
    "cancelled"
  ]),
  /** How many podcasts come before this one, above ten rounded up to tens; present while the status is `queued`. */
  ahead: Schema.optionalKey(Schema.Natural),
  /** Present while the status is `generating`. */
  stage: Schema.optionalKey(Schema.Literals(["reading", "planning", "speaking"])),
  /** In plain English; present when the status is `failed` or `cancelled`. */
  reason: Schema.optionalKey(Schema.String),
  style: Style,
  /** Their names, the leading one first. */
  hosts: Schema.Array(Schema.String),
  /** The length that was requested. */
  lengthSeconds: LengthSeconds,
  /** Length of the audio that is available already. */
  madeSeconds: Schema.Finite,
  /** Degradations, in plain English. */
  notices: Schema.Array(Schema.String),
  sources: Schema.Array(
    Schema.Struct({
      title: Schema.String,
      site: Schema.String,
      /** An absolute URL, or a path on this server for a document of its library. */
      url: Schema.String
    })
  ),
  /** Paths on this server. */
  links: Schema.Struct({
    self: Schema.String,
    page: Schema.String,
    audio: Schema.String,
    transcript: Schema.String,
    subtitles: Schema.String,
    chapters: Schema.String,
    cover: Schema.optionalKey(Schema.String)
  })
}) {}

/** Path of a podcast on its server. */
export const path = (id: EpisodeId): `/${string}` => `/api/v1/podcasts/${id}`

/** `madeSeconds` of an episode that comes without its lines. */
export const fromEpisode = (
  episode: Episode,
  madeSeconds = framesToSeconds(totalFrames(episode.timeline))
): Podcast =>
  new Podcast({
    id: episode.id,
    workflowId: episode.workflowId,
    title: episode.title,
    teaser: episode.teaser,
    ...(episode.focus !== undefined && { focus: episode.focus }),
    ...statusFields(episode.status),
    style: episode.style,
    hosts: hostNames(episodeHosts(episode)),
    lengthSeconds: episode.lengthSeconds,
    madeSeconds,
    notices: episode.notices,
    sources: episode.sources.map(({ site, title, url }) => ({ title, site, url: browserUrl(url) })),
    links: {
      self: path(episode.id),
      page: `/episode/${episode.id}`,
      audio: `${path(episode.id)}/audio.mp3`,
      transcript: `${path(episode.id)}/transcript.vtt`,
      subtitles: `${path(episode.id)}/transcript.srt`,
      chapters: `${path(episode.id)}/chapters.json`,
      ...(episode.cover === undefined ? {} : { cover: episode.cover })
    }
  })

const statusFields = EpisodeStatus.match({
  Queued: ({ ahead }) => ({ status: "queued", ahead }) as const,
  Starting: () => ({ status: "starting" }) as const,
  Generating: ({ stage }) => ({ status: "generating", stage }) as const,
  Resting: () => ({ status: "resting" }) as const,
  Complete: () => ({ status: "complete" }) as const,
  Failed: ({ reason }) => ({ status: "failed", reason }) as const,
  Cancelled: ({ reason }) => ({ status: "cancelled", reason }) as const
})
