import { Effect, Schema } from "effect"
import { EpisodeId } from "./EpisodeId.ts"
import { HostCount } from "./Hosts.ts"
import { Language } from "./Language.ts"
import { DocumentId } from "./ListenerDocument.ts"
import { ListenerWords } from "./ListenerWords.ts"
import { Style } from "./Script.ts"
import { TopicId } from "./Topic.ts"

/** A topic in a listener's own words: 2 to 300 characters after trimming, in any script. */
export const TopicWords = ListenerWords.check(
  Schema.isMinLength(2, { message: "Describe the topic in at least two characters." }),
  Schema.isMaxLength(300, { message: "Describe the topic in at most 300 characters." })
)

/** What matters to the listener about the topic, in their own words: 2 to 200 characters after trimming. */
export const Focus = ListenerWords.check(
  Schema.isMinLength(2, { message: "Describe the focus in at least two characters." }),
  Schema.isMaxLength(200, { message: "Describe the focus in at most 200 characters." })
)

/** Length of an episode in seconds: 30 seconds to 30 minutes. */
export const LengthSeconds = Schema.Int.check(
  Schema.isBetween(
    { minimum: 30, maximum: 1800 },
    { message: "An episode lasts between 30 seconds and 30 minutes (1800 seconds)." }
  )
)

/** The address of a page or file to read: http or https, at most 2048 characters. */
export const WebAddress = Schema.Trim.check(
  Schema.isMaxLength(2048, { message: "The address is too long." }),
  Schema.makeFilter(
    (text: string) =>
      (/^https?:\/\//i.test(text) && URL.canParse(text)) ||
      "Give an address that begins with http:// or https://."
  )
)

/** How a fork differs from its original: told in other words and facts, or simpler, or deeper. */
export const ForkChange = Schema.Literals(["again", "simpler", "deeper"])
export type ForkChange = typeof ForkChange.Type

/** The first chapter of a fork that is its own; the opening, chapter 0, is always shared. */
export const ForkChapter = Schema.Int.check(
  Schema.isBetween(
    { minimum: 1, maximum: 60 },
    { message: "A fork begins at one of the chapters after the opening, from 1." }
  )
)

/**
 * What an episode is about: a topic of the landing page, a topic in the listener's own words, a page on
 * the web, or a document that the listener gave. `withWeb`: whether other sources are read as well. A
 * fork is about the same as another episode of the session, and shares what comes before `chapter`.
 */
export const Subject = Schema.TaggedUnion({
  Known: { topicId: TopicId },
  Words: { words: TopicWords },
  Address: { url: WebAddress, withWeb: Schema.Boolean },
  Document: { documentId: DocumentId, withWeb: Schema.Boolean },
  Fork: { of: EpisodeId, chapter: ForkChapter, change: ForkChange }
})
export type Subject = typeof Subject.Type

/** A listener's request for an episode. */
export class EpisodeRequest extends Schema.Class<EpisodeRequest>("aethercast/EpisodeRequest")({
  id: EpisodeId,
  subject: Subject,
  focus: Schema.optionalKey(Focus),
  lengthSeconds: LengthSeconds,
  style: Style,
  /** How many hosts; absent for as many as the style usually has. */
  hosts: Schema.optionalKey(HostCount),
  /** The language that is spoken. */
  language: Language.pipe(
    Schema.withDecodingDefaultKey(Effect.succeed("en")),
    Schema.withConstructorDefault(Effect.succeed("en"))
  )
}) {}
