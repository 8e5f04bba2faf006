import { Schema, SchemaTransformation } from "effect"

/**
 * What a listener wrote, on one line and trimmed: control characters, line breaks among them, are spaces.
 * Postgres takes no NUL and no half of a surrogate pair, and would give back other words than it was given.
 */
export const ListenerWords = Schema.String.pipe(
  Schema.decodeTo(
    Schema.String,
    SchemaTransformation.transform({
      decode: (text) =>
        text
          .toWellFormed()
          .replaceAll(/[\p{Cc}\s]+/gu, " ")
          .trim(),
      encode: (words) => words
    })
  )
)
