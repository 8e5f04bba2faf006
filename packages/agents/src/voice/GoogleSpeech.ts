import { Language } from "@aethercast/domain/Language"
import { Voice } from "@aethercast/domain/Voice"
import { Schema } from "effect"
import { GoogleAddress } from "../google/GoogleAddress.ts"
import { GoogleKey } from "../google/GoogleKey.ts"

/** Google Cloud Text-to-Speech. */
export class GoogleSpeech extends Schema.TaggedClass<GoogleSpeech>()("GoogleSpeech", {
  /** The key is not sent without TLS. */
  address: GoogleAddress,
  key: GoogleKey,
  /** The preferred ones first; `GoogleVoiceName` says how they are named. */
  voices: Schema.NonEmptyArray(Voice),
  /** The languages of the voices that speak more than one. */
  languages: Schema.NonEmptyArray(Language),
  /** Dollars for a million characters; without it, the price on Google's list. */
  price: Schema.Option(Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 10_000 })))
}) {}

/** https://cloud.google.com/text-to-speech/docs/endpoints */
export const googleSpeechAddress = GoogleAddress.make("https://texttospeech.googleapis.com")
