import { Effect, Schema, SchemaIssue, SchemaTransformation } from "effect"
import { EpisodeId } from "./EpisodeId.ts"
import { LengthSeconds, Subject, TopicWords } from "./EpisodeRequest.ts"
import { Style } from "./Script.ts"
import { TopicId } from "./Topic.ts"

const Wire = Schema.Struct({
  topicId: TopicId.pipe(
    Schema.optionalKey,
    Schema.annotateKey({ description: "A topic of the landing page." })
  ),
  topic: TopicWords.pipe(
    Schema.optionalKey,
    Schema.annotateKey({ description: "Or what it should be about, in words." })
  ),
  id: EpisodeId.pipe(
    Schema.optionalKey,
    Schema.annotateKey({
      description:
        "20 to 40 lower-case letters and digits. The same id again is the same podcast; without one, every order is a new podcast."
    })
  ),
  lengthSeconds: LengthSeconds.pipe(Schema.withDecodingDefaultKey(Effect.succeed(180))),
  style: Style.pipe(Schema.withDecodingDefaultKey(Effect.succeed("conversation" as const)))
}).annotate({ messageUnexpectedKey: "There is no such field." })

/** What a program asks for: `{ topicId }` or `{ topic }`, with the manner if it matters. */
export const PodcastOrder = Wire.pipe(
  Schema.decodeTo(
    Schema.toType(
      Schema.Struct({
        id: Schema.optionalKey(EpisodeId),
        subject: Subject,
        lengthSeconds: LengthSeconds,
        style: Style
      })
    ),
    SchemaTransformation.transformEffect({
      decode: ({ topic, topicId, ...manner }) => {
        const subject = subjectOf(topicId, topic)
        return subject === undefined
          ? Effect.fail(new SchemaIssue.InvalidValue({ message: "Say either topicId or topic." }))
          : Effect.succeed({ ...manner, subject })
      },
      encode: ({ subject, ...manner }) =>
        Effect.succeed(
          subject._tag === "Known"
            ? { ...manner, topicId: subject.topicId }
            : { ...manner, topic: subject.words }
        )
    })
  )
)
export type PodcastOrder = typeof PodcastOrder.Type

/** Nothing when both are said, or neither. */
const subjectOf = (
  topicId: TopicId | undefined,
  words: string | undefined
): Subject | undefined => {
  if (topicId !== undefined && words === undefined) return Subject.cases.Known.make({ topicId })
  return words !== undefined && topicId === undefined
    ? Subject.cases.Words.make({ words })
    : undefined
}
