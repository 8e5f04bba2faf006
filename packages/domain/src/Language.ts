import { Schema } from "effect"

/** A language by its two-letter code (ISO 639-1): `en`, `de`. */
export const Language = Schema.String.check(
  Schema.isPattern(/^[a-z]{2}$/, { message: "A language is a code of two letters, such as en." })
)
export type Language = typeof Language.Type
