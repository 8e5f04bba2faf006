import { Schema } from "effect"
import { EpisodeId } from "./EpisodeId.ts"
import { Cursor } from "./Timeline.ts"

/** The episode has no such moment: no such line, or fewer frames of it. */
export class ImpossiblePosition extends Schema.TaggedError<ImpossiblePosition>()(
  "ImpossiblePosition",
  { cursor: Cursor }
) {}

/** How far a listener has got, and in which episode. */
export class ListeningPosition extends Schema.Class<ListeningPosition>(
  "aethercast/ListeningPosition"
)({
  episodeId: EpisodeId,
  cursor: Cursor
}) {}
