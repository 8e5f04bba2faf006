import { Language } from "@aethercast/domain/Language"
import { Voice } from "@aethercast/domain/Voice"
import { Schema } from "effect"

/** A server that speaks at `/audio/speech`, as OpenAI's does. */
export class SpeechEndpoint extends Schema.TaggedClass<SpeechEndpoint>()("SpeechEndpoint", {
  /** With the path, without a slash at its end. */
  baseUrl: Schema.String,
  /** How it is named to people. */
  provider: Schema.String,
  apiKey: Schema.Option(Schema.Redacted(Schema.String)),
  model: Schema.NonEmptyString,
  /** The preferred ones first. */
  voices: Schema.NonEmptyArray(Voice),
  languages: Schema.NonEmptyArray(Language),
  /** Dollars for a million characters. */
  price: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 10_000 }))
}) {}
