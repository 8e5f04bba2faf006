import { Schema } from "effect"
import { EpisodeId } from "./EpisodeId.ts"
import { EpisodeRequest } from "./EpisodeRequest.ts"
import { Follow } from "./Follow.ts"
import { HeardSpan } from "./HeardSpans.ts"
import { ListenerDocument } from "./ListenerDocument.ts"
import { TasteSignal } from "./Taste.ts"
import { Cursor } from "./Timeline.ts"

/** What is remembered of a session, in short. */
export const SessionSummary = Schema.Struct({
  createdAt: Schema.DateTimeUtcFromString,
  /** How many episodes it ordered, and how many it listened to. */
  ordered: Schema.Natural,
  heard: Schema.Natural,
  /** Path of its feed; whoever knows it can read the feed. */
  feed: Schema.String
})
export type SessionSummary = typeof SessionSummary.Type

/** Everything that is remembered of a session, except the contents of its episodes. */
export class SessionRecord extends Schema.Class<SessionRecord>("aethercast/SessionRecord")({
  createdAt: Schema.DateTimeUtcFromString,
  /** Not more precise than a day. */
  usedAt: Schema.DateTimeUtcFromString,
  /** Path of its feed. */
  feed: Schema.String,
  /** Its orders, oldest first, each with the path of the podcast. */
  orders: Schema.Array(
    Schema.Struct({
      orderedAt: Schema.DateTimeUtcFromString,
      path: Schema.String,
      request: EpisodeRequest
    })
  ),
  /** Where it stopped in each episode. */
  positions: Schema.Array(
    Schema.Struct({
      episodeId: EpisodeId,
      cursor: Cursor,
      heardAt: Schema.DateTimeUtcFromString
    })
  ),
  /** What it follows, oldest first. */
  follows: Schema.Array(Follow),
  /** What it uploaded, oldest first. */
  documents: Schema.Array(ListenerDocument),
  /** What it did that says what it likes, oldest first. */
  taste: Schema.Array(TasteSignal),
  /** What it heard of each episode, in frames of 24 ms. */
  heard: Schema.Array(Schema.Struct({ episodeId: EpisodeId, spans: Schema.Array(HeardSpan) }))
}) {}
