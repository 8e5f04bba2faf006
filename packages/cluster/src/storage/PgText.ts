/**
 * Text as Postgres stores it, which takes neither NUL nor half of a surrogate pair: each is replaced
 * by U+FFFD. Text that a user wrote, or that was cut to a length, may contain them.
 */
export const storableText = (text: string): string =>
  text.toWellFormed().replaceAll("\0", replacement)

/** JSON as Postgres stores it in `jsonb`: the same for all strings in it, keys included. */
export const storableJson = (json: string): string =>
  json.replace(/\\(?:u(0000|d[89a-f]..)|.)/g, (escape, unstorable: string | undefined) =>
    unstorable === undefined ? escape : replacement
  )

const replacement = "\uFFFD"
