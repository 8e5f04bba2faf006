import * as SeededRandom from "../SeededRandom.ts"

/** Position of a segment in its episode: `index` from 0 among `count`. */
export interface SegmentPosition {
  readonly index: number
  readonly count: number
}

/** Named lists of phrases, each phrase of which is handed out once. */
export interface PhrasePool {
  /** The next phrase of a list, its asterisk replaced by `name`; undefined when the list is used up. */
  take(list: string, phrases: ReadonlyArray<string>, name?: string): string | undefined
}

/** A segment's own share of every list, so that segments written independently do not repeat a phrase. */
export const make = (seed: string, { index, count }: SegmentPosition): PhrasePool => {
  const left = new Map<string, ReadonlyArray<string>>()
  return {
    take: (list, phrases, name = "") => {
      const shares = Math.min(count, phrases.length)
      const [phrase, ...rest] =
        left.get(list) ??
        SeededRandom.shuffle(phrases, `${seed}/${list}`).filter(
          (_, i) => i % shares === index % shares
        )
      left.set(list, rest)
      return phrase?.replace("*", () => name)
    }
  }
}
