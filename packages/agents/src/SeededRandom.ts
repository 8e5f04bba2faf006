/** Draws numbers in [0, 1), the same ones for the same seed (FNV-1a into mulberry32). */
export const dice = (seed: string): (() => number) => {
  let state = 0x811c9dc5
  for (let i = 0; i < seed.length; i++) {
    state = Math.imul(state ^ seed.charCodeAt(i), 0x01000193)
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The items in an order that the seed decides. */
export const shuffled = <A>(items: ReadonlyArray<A>, seed: string): ReadonlyArray<A> => {
  const roll = dice(seed)
  return items
    .map((item) => ({ item, lot: roll() }))
    .toSorted((a, b) => a.lot - b.lot)
    .map(({ item }) => item)
}
