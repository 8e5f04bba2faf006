/** A generator of pseudo-random values: the same seed gives the same values. */
export interface Random {
  /** A whole number from 0 to `below - 1`. */
  int(below: number): number
  /** True one time in `times`. */
  oneIn(times: number): boolean
  pick<A>(values: ReadonlyArray<A>): A
  /** From 0 to `most` values. */
  list<A>(most: number, make: () => A): ReadonlyArray<A>
  bytes(length: number): Buffer
  /** Text of up to `most` characters, some of which are special to somebody. */
  text(most: number): string
  /** The bytes with a few of them changed, moved, repeated, cut out or inserted. */
  mutate(bytes: Uint8Array): Buffer
}

export const seeded = (...seeds: ReadonlyArray<number>): Random => {
  let state = seeds.reduce((hash, seed) => Math.imul(hash ^ seed, 0x9e3779b1) + 0x7f4a7c15, 1)
  /** Mulberry32: 32 bits of state, which is plenty for one input. */
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), state | 1)
    const more = mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61))
    return (more ^ (more >>> 14)) >>> 0
  }
  const int = (below: number) => (below < 1 ? 0 : next() % below)
  const oneIn = (times: number) => int(times) === 0
  const pick = <A>(values: ReadonlyArray<A>): A => {
    const [value] = values.slice(int(values.length))
    if (value === undefined) throw new Error("There is nothing to pick from")
    return value
  }
  const list = <A>(most: number, make: () => A) => Array.from({ length: int(most + 1) }, make)
  const bytes = (length: number) => Buffer.from(Array.from({ length }, () => int(256)))
  const text = (most: number) =>
    list(most, () => (oneIn(3) ? pick(specials) : String.fromCodePoint(32 + int(95)))).join("")

  const mutateOnce = (before: Buffer): Buffer => {
    const at = int(before.length + 1)
    const end = Math.min(before.length, at + int(16))
    const [head, middle, tail] = [
      before.subarray(0, at),
      before.subarray(at, end),
      before.subarray(end)
    ]
    switch (int(6)) {
      case 0:
        return Buffer.concat([head, bytes(middle.length), tail])
      case 1:
        return Buffer.concat([head, bytes(1 + int(8)), middle, tail])
      case 2:
        return Buffer.concat([head, tail])
      case 3:
        return Buffer.concat([head, ...Array.from({ length: 1 + int(64) }, () => middle), tail])
      case 4:
        return Buffer.concat([tail, middle, head])
      default:
        return Buffer.concat([head, Buffer.from(pick(specials)), middle, tail])
    }
  }
  return {
    int,
    oneIn,
    pick,
    list,
    bytes,
    text,
    mutate: (original) =>
      Array.from({ length: 1 + int(4) }).reduce<Buffer>(mutateOnce, Buffer.from(original))
  }
}

const specials = [
  "\0",
  "\r\n",
  "\n\n",
  "\t",
  " ".repeat(64),
  "%00",
  "%2e%2e%2f",
  "../",
  "//",
  "\\",
  "'",
  '"',
  "`",
  "<",
  ">",
  "&",
  ";",
  ",",
  "=",
  "-",
  "--",
  "#",
  "?",
  ":",
  "@",
  "{}",
  "[]",
  "[[[[[[[[",
  "null",
  "true",
  "NaN",
  "-0",
  "1e999",
  "0x10",
  "9".repeat(40),
  "__proto__",
  "constructor",
  "toString",
  "\ud800",
  "\udfff",
  "\u202e",
  "\u0301",
  "é",
  "日本",
  "🎧",
  "a".repeat(300),
  "\u0000\u0001\u0002",
  "<script>",
  "${x}",
  "%s",
  "\ufeff"
] as const
