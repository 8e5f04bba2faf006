import type { Lexicon, LexiconEntry } from "@aethercast/agents/relevance/Lexicon"
import * as TopicQuery from "@aethercast/agents/relevance/TopicQuery"

const entries: ReadonlyMap<string, LexiconEntry> = new Map([
  ["mariner", { frequency: 0, nounShare: 1, related: [{ word: "sailor", strength: 0.9 }] }],
  ["sea", { frequency: 40, nounShare: 1, related: [] }],
  ["navigate", { frequency: 10, nounShare: 0, related: [] }],
  ["find", { frequency: 500, nounShare: 0.1, related: [] }]
])

/** A lexicon of four words. */
export const lexicon: Lexicon["Service"] = {
  find: (word) => entries.get(word) ?? { frequency: 0, nounShare: 1, related: [] }
}

export const query = (words: string): TopicQuery.TopicQuery => TopicQuery.make(lexicon, words)
