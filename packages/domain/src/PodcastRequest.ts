import { Effect, Schema, SchemaIssue, SchemaTransformation } from "effect"
import { LengthSeconds, Subject, TopicWords } from "./EpisodeRequest.ts"
import { Language } from "./Language.ts"
import { Style } from "./Script.ts"
import { TopicId } from "./Topic.ts"

const Wire = Schema.Struct({
  topicId: TopicId.pipe(
    Schema.optionalKey,
    Schema.annotateKey({ description: "The id of a topic on the landing page." })
  ),
  topic: TopicWords.pipe(
    Schema.optionalKey,
    Schema.annotateKey({ description: "Or a topic in your own words." })
  ),
  lengthSeconds: LengthSeconds.pipe(Schema.withDecodingDefaultKey(Effect.succeed(180))),
  style: Style.pipe(Schema.withDecodingDefaultKey(Effect.succeed("conversation" as const))),
  language: Language.pipe(Schema.withDecodingDefaultKey(Effect.succeed("en")))
}).annotate({ messageUnexpectedKey: "Unknown field." })

/** A request for a podcast: `{ topicId }` or `{ topic }`, optionally with length, style and language. */
export const PodcastRequest = Wire.pipe(
  Schema.decodeTo(
    Schema.toType(
      Schema.Struct({
        subject: Subject,
        lengthSeconds: LengthSeconds,
        style: Style,
        language: Language
      })
    ),
    SchemaTransformation.transformEffect({
      decode: ({ topic, topicId, ...rest }) => {
        const subject = subjectOf(topicId, topic)
        return subject === undefined
          ? Effect.fail(new SchemaIssue.InvalidValue({ message: "Give either topicId or topic." }))
          : Effect.succeed({ ...rest, subject })
      },
      encode: ({ subject, ...rest }) =>
        Effect.succeed(
          subject._tag === "Known"
            ? { ...rest, topicId: subject.topicId }
            : { ...rest, topic: subject.words }
        )
    })
  )
)
export type PodcastRequest = typeof PodcastRequest.Type

/** `undefined` when both are given, or neither. */
const subjectOf = (
  topicId: TopicId | undefined,
  words: string | undefined
): Subject | undefined => {
  if (topicId !== undefined && words === undefined) return Subject.cases.Known.make({ topicId })
  return words !== undefined && topicId === undefined
    ? Subject.cases.Words.make({ words })
    : undefined
}
