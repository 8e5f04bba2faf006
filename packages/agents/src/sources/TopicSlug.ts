import { createHash } from "node:crypto"
import { TopicId } from "@aethercast/domain/Topic"

/**
 * A topic id from a display name. Letters other than a-z are folded or dropped; if any was dropped, a
 * digest of the name keeps the id unique. So does a digest of `distinguishBy`.
 */
export const topicSlug = (name: string, distinguishBy?: string): TopicId => {
  const folded = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
  const words = folded
    .replace(/['’]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replace(/^-+|(?<!-)-+$/g, "")
  const isLossy = words === "" || /[^a-z0-9]/.test(folded.replace(/[\p{P}\p{S}\s]/gu, ""))
  const parts = [words === "" ? "topic" : words]
  if (isLossy) parts.push(digest(name))
  if (distinguishBy !== undefined) parts.push(digest(distinguishBy))
  return TopicId.make(parts.join("-"))
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 8)
