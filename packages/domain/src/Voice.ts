import { Schema } from "effect"
import type { Hosts } from "./Hosts.ts"
import { Speaker } from "./Script.ts"

/** A voice, described so that another one can stand in for it. */
export class Voice extends Schema.Class<Voice>("aethercast/Voice")({
  /** Unique within its provider: `slt`. */
  id: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(100)),
  gender: Schema.Literals(["female", "male", "neutral"]),
  /** Pace, in words per minute. */
  pace: Schema.Finite.check(Schema.isBetween({ minimum: 50, maximum: 400 }))
}) {}

/** The hosts of an episode and their voices. It is chosen with the episode and stays for all of it. */
export const Cast = Schema.Struct({
  host: Voice,
  guest: Schema.optionalKey(Voice),
  expert: Schema.optionalKey(Voice),
  skeptic: Schema.optionalKey(Voice)
})
export type Cast = typeof Cast.Type

/** Who hosts an episode, the leading one first. */
export const castHosts = (cast: Cast): Hosts => {
  const [first, ...others] = Speaker.literals
  return [first, ...others.filter((speaker) => cast[speaker] !== undefined)]
}

/** A speaker of the cast: the host says what was written for one who is not in it. */
export const castSpeaker = (cast: Cast, speaker: Speaker): Speaker =>
  cast[speaker] === undefined ? "host" : speaker

/** No voice of this server speaks the language. */
export class LanguageNotSpoken extends Schema.TaggedError<LanguageNotSpoken>()(
  "LanguageNotSpoken",
  { language: Schema.String, spoken: Schema.Array(Schema.String) }
) {}
