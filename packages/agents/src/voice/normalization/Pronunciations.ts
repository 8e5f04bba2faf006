import { tokenize } from "./Token.ts"

/** Words and names, and how they are written so that a voice says them right. */
export interface Pronunciations {
  /** By the first token of the word, the longest first. */
  readonly entries: ReadonlyMap<string, ReadonlyArray<Entry>>
}

interface Entry {
  readonly tokens: ReadonlyArray<string>
  readonly spoken: string
}

/** The most tokens of one entry. */
const maxTokens = 8

/** Pronunciations of a list; of two for the same word, the later one. */
export const make = (
  pairs: Iterable<readonly [written: string, spoken: string]>
): Pronunciations => {
  const spokenForms = new Map(pairs)
  const entries = new Map<string, ReadonlyArray<Entry>>()
  for (const [written, spoken] of spokenForms) {
    const tokens = tokenize(written).map(({ text }) => text)
    const [first] = tokens
    if (first === undefined || tokens.length > maxTokens) continue
    const known = [...(entries.get(first) ?? []), { tokens, spoken }]
    entries.set(
      first,
      known.toSorted((a, b) => b.tokens.length - a.tokens.length)
    )
  }
  return { entries }
}
