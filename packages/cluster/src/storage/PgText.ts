/**
 * JSON text as Postgres takes it for `jsonb`, which keeps neither NUL nor half of a surrogate pair:
 * each is replaced by U+FFFD. Texts of strangers, and texts that were cut to a length, may hold them.
 */
export const storable = (json: string): string =>
  json.replace(/\\(?:u(0000|d[89a-f]..)|.)/g, (escape, unfit: string | undefined) =>
    unfit === undefined ? escape : "\uFFFD"
  )
