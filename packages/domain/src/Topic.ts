import { Schema } from "effect"
import { Source } from "./Source.ts"

/** Identifies a topic: a slug of lower-case letters, digits and hyphens, at most 80 characters. */
export const TopicId = Schema.String.check(
  Schema.isPattern(/^[a-z0-9][a-z0-9-]{0,79}$/, {
    message: "A topic's id is up to 80 lower-case letters, digits and hyphens."
  })
).pipe(Schema.brand("TopicId"))
export type TopicId = typeof TopicId.Type

/** A subject for an episode, and the documents about it. */
export class Topic extends Schema.Class<Topic>("aethercast/Topic")({
  id: TopicId,
  title: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(200)),
  summary: Schema.String.check(Schema.isMaxLength(600)),
  tags: Schema.Array(Schema.String.check(Schema.isMaxLength(40))).check(Schema.isMaxLength(8)),
  publishedAt: Schema.DateTimeUtcFromString,
  sources: Schema.Array(Source).check(Schema.isMaxLength(32))
}) {}

export class TopicNotFound extends Schema.TaggedError<TopicNotFound>()(
  "TopicNotFound",
  { topicId: Schema.String },
  { httpApiStatus: 404 }
) {}
