import { Effect, Schema, SchemaIssue, SchemaTransformation } from "effect"
import { HostCount, hostCount, hostRanges } from "./Hosts.ts"
import { Focus, LengthSeconds, Subject, TopicWords, WebAddress } from "./EpisodeRequest.ts"
import { Language } from "./Language.ts"
import { DocumentId } from "./ListenerDocument.ts"
import { Style } from "./Script.ts"
import { TopicId } from "./Topic.ts"

/** A text to read, of at most 50,000 characters; a longer one can be uploaded as a document. */
const GivenText = Schema.Trim.check(
  Schema.isMinLength(2, { message: "The text is empty." }),
  Schema.isMaxLength(50_000, {
    message: "A text has at most 50,000 characters here: upload a longer one as a document."
  })
)

const described = <S extends Schema.Top>(schema: S, description: string) =>
  schema.pipe(Schema.optionalKey, Schema.annotateKey({ description }))

const Wire = Schema.Struct({
  topicId: described(TopicId, "The id of a topic on the landing page."),
  topic: described(TopicWords, "Or a topic in your own words."),
  url: described(WebAddress, "Or the address of a page or file to read."),
  text: described(GivenText, "Or the text to read."),
  documentId: described(DocumentId, "Or the id of a document that was uploaded."),
  withWeb: described(
    Schema.Boolean,
    "Whether other sources about it are read, too; for `url`, `text` and `documentId`."
  ),
  focus: described(
    Focus,
    "What matters to you about it, in your own words: what it means for whom, a period, or figures."
  ),
  lengthSeconds: LengthSeconds.pipe(Schema.withDecodingDefaultKey(Effect.succeed(180))),
  style: Style.pipe(Schema.withDecodingDefaultKey(Effect.succeed("conversation" as const))),
  hosts: described(
    HostCount,
    "How many hosts; by default one for a lecture, and two otherwise. A conversation, an interview and a debate have at least two."
  ),
  language: Language.pipe(Schema.withDecodingDefaultKey(Effect.succeed("en")))
}).annotate({ messageUnexpectedKey: "Unknown field." })

const { Address, Document, Known, Words } = Subject.cases

/** What a podcast is to be about: a subject, or a text, which becomes a document. */
export const PodcastSubject = Schema.Union([
  Known,
  Words,
  Address,
  Document,
  Schema.TaggedStruct("Text", { text: GivenText, withWeb: Schema.Boolean })
])
export type PodcastSubject = typeof PodcastSubject.Type

/**
 * A request for a podcast: `{ topicId }`, `{ topic }`, `{ url }`, `{ text }` or `{ documentId }`,
 * optionally with focus, length, style, number of hosts and language.
 */
export const PodcastRequest = Wire.pipe(
  Schema.decodeTo(
    Schema.toType(
      Schema.Struct({
        subject: PodcastSubject,
        focus: Schema.optionalKey(Focus),
        lengthSeconds: LengthSeconds,
        style: Style,
        hosts: Schema.optionalKey(HostCount),
        language: Language
      })
    ),
    SchemaTransformation.transformEffect({
      decode: ({ documentId, text, topic, topicId, url, withWeb, ...rest }) => {
        const [subject, ...others] = subjectsOf({ documentId, text, topic, topicId, url, withWeb })
        const { hosts, style } = rest
        if (hosts !== undefined && hosts !== hostCount(style, hosts)) {
          return Effect.fail(new SchemaIssue.InvalidValue({ message: hostsAllowed(style) }))
        }
        return subject === undefined || others.length > 0
          ? Effect.fail(
              new SchemaIssue.InvalidValue({
                message: "Give one of topicId, topic, url, text and documentId."
              })
            )
          : Effect.succeed({ ...rest, subject })
      },
      encode: ({ subject, ...rest }) => Effect.succeed({ ...rest, ...fieldsOf(subject) })
    })
  )
)
export type PodcastRequest = typeof PodcastRequest.Type

const hostsAllowed = (style: Style): string => {
  const { fewest, most } = hostRanges[style]
  const article = /^[aeiou]/.test(style) ? "An" : "A"
  return fewest === most
    ? `${article} ${style} has one host.`
    : `${article} ${style} has ${fewest} to ${most} hosts.`
}

interface Fields {
  readonly topicId?: TopicId | undefined
  readonly topic?: string | undefined
  readonly url?: string | undefined
  readonly text?: string | undefined
  readonly documentId?: DocumentId | undefined
  readonly withWeb?: boolean | undefined
}

const subjectsOf = ({
  documentId,
  text,
  topic,
  topicId,
  url,
  withWeb = false
}: Fields): ReadonlyArray<PodcastSubject> => [
  ...(topicId === undefined ? [] : [{ _tag: "Known" as const, topicId }]),
  ...(topic === undefined ? [] : [{ _tag: "Words" as const, words: topic }]),
  ...(url === undefined ? [] : [{ _tag: "Address" as const, url, withWeb }]),
  ...(text === undefined ? [] : [{ _tag: "Text" as const, text, withWeb }]),
  ...(documentId === undefined ? [] : [{ _tag: "Document" as const, documentId, withWeb }])
]

const fieldsOf = (subject: PodcastSubject) => {
  switch (subject._tag) {
    case "Known":
      return { topicId: subject.topicId }
    case "Words":
      return { topic: subject.words }
    case "Address":
      return { url: subject.url, withWeb: subject.withWeb }
    case "Text":
      return { text: subject.text, withWeb: subject.withWeb }
    case "Document":
      return { documentId: subject.documentId, withWeb: subject.withWeb }
  }
}
