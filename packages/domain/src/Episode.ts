import { Schema } from "effect"
import { Style } from "./Script.ts"
import { Source } from "./Source.ts"
import { Timeline, TimelineLine, Cursor, LineId } from "./Timeline.ts"
import { Clip, frameBytes } from "./Clip.ts"
import { TopicId } from "./Topic.ts"
import { WorkflowId } from "./Workflow.ts"

/**
 * Names an episode: 20 to 40 lower-case letters and digits, chosen at random by whoever asks for it,
 * so that asking again with the same id answers with the same episode.
 */
export const EpisodeId = Schema.String.check(
  Schema.isPattern(/^[a-z0-9]{20,40}$/, {
    message: "An episode's id is 20 to 40 lower-case letters and digits."
  })
).pipe(Schema.brand("EpisodeId"))
export type EpisodeId = typeof EpisodeId.Type

/** A topic in a listener's own words: 2 to 300 characters after trimming, in any script. */
export const TopicWords = Schema.Trim.check(
  Schema.isMinLength(2, { message: "Say what it should be about, in at least two characters." }),
  Schema.isMaxLength(300, { message: "Say it in at most 300 characters." })
)

/** Length of an episode in seconds: half a minute to half an hour. */
export const LengthSeconds = Schema.Int.check(
  Schema.isBetween(
    { minimum: 30, maximum: 1800 },
    { message: "An episode lasts between 30 seconds and 30 minutes (1800 seconds)." }
  )
)

/** What an episode is about: a known topic, or a listener's words. */
export const Subject = Schema.TaggedUnion({
  Known: { topicId: TopicId },
  Words: { words: TopicWords }
})
export type Subject = typeof Subject.Type

/** What a listener asks for. */
export class EpisodeRequest extends Schema.Class<EpisodeRequest>("aethercast/EpisodeRequest")({
  id: EpisodeId,
  subject: Subject,
  lengthSeconds: LengthSeconds,
  style: Style
}) {}

/** Where an episode stands. `Resting` means: far enough ahead, or nobody listens; it goes on by itself. */
export const EpisodeStatus = Schema.TaggedUnion({
  Starting: {},
  Generating: { stage: Schema.Literals(["reading", "planning", "speaking"]) },
  Resting: {},
  Complete: {},
  Failed: { reason: Schema.String.check(Schema.isMaxLength(500)) }
})
export type EpisodeStatus = typeof EpisodeStatus.Type

/** An episode as its listeners see it. */
export class Episode extends Schema.Class<Episode>("aethercast/Episode")({
  id: EpisodeId,
  workflowId: WorkflowId,
  title: Schema.String,
  teaser: Schema.String,
  lengthSeconds: LengthSeconds,
  style: Style,
  /** Path of its cover on this server, once there is one. */
  cover: Schema.optionalKey(Schema.String),
  status: EpisodeStatus,
  /** In plain words, what is not as good as it should be: shown to the listener. */
  notices: Schema.Array(Schema.String),
  sources: Schema.Array(Source),
  timeline: Timeline
}) {}

/** What changes in an episode while it is made. Applied by `EpisodeState.apply`. */
export const EpisodeEvent = Schema.TaggedUnion({
  Snapshot: { episode: Episode },
  StatusChanged: { status: EpisodeStatus },
  Noticed: { notice: Schema.String },
  CoverPainted: { cover: Schema.String },
  SourcesFound: { sources: Schema.Array(Source) },
  ChapterOpened: { chapter: Schema.Natural, title: Schema.String },
  LineStarted: { line: TimelineLine },
  LineFinished: { lineId: LineId, clip: Clip },
  /** It could not be spoken, and is not part of the episode. */
  LineLeftOut: { lineId: LineId }
})
export type EpisodeEvent = typeof EpisodeEvent.Type

/** Audio of one line: whole frames, the first of them being `frame` of the line's clip. */
export class AudioChunk extends Schema.Class<AudioChunk>("aethercast/AudioChunk")({
  line: LineId,
  frame: Schema.Natural,
  bytes: Schema.Uint8Array,
  /** Set on the last chunk of a line that was finished already; of others the timeline tells the length. */
  ended: Schema.Boolean
}) {}

/** The moment right after a chunk. */
export const cursorAfter = ({ bytes, frame, line }: AudioChunk): Cursor =>
  new Cursor({ line, frame: frame + bytes.length / frameBytes })

/** A place where a listener was. */
export class Place extends Schema.Class<Place>("aethercast/Place")({
  episodeId: EpisodeId,
  cursor: Cursor
}) {}

export class EpisodeNotFound extends Schema.TaggedError<EpisodeNotFound>()("EpisodeNotFound", {
  episodeId: Schema.String
}) {}
