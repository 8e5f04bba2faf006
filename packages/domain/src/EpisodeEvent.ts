import { Schema } from "effect"
import { Clip } from "./Clip.ts"
import { CutSegment, Episode } from "./Episode.ts"
import { EpisodeStatus } from "./EpisodeStatus.ts"
import { PassageId, Source } from "./Source.ts"
import { ChapterDirection } from "./Steering.ts"
import { SteeringCommand, SteeringOutcome } from "./SteeringCommand.ts"
import { AsideId, DropReason, LineId, TimelineLine } from "./Timeline.ts"

/**
 * A change of an episode. The changes of an episode are numbered from 1 and stored in order: its state
 * is what `EpisodeState` makes of them. `Snapshot` is the state for a subscriber who joins.
 */
export const EpisodeEvent = Schema.TaggedUnion({
  Snapshot: { episode: Episode },
  StatusChanged: { status: EpisodeStatus },
  Noticed: { notice: Schema.String },
  /** The title of what the listener gave, once it was read. */
  Titled: { title: Schema.String },
  CoverPainted: { cover: Schema.String, alt: Schema.optionalKey(Schema.String) },
  SourcesFound: { sources: Schema.Array(Source), material: Schema.optionalKey(Schema.String) },
  ChapterOpened: { chapter: Schema.Natural, title: Schema.String },
  /** A line is being spoken. It follows the line `after`, or the last one. */
  LineStarted: { line: TimelineLine, after: Schema.optionalKey(LineId) },
  LineFinished: { lineId: LineId, clip: Clip },
  /** A listener gave a command, and this was decided. */
  Steered: { command: SteeringCommand, outcome: SteeringOutcome },
  /** A chapter is being written, in this direction. */
  ChapterDirected: { chapter: Schema.Natural, direction: ChapterDirection },
  /** A chapter was written, and will be heard. It quotes these passages. */
  ChapterWritten: { chapter: Schema.Natural, passages: Schema.Array(PassageId) },
  /** A chapter was spoken. Its clips were this long, in seconds, before any of them was dropped. */
  ChapterSpoken: { chapter: Schema.Natural, seconds: Schema.Finite },
  /** A segment of the outline could not be written to its end. */
  SegmentCut: { segment: Schema.Natural, cut: CutSegment },
  /** Nothing will be added to the aside any more. */
  AsideClosed: { aside: AsideId },
  /** The lines are not, or no longer, part of the episode. */
  LinesDropped: { lineIds: Schema.Array(LineId), reason: DropReason }
})
export type EpisodeEvent = typeof EpisodeEvent.Type
