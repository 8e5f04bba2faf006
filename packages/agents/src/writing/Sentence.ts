import type { Passage } from "@aethercast/domain/Source"
import { terms, wordCount } from "./Terms.ts"

/** A passage that can be read out. */
export interface Sentence {
  readonly passage: Passage
  /** The passage as it is spoken. */
  readonly text: string
  readonly words: number
  readonly terms: ReadonlyArray<string>
  /** Whether it points back, so that it means nothing without the sentence before it. */
  readonly leans: boolean
}

/** The passages that can be read out, in the given order. */
export const sentences = (passages: ReadonlyArray<Passage>): ReadonlyArray<Sentence> =>
  passages.flatMap((passage) => {
    const text = speakable(passage.text)
    return backMatter.test(passage.heading.trim()) || !isUsable(text)
      ? []
      : [{ passage, text, words: wordCount(text), terms: terms(text), leans: leans(text) }]
  })

/** A text without what only eyes can use: reference marks and what stands in brackets. */
export const speakable = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replace(/\[[^[\]]{0,30}\]/g, "")
    .replace(/ ?\([^()]*\)/g, "")
    .replace(/ ?\([^()]*\)/g, "")
    .replace(/ {2,}/g, " ")
    .replace(/ (?=[.,;:!?](?:\s|$))/g, "")
    .trim()

/** Whether `next` comes right after `sentence` under the same heading of the same source. */
export const follows = (sentence: Sentence, next: Sentence): boolean =>
  next.passage.source === sentence.passage.source &&
  next.passage.heading === sentence.passage.heading &&
  next.passage.position === sentence.passage.position + 1

/** A text in pieces that one breath can carry, cut between clauses. */
export const breaths = (text: string): ReadonlyArray<string> => {
  if (wordCount(text) <= longestBreath) return [text]
  const cut = clauseBreaks.map((pattern) => middleMost(text, pattern)).find((at) => at > 0)
  return cut === undefined
    ? [text]
    : [...breaths(text.slice(0, cut).trim()), ...breaths(text.slice(cut).trim())]
}

/** The most words that one line should have. */
const longestBreath = 45

/** Takes passages from each source in turn, as many as `limit`, and leaves them in their order. */
export const fairShare = (
  passages: ReadonlyArray<Passage>,
  limit: number
): ReadonlyArray<Passage> => {
  const taken = new Map<string, number>()
  const turns = passages.map((passage, order) => {
    const turn = taken.get(passage.source) ?? 0
    taken.set(passage.source, turn + 1)
    return { order, passage, turn }
  })
  return turns
    .toSorted((a, b) => a.turn - b.turn || a.order - b.order)
    .slice(0, limit)
    .toSorted((a, b) => a.order - b.order)
    .map(({ passage }) => passage)
}

const leans = (text: string): boolean =>
  pointsBack.test(text) || pointsAside.test(text) || namelessPronoun.test(text)

const pointsBack = new RegExp(
  "^[\"“'‘]?(?:(?:it|its|they|them|their|he|him|his|she|her|this|that|these|those|such|both|neither|either|others?|another|" +
    "and|but|or|nor|so|yet|then|thus|hence|therefore|however|moreover|furthermore|nevertheless|nonetheless|" +
    "instead|meanwhile|otherwise|also|likewise|similarly|consequently|accordingly|finally|again|besides|" +
    "conversely|here|still|second|secondly|third|thirdly|later|afterwards?|eventually|soon|indeed|rather)\\b|" +
    "(?:as a result|for example|for instance|in addition|in contrast|by contrast|in turn|in other words|in fact|" +
    "on the other hand|on the contrary|at the same time|at that|even so|that said|the (?:latter|former|same|other|" +
    "result|two|three|rest|reason|effect|answer)|one of the(?:m|se)|some of the(?:m|se)|most of the(?:m|se)|" +
    "[a-z]+ (?:years?|decades?|months?|days?|weeks?|centuries|hours?) (?:later|earlier|before))\\b|" +
    "(?:\\S+ ){1,3}such\\b(?! as)|(?:\\S+ ){1,4}then\\b)",
  "i"
)

/** "Eclipses happen near one of those nodes": a word in the middle that points back. */
const pointsAside =
  /^(?:\S+ ){1,11}?(?:(?:these|those)(?! (?:that|who|which|of|whose|in|with)\b)|this(?! (?:year|month|week))|(?:from|of|at|on|to|by|with|for|behind|under|after|before|into|like|than) that) |, (?:however|though|too|instead|either)\b|\b(?:(?:tried|once) again|by then|since then|at the time)\b/i

/** "The lines led him to a guess": a pronoun before anybody was named. */
const namelessPronoun =
  /^(?:The|An?|One|Two|Some|Many|Most|In|On|At|By|For|From|With|After|Before|When|While|Once)(?: (?!\p{Lu})\S+){0,7}? (?:he|she|him|his|her|them|their)\b/u

const isUsable = (text: string): boolean => {
  const length = wordCount(text)
  return (
    length >= 5 &&
    length <= 70 &&
    /^["“'‘]?[\p{Lu}\p{Lo}\p{N}]/u.test(text) &&
    /[.!?…。！？]["”'’]?$/u.test(text) &&
    hasClosedQuotes(text) &&
    (text.match(/[\p{L}\s]/gu)?.length ?? 0) > text.length * 0.75 &&
    !forEyes.test(text)
  )
}

/** A quotation that is cut off by the end of its sentence would be read as the narrator's own words. */
const hasClosedQuotes = (text: string): boolean =>
  (text.match(/"/g)?.length ?? 0) % 2 === 0 &&
  (text.match(/“/g)?.length ?? 0) === (text.match(/”/g)?.length ?? 0)

const forEyes =
  /https?:|www\.|[{}<>|]|\b(?:figures? \d|fig\. |tables? \d|see (?:also|below|above)|shown (?:below|above|here)|click|subscribe|newsletter|cookies?|sign up|log in|all rights reserved|copyright|advertisement|read more|isbn|doi|retrieved)\b/i

const backMatter =
  /^(?:sources?|references?|see also|external links?|further reading|notes?|footnotes?|bibliography|citations?|gallery|works cited|literature|related|links|credits|acknowledge?ments?)$/i

const clauseBreaks = [
  /[.!?]["”]? (?=\p{Lu})/gu,
  /; /g,
  / [—–-] /g,
  /, (?=(?:and|but|which|who|because|so|while)\b)/g,
  /, /g,
  / (?=(?:and|that|which|because|but)\b)/g,
  / /g
]

/** Where the match nearest to the middle ends; 0 when none leaves four words on either side. */
const middleMost = (text: string, pattern: RegExp): number =>
  [...text.matchAll(pattern)]
    .map((match) => match.index + match[0].length)
    .filter((at) => wordCount(text.slice(0, at)) >= 4 && wordCount(text.slice(at)) >= 4)
    .reduce(
      (best, at) => (Math.abs(at - text.length / 2) < Math.abs(best - text.length / 2) ? at : best),
      0
    )
