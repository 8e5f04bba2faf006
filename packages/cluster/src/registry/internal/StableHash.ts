import { createHash } from "node:crypto"

/**
 * A number in [0, 1), the first 48 bits of a SHA-256. It depends on the parts only, so it is the same on
 * every node and in every release; similar parts are spread evenly.
 */
export const hashFraction = (...parts: ReadonlyArray<string>): number =>
  createHash("sha256").update(JSON.stringify(parts)).digest().readUIntBE(0, 6) / 2 ** 48
