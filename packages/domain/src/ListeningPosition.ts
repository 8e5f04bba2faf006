import { Schema } from "effect"
import { EpisodeId } from "./EpisodeId.ts"
import { Cursor } from "./Timeline.ts"

/** How far a listener has got, and in which episode. */
export class ListeningPosition extends Schema.Class<ListeningPosition>(
  "aethercast/ListeningPosition"
)({
  episodeId: EpisodeId,
  cursor: Cursor
}) {}
