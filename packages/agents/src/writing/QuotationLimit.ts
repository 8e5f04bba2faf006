import { libraryOrigin } from "@aethercast/domain/LibraryAddress"
import { documentIdOf } from "@aethercast/domain/ListenerDocument"
import type { Passage, Source } from "@aethercast/domain/Source"
import { sumAll } from "effect/Number"
import { isOnFocus } from "../relevance/FocusRelevance.ts"
import { sentences } from "./Sentence.ts"
import { wordCount } from "./Terms.ts"

/** The most words of a closed source that an episode may repeat literally. */
export const maxQuotedWords = 90

/**
 * Whether all of a source may be quoted: it is of the library, or the listener uploaded it, or its site
 * publishes under an open licence. A page that a listener merely named is somebody else's.
 */
export const isOpen = ({ url }: Pick<Source, "url">): boolean =>
  url.startsWith(`${libraryOrigin}/`) ||
  documentIdOf(url) !== undefined ||
  openSites.test(new URL(url).hostname)

/** Projects of the Wikimedia Foundation: CC BY-SA 4.0 by its terms of use, section 7. */
const openSites =
  /(?:^|\.)(?:wikipedia|wikibooks|wikinews|wikiquote|wikisource|wikiversity|wikivoyage|wiktionary)\.org$/

/**
 * The passages that an episode may use: all of open sources, and of each closed one sentences of at most
 * 90 words together. Equal passages give equal answers, so that chapters and asides, which are written
 * apart, keep to the same sentences.
 */
export const quotable = (
  passages: ReadonlyArray<Passage>,
  sources: ReadonlyArray<Source>
): ReadonlyArray<Passage> => {
  const open = new Set(sources.filter(isOpen).map(({ id }) => id))
  const closed = Map.groupBy(
    passages.filter(({ source }) => !open.has(source)),
    ({ source }) => source
  )
  const chosen = new Set([...closed.values()].flatMap(excerpt))
  return passages.filter((passage) => open.has(passage.source) || chosen.has(passage))
}

/**
 * Those about the focus first, then short ones, since a few words have to make an episode; among these in
 * reading order.
 */
const excerpt = (passages: ReadonlyArray<Passage>): ReadonlyArray<Passage> => {
  const candidates = sentences(passages)
    .filter(({ dependsOnPrevious }) => !dependsOnPrevious)
    .map(({ passage }) => ({ passage, words: wordCount(passage.text) }))
    .toSorted(
      (a, b) =>
        Number(isOnFocus(b.passage)) - Number(isOnFocus(a.passage)) ||
        Number(a.words > shortWords) - Number(b.words > shortWords)
    )
  const chosen: Array<(typeof candidates)[number]> = []
  for (const candidate of candidates) {
    const words = sumAll([...chosen, candidate].map(({ words }) => words))
    if (words <= maxQuotedWords) chosen.push(candidate)
  }
  return chosen.map(({ passage }) => passage)
}

/** An episode takes at least four sentences. */
const shortWords = Math.floor(maxQuotedWords / 4)
