import { Schema } from "effect"
import { Source } from "./Source.ts"
import { TopicId } from "./Topic.ts"

/** A topic's teaser, as its card on the landing page shows it. */
export class Snippet extends Schema.Class<Snippet>("aethercast/Snippet")({
  topicId: TopicId,
  title: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(160)),
  teaser: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(400)),
  /** What its cover should show, beside its title; may be empty. */
  coverPrompt: Schema.String.check(Schema.isMaxLength(600)),
  sources: Schema.Array(Source).check(Schema.isMaxLength(32))
}) {}
