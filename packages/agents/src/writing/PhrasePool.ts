import { shuffled } from "../SeededRandom.ts"

/** The place of a segment in its episode: `index` from 0 among `count`. */
export interface Place {
  readonly index: number
  readonly count: number
}

/** Lists of phrases that are handed out, none twice. */
export interface Deck {
  /** The next phrase of a list, with `name` for its asterisk; none when they are used up. */
  draw(list: string, phrases: ReadonlyArray<string>, name?: string): string | undefined
}

/** A segment's own share of every list, so that segments written apart do not repeat each other. */
export const deck = (seed: string, { index, count }: Place): Deck => {
  const left = new Map<string, ReadonlyArray<string>>()
  return {
    draw: (list, phrases, name = "") => {
      const hands = Math.min(count, phrases.length)
      const [phrase, ...rest] =
        left.get(list) ??
        shuffled(phrases, `${seed}/${list}`).filter((_, i) => i % hands === index % hands)
      left.set(list, rest)
      return phrase?.replace("*", () => name)
    }
  }
}
