import { createHash } from "node:crypto"
import { TopicId } from "@aethercast/domain/Topic"

/**
 * A topic id made of a name for people. Letters outside of a-z are folded or dropped; what was
 * dropped is told apart by a digest of the whole name, as is anything in `apartFrom`.
 */
export const topicSlug = (name: string, apartFrom?: string): TopicId => {
  const folded = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
  const words = folded
    .replace(/['’]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replace(/^-+|-+$/g, "")
  const lossy = words === "" || /[^a-z0-9]/.test(folded.replace(/[\p{P}\p{S}\s]/gu, ""))
  const parts = [words === "" ? "topic" : words]
  if (lossy) parts.push(digest(name))
  if (apartFrom !== undefined) parts.push(digest(apartFrom))
  return TopicId.make(parts.join("-"))
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 8)
