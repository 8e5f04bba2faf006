/** Byte layouts of MP4 boxes: ISO/IEC 14496-12, section 4.2. */

/** Bytes of a box, or of a part of one. */
export type Bytes = ReadonlyArray<number>

/** Unsigned, big-endian. */
export const u16 = (n: number): Bytes => [(n >>> 8) & 255, n & 255]
/** Unsigned, big-endian; of larger numbers, the lower 32 bits. */
export const u32 = (n: number): Bytes => [
  (n >>> 24) & 255,
  (n >>> 16) & 255,
  (n >>> 8) & 255,
  n & 255
]
export const zeros = (count: number): Bytes => Array.from({ length: count }, () => 0)
export const ascii = (text: string): Bytes => [...text].map((letter) => letter.charCodeAt(0))

/** A box: its size, its type of four letters, and its contents. */
export const box = (type: string, ...parts: ReadonlyArray<Bytes>): Bytes => {
  const content = parts.flat()
  return [...u32(content.length + 8), ...ascii(type), ...content]
}

/** A box with version and flags before its contents. */
export const fullBox = (
  type: string,
  version: number,
  flags: number,
  ...parts: ReadonlyArray<Bytes>
) => box(type, [version], u32(flags).slice(1), ...parts)
