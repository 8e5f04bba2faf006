import { Schema } from "effect"
import { Clip } from "./Clip.ts"
import { Episode } from "./Episode.ts"
import { EpisodeStatus } from "./EpisodeStatus.ts"
import { Source } from "./Source.ts"
import { LineId, TimelineLine } from "./Timeline.ts"

/** A change of an episode while it is being generated. Applied by `EpisodeState.apply`. */
export const EpisodeEvent = Schema.TaggedUnion({
  Snapshot: { episode: Episode },
  StatusChanged: { status: EpisodeStatus },
  Noticed: { notice: Schema.String },
  CoverPainted: { cover: Schema.String },
  SourcesFound: { sources: Schema.Array(Source) },
  ChapterOpened: { chapter: Schema.Natural, title: Schema.String },
  LineStarted: { line: TimelineLine },
  LineFinished: { lineId: LineId, clip: Clip },
  /** The line could not be spoken and is no longer part of the episode. */
  LineLeftOut: { lineId: LineId }
})
export type EpisodeEvent = typeof EpisodeEvent.Type
