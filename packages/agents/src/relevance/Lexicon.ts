import { fileURLToPath } from "node:url"
import { Context, Effect, FileSystem, Layer } from "effect"

/** What the lexicon knows of a word. */
export interface LexiconEntry {
  /** How often the word occurs in about 200,000 words of tagged text. */
  readonly frequency: number
  /** How much of that as a noun, from 0 to 1. */
  readonly nounShare: number
  readonly related: ReadonlyArray<RelatedWord>
}

/** A word of the same meaning (strength 0.9), or for a kind of it (0.8). */
export interface RelatedWord {
  readonly word: string
  readonly strength: number
}

/**
 * English words with their frequency and their synonyms, condensed from WordNet by
 * `scripts/lexicon.mjs`: `packages/agents/lexicon/english.txt`.
 */
export class Lexicon extends Context.Service<
  Lexicon,
  {
    /** The entry of a word in any inflected form. A word that is not listed is rare and a noun. */
    find(word: string): LexiconEntry
  }
>()("@aethercast/agents/relevance/Lexicon") {
  static readonly layer = Layer.effect(
    Lexicon,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const text = yield* Effect.orDie(fs.readFileString(path))
      return Lexicon.of({ find: (word) => entryOf(text, word) })
    })
  )
}

const path = fileURLToPath(new URL("../../lexicon/english.txt", import.meta.url))

const parse = (line: string): LexiconEntry => {
  const [, frequency, percent, ...related] = line.split(" ")
  return {
    frequency: Number(frequency),
    nounShare: Number(percent) / 100,
    related: related.map((word) =>
      word.endsWith("~") ? { word: word.slice(0, -1), strength: 0.8 } : { word, strength: 0.9 }
    )
  }
}

/** "Baking" is a noun of its own and a form of "bake": related to what both are related to. */
const entryOf = (text: string, word: string): LexiconEntry => {
  const [first, ...others] = [word, ...baseForms(word)]
    .flatMap((form) => search(text, form) ?? [])
    .map(parse)
  return first === undefined
    ? { frequency: 0, nounShare: 1, related: [] }
    : { ...first, related: [first, ...others].flatMap(({ related }) => related) }
}

/** What a word may be an inflection of. */
const baseForms = (word: string): ReadonlyArray<string> =>
  inflections.flatMap(([ending, base]) => (ending.test(word) ? [word.replace(ending, base)] : []))

const inflections: ReadonlyArray<readonly [ending: RegExp, base: string]> = [
  [/(?<=..)ies$/, "y"],
  [/(?<=s|x|z|ch|sh)es$/, ""],
  [/(?<=...)s$/, ""],
  [/(?<=...)ing$/, ""],
  [/(?<=...)ing$/, "e"],
  [/(?<=...)ed$/, ""],
  [/(?<=..)d$/, ""]
]

/** Binary search: the lines of the file are sorted, and each begins with its word. */
const search = (text: string, word: string): string | undefined => {
  let low = 0
  let high = text.length
  while (low < high) {
    const start = text.lastIndexOf("\n", Math.floor((low + high) / 2) - 1) + 1
    const end = text.indexOf("\n", start)
    const line = text.slice(start, end)
    const found = line.slice(0, line.indexOf(" "))
    if (found === word) return line
    if (found < word) low = end + 1
    else high = start
  }
  return undefined
}
