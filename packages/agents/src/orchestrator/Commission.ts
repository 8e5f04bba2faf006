import { Episode } from "@aethercast/domain/Episode"
import { EpisodeRequest } from "@aethercast/domain/EpisodeRequest"
import { EpisodeStatus } from "@aethercast/domain/EpisodeStatus"
import { hostCount } from "@aethercast/domain/Hosts"
import { depthOf } from "@aethercast/domain/Script"
import { Snippet } from "@aethercast/domain/Snippet"
import { PassageId, Source } from "@aethercast/domain/Source"
import { none, Steering } from "@aethercast/domain/Steering"
import { empty, Timeline } from "@aethercast/domain/Timeline"
import { Cast, castHosts } from "@aethercast/domain/Voice"
import { WorkflowId } from "@aethercast/domain/Workflow"
import { Effect, Schema } from "effect"
import { CoverStandIn } from "../images/CoverPainter.ts"
import { BlobId } from "../store/Blobs.ts"
import { defaultCast } from "../voice/Casting.ts"
import { drawnCover, fewerHosts } from "./ListenerMessages.ts"

/** What the episode of a fork has from its original. */
export class ForkOrigin extends Schema.Class<ForkOrigin>("aethercast/ForkOrigin")({
  /** The chapters that it shares. */
  timeline: Timeline,
  sources: Schema.Array(Source),
  material: BlobId,
  /** Passages that it leaves alone while there are others. */
  said: Schema.Array(PassageId),
  /** Of its own chapters: see `Direction`. */
  depth: Schema.Int,
  weights: Schema.Record(Schema.String, Schema.Finite)
}) {}

/** The input of an episode's workflow. */
export class Commission extends Schema.Class<Commission>("aethercast/Commission")({
  request: EpisodeRequest,
  /** The snippet that was clicked, or one that stands for the listener's words. */
  snippet: Snippet,
  /** Path of the topic's cover on this server. */
  cover: Schema.optionalKey(Schema.String),
  coverAlt: Schema.optionalKey(Schema.String),
  /** Why it is drawn, where an image model should have painted it. */
  coverStandIn: Schema.optionalKey(CoverStandIn),
  cast: Cast.pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(defaultCast)),
    Schema.withConstructorDefault(Effect.succeed(defaultCast))
  ),
  /** Of a fork. */
  origin: Schema.optionalKey(ForkOrigin)
}) {}

/** The workflow that generates the episode `id`. */
export const workflowIdOf = (id: string): WorkflowId => WorkflowId.make(`episode:${id}`)

/** An episode before anything of it is generated. */
export const newEpisode = ({
  cast,
  cover,
  coverAlt,
  coverStandIn,
  origin,
  request,
  snippet
}: Commission): Episode => {
  const hosts = castHosts(cast).length
  return new Episode({
    id: request.id,
    workflowId: workflowIdOf(request.id),
    title: snippet.title,
    teaser: snippet.teaser,
    ...(request.focus !== undefined && { focus: request.focus }),
    lengthSeconds: request.lengthSeconds,
    style: request.style,
    language: request.language,
    cast,
    ...(cover !== undefined && { cover }),
    ...(coverAlt !== undefined && { coverAlt }),
    status: EpisodeStatus.cases.Starting.make({}),
    notices: [
      ...(coverStandIn === undefined ? [] : [drawnCover(coverStandIn)]),
      ...(hosts < hostCount(request.style, request.hosts) ? [fewerHosts(hosts)] : [])
    ],
    sources: origin?.sources ?? snippet.sources,
    timeline: origin?.timeline ?? empty,
    steering: new Steering({
      ...none,
      depth: origin?.depth ?? depthOf(request.style),
      weights: origin?.weights ?? {}
    }),
    ...(origin !== undefined && { material: origin.material })
  })
}
