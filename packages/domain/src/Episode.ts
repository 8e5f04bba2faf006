import { Effect, Schema } from "effect"
import { EpisodeId } from "./EpisodeId.ts"
import { Language } from "./Language.ts"
import { Focus, LengthSeconds } from "./EpisodeRequest.ts"
import { endedEarly, EpisodeStatus, isOver } from "./EpisodeStatus.ts"
import { Style } from "./Script.ts"
import { PassageId, Source } from "./Source.ts"
import { SteeringField } from "./Steering.ts"
import { Timeline } from "./Timeline.ts"
import { type Hosts, hostsOf } from "./Hosts.ts"
import { Cast, castHosts } from "./Voice.ts"
import { WorkflowId } from "./Workflow.ts"

/** What was written of a segment before its writing failed. */
export const CutSegment = Schema.Struct({
  /** Whether it is a chapter all the same: some of it may be heard. */
  isBegun: Schema.Boolean,
  /** Its estimated length. */
  seconds: Schema.Finite,
  passages: Schema.Array(PassageId)
})
export type CutSegment = typeof CutSegment.Type

/** An episode as its listeners see it. */
export class Episode extends Schema.Class<Episode>("aethercast/Episode")({
  id: EpisodeId,
  workflowId: WorkflowId,
  title: Schema.String,
  teaser: Schema.String,
  focus: Schema.optionalKey(Focus),
  /** The length that was requested. */
  lengthSeconds: LengthSeconds,
  style: Style,
  /** Absent on episodes that are older than languages and voices could be chosen. */
  language: Schema.optionalKey(Language),
  cast: Schema.optionalKey(Cast),
  /** Path of the cover image on this server; absent until it has been painted. */
  cover: Schema.optionalKey(Schema.String),
  /** Its alternative text. */
  coverAlt: Schema.optionalKey(Schema.String),
  status: EpisodeStatus,
  /** Degradations, in plain English: shown to the listener. */
  notices: Schema.Array(Schema.String),
  sources: Schema.Array(Source),
  /** Names what was read for it, once it was; what listeners ask is answered from that. */
  material: Schema.optionalKey(Schema.String),
  timeline: Timeline,
  /** By the index of the chapter, the passages that it quotes, from when it was written. */
  writtenPassages: Schema.Record(Schema.String, Schema.Array(PassageId)).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed({})),
    Schema.withConstructorDefault(Effect.succeed({}))
  ),
  /** By the index of the chapter, how long it was when it had been spoken, in seconds. */
  spokenSeconds: Schema.Record(Schema.String, Schema.Finite).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed({})),
    Schema.withConstructorDefault(Effect.succeed({}))
  ),
  /** By the index of the segment in the outline, what was written of it when that failed. */
  cutSegments: Schema.Record(Schema.String, CutSegment).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed({})),
    Schema.withConstructorDefault(Effect.succeed({}))
  ),
  steering: SteeringField
}) {}

/** Who hosts the episode, the leading one first. */
export const episodeHosts = ({ cast }: Pick<Episode, "cast">): Hosts =>
  cast === undefined ? hostsOf(2) : castHosts(cast)

/** Whether nothing will be added to the episode any more, not even an aside. */
export const isFinal = ({ status, steering }: Episode): boolean =>
  endedEarly(status) || (isOver(status) && steering.asides.every(({ isClosed }) => isClosed))

export class EpisodeNotFound extends Schema.TaggedError<EpisodeNotFound>()("EpisodeNotFound", {
  episodeId: Schema.String
}) {}

/**
 * The id belongs to an episode that was requested with another subject, focus, length or style, or was not
 * made for this session.
 */
export class EpisodeConflict extends Schema.TaggedError<EpisodeConflict>()("EpisodeConflict", {
  episodeId: Schema.String
}) {}
