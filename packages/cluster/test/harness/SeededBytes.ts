import { createHash } from "node:crypto"

/** Bytes that look random, the same for the same seed. */
export class SeededBytes {
  readonly #seed: string
  #count = 0

  constructor(seed: string) {
    this.#seed = seed
  }

  bytes(length: number): Buffer {
    const parts: Array<Buffer> = []
    for (let size = 0; size < length; size += 32) {
      parts.push(
        createHash("sha256")
          .update(`${this.#seed}/${this.#count++}`)
          .digest()
      )
    }
    return Buffer.concat(parts).subarray(0, length)
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    return this.bytes(4).readUInt32BE() % limit
  }
}
