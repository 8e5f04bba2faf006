import { Schema } from "effect"
import { Episode } from "./Episode.ts"
import { EpisodeId } from "./EpisodeId.ts"
import { Subject } from "./EpisodeRequest.ts"
import { Cursor } from "./Timeline.ts"

/** An episode in the list of the session that ordered it. */
export class OrderedEpisode extends Schema.Class<OrderedEpisode>("aethercast/OrderedEpisode")({
  /** Without its lines. */
  episode: Episode,
  subject: Subject,
  orderedAt: Schema.DateTimeUtcFromString,
  /** Length of the audio that is available already. */
  madeSeconds: Schema.Finite,
  /** Where the session stopped last; absent unless it has listened. */
  position: Schema.optionalKey(Cursor)
}) {}

/** A page of the list, newest first. */
export const OrderedEpisodes = Schema.Struct({
  episodes: Schema.Array(OrderedEpisode),
  /** The last episode of the page, unless it is the last of all: the next page is `before` it. */
  next: Schema.optionalKey(EpisodeId)
})
export type OrderedEpisodes = typeof OrderedEpisodes.Type
