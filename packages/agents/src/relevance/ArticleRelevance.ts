import { Passage } from "@aethercast/domain/Source"
import { Array, Effect } from "effect"
import { judge, relevanceFloor, type Standard } from "./Relevance.ts"
import { names } from "./Names.ts"
import { stems } from "./Stems.ts"
import type { TopicQuery } from "./TopicQuery.ts"

/** What of an article is about a topic. */
export interface ArticleRelevance {
  readonly passages: ReadonlyArray<Passage>
  /** Whether the article as a whole is about a part of the topic. */
  readonly isNear: boolean
}

/** The passages of an article that are about a topic. Others get their turn after every 200 passages. */
export const relevantPassages = Effect.fn("ArticleRelevance.relevantPassages")(function* (
  query: TopicQuery,
  title: string,
  passages: ReadonlyArray<Passage>,
  standard: Standard
) {
  const text = {
    title: stems(title),
    names: names(passages.map(({ text }) => text)),
    sentences: yield* stemmed(passages)
  }
  const judged = yield* judge(query, text, standard)
  return {
    passages: passages
      .map((passage, at) => new Passage({ ...passage, relevance: judged.sentences[at] ?? 0 }))
      .filter(({ relevance }) => relevance >= relevanceFloor[standard]),
    isNear: judged.isNear
  } satisfies ArticleRelevance
})

/** The passages by their stems. Others get their turn after every 200 passages. */
export const stemmed = Effect.fn("ArticleRelevance.stemmed")(function* (
  passages: ReadonlyArray<Passage>
) {
  const sentences = yield* Effect.forEach(Array.chunksOf(passages, 200), (chunk) =>
    Effect.as(
      Effect.yieldNow,
      chunk.map(({ heading, text }) => ({
        heading,
        headingStems: stems(heading),
        stems: stems(text)
      }))
    )
  )
  return sentences.flat()
})
