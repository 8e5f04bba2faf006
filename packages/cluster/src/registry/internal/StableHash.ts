import { createHash } from "node:crypto"

/**
 * A number in [0, 1) that depends on the parts alone: the same on every node, in every process and
 * under every release, evenly spread over keys that resemble each other. 48 bits of a SHA-256.
 */
export const hashFraction = (...parts: ReadonlyArray<string>): number =>
  createHash("sha256").update(JSON.stringify(parts)).digest().readUIntBE(0, 6) / 2 ** 48
