import { Schema } from "effect"
import { EpisodeId } from "./EpisodeId.ts"
import { LengthSeconds } from "./EpisodeRequest.ts"
import { EpisodeStatus } from "./EpisodeStatus.ts"
import { Style } from "./Script.ts"
import { Source } from "./Source.ts"
import { SteeringField } from "./Steering.ts"
import { Timeline } from "./Timeline.ts"
import { WorkflowId } from "./Workflow.ts"

/** An episode as its listeners see it. */
export class Episode extends Schema.Class<Episode>("aethercast/Episode")({
  id: EpisodeId,
  workflowId: WorkflowId,
  title: Schema.String,
  teaser: Schema.String,
  /** The length that was requested. */
  lengthSeconds: LengthSeconds,
  style: Style,
  /** Path of the cover image on this server; absent until it has been painted. */
  cover: Schema.optionalKey(Schema.String),
  status: EpisodeStatus,
  /** Degradations, in plain English: shown to the listener. */
  notices: Schema.Array(Schema.String),
  sources: Schema.Array(Source),
  timeline: Timeline,
  steering: SteeringField
}) {}

export class EpisodeNotFound extends Schema.TaggedError<EpisodeNotFound>()("EpisodeNotFound", {
  episodeId: Schema.String
}) {}

/** The id belongs to an episode that was requested with another subject, length or style. */
export class EpisodeConflict extends Schema.TaggedError<EpisodeConflict>()("EpisodeConflict", {
  episodeId: Schema.String
}) {}
