/**
 * A MinHash sketch of a text (Broder 1997): 64 hashes of its runs of three words. Two sketches agree in
 * as large a share of their hashes as the texts have of all their runs in common, give or take 0.06.
 */
export const sketchOf = (text: string): ReadonlyArray<number> => {
  const sketch = new Uint32Array(size).fill(0xffffffff)
  let runs = 0
  let [first, second] = [0, 0]
  for (const [word] of text.normalize("NFKC").toLowerCase().matchAll(words)) {
    const third = hash(word)
    if (++runs > 2) {
      const run = mix(Math.imul(first, 31) + Math.imul(second, 17) + third)
      for (const [index, lowest] of sketch.entries()) {
        const value = mix(run ^ Math.imul(index + 1, 0x9e3779b1))
        if (value < lowest) sketch[index] = value
      }
    }
    first = second
    second = third
  }
  return runs < minimalWords ? [] : [...sketch]
}

/**
 * The items whose text is not nearly that of an earlier one: a copy with small edits is one, half of a
 * text is not.
 */
export const withoutNearDuplicates = <A extends { readonly sketch: ReadonlyArray<number> }>(
  items: ReadonlyArray<A>
): ReadonlyArray<A> => {
  const kept: Array<A> = []
  for (const item of items) {
    if (kept.every(({ sketch }) => similarity(sketch, item.sketch) < sameText)) kept.push(item)
  }
  return kept
}

const size = 64

/** Shorter texts have too little to compare. */
const minimalWords = 20

const sameText = 0.75

/** A character of a script without spaces counts as a word. */
const words = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]|[\p{L}\p{N}]+/gu

const similarity = (left: ReadonlyArray<number>, right: ReadonlyArray<number>): number =>
  left.length === 0 ? 0 : left.filter((value, index) => value === right[index]).length / size

/** FNV-1a. */
const hash = (text: string): number => {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  return value >>> 0
}

/** Spreads 32 bits evenly (lowbias32 of Chris Wellons). */
const mix = (seed: number): number => {
  let value = seed
  value = Math.imul(value ^ (value >>> 16), 0x7feb352d)
  value = Math.imul(value ^ (value >>> 15), 0x846ca68b)
  return (value ^ (value >>> 16)) >>> 0
}
