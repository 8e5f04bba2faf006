import { Effect, Schema, SchemaIssue, SchemaTransformation } from "effect"
import { LengthSeconds, TopicWords } from "./EpisodeRequest.ts"
import { Language } from "./Language.ts"
import { Style } from "./Script.ts"

/** Identifies what a session follows: 16 hexadecimal digits. */
export const FollowId = Schema.String.check(Schema.isPattern(/^[0-9a-f]{16}$/)).pipe(
  Schema.brand("FollowId")
)
export type FollowId = typeof FollowId.Type

/** A topic in words, of which there is an episode each day; or a feed, of which there is one of each day's newest entry. */
export const Followed = Schema.TaggedUnion({
  Topic: { words: TopicWords },
  Feed: {
    url: Schema.String.check(
      Schema.isPattern(/^https?:\/\//, { message: "A feed has an http address." }),
      Schema.isMaxLength(2048)
    )
  }
})
export type Followed = typeof Followed.Type

/** How the episodes of a topic or feed are made. */
const shape = {
  lengthSeconds: LengthSeconds,
  style: Style,
  language: Language,
  /** The IANA name of the time zone in whose mornings they are made. */
  timeZone: Schema.String.check(Schema.isMaxLength(60))
}

/** Makes a fresh episode each morning at seven. */
export class Follow extends Schema.Class<Follow>("aethercast/Follow")({
  id: FollowId,
  followed: Followed,
  ...shape
}) {}

/** It cannot be followed; `reason` is a sentence. */
export class CannotFollow extends Schema.TaggedError<CannotFollow>()("CannotFollow", {
  reason: Schema.String
}) {}

const Wire = Schema.Struct({
  topic: TopicWords.pipe(
    Schema.optionalKey,
    Schema.annotateKey({ description: "A topic in your own words." })
  ),
  feed: Followed.cases.Feed.fields.url.pipe(
    Schema.optionalKey,
    Schema.annotateKey({ description: "Or the address of an RSS, Atom, RDF or JSON feed." })
  ),
  lengthSeconds: LengthSeconds.pipe(Schema.withDecodingDefaultKey(Effect.succeed(180))),
  style: Style.pipe(Schema.withDecodingDefaultKey(Effect.succeed("conversation" as const))),
  language: Language.pipe(Schema.withDecodingDefaultKey(Effect.succeed("en"))),
  timeZone: shape.timeZone.pipe(
    Schema.withDecodingDefaultKey(Effect.succeed("UTC")),
    Schema.annotateKey({ description: "An IANA name, such as Europe/Berlin." })
  )
}).annotate({ messageUnexpectedKey: "Unknown field." })

/** What is to be followed, and how its episodes are made. */
export const FollowSettings = Schema.Struct({ followed: Followed, ...shape })
export type FollowSettings = typeof FollowSettings.Type

/** A request of a program to follow `{ topic }` or `{ feed }`. */
export const FollowRequest = Wire.pipe(
  Schema.decodeTo(
    Schema.toType(FollowSettings),
    SchemaTransformation.transformEffect({
      decode: ({ feed, topic, ...rest }) => {
        const followed = followedOf(topic, feed)
        return followed === undefined
          ? Effect.fail(new SchemaIssue.InvalidValue({ message: "Give either topic or feed." }))
          : Effect.succeed({ ...rest, followed })
      },
      encode: ({ followed, ...rest }) =>
        Effect.succeed(
          followed._tag === "Topic"
            ? { ...rest, topic: followed.words }
            : { ...rest, feed: followed.url }
        )
    })
  )
)

/** `undefined` when both are given, or neither. */
const followedOf = (words: string | undefined, url: string | undefined): Followed | undefined => {
  if (words !== undefined && url === undefined) return Followed.cases.Topic.make({ words })
  return url !== undefined && words === undefined ? Followed.cases.Feed.make({ url }) : undefined
}
