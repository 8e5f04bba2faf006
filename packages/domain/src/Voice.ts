import { Schema } from "effect"
import { Speaker } from "./Script.ts"

/** A voice, described so that another one can stand in for it. */
export class Voice extends Schema.Class<Voice>("aethercast/Voice")({
  /** Unique within its provider: `slt`. */
  id: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(100)),
  gender: Schema.Literals(["female", "male", "neutral"]),
  /** Pace, in words per minute. */
  pace: Schema.Finite.check(Schema.isBetween({ minimum: 50, maximum: 400 }))
}) {}

/** The voice of each host. It is chosen with the episode and stays for all of it. */
export const Cast = Schema.Record(Speaker, Voice)
export type Cast = typeof Cast.Type

/** No voice of this server speaks the language. */
export class LanguageNotSpoken extends Schema.TaggedError<LanguageNotSpoken>()(
  "LanguageNotSpoken",
  { language: Schema.String, spoken: Schema.Array(Schema.String) }
) {}
