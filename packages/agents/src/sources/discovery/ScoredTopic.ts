import { Topic } from "@aethercast/domain/Topic"
import { Effect, Schema } from "effect"
import { TopicScore } from "./TopicScore.ts"

/** A topic with what it is worth. */
export class ScoredTopic extends Topic.extend<ScoredTopic>("aethercast/ScoredTopic")({
  score: TopicScore.pipe(
    Schema.withDecodingDefaultKey(Effect.succeed({ value: 0, reasons: [] })),
    Schema.withConstructorDefault(Effect.succeed({ value: 0, reasons: [] }))
  )
}) {}
