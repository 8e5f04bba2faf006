import type { Passage } from "@aethercast/domain/Source"
import { isOnFocus } from "../relevance/FocusRelevance.ts"
import { terms, wordCount } from "./Terms.ts"

/** A passage that can be read out. */
export interface Sentence {
  readonly passage: Passage
  /** The passage as it is spoken. */
  readonly text: string
  readonly words: number
  readonly terms: ReadonlyArray<string>
  /** Whether it refers to the sentence before it and makes no sense without that. */
  readonly dependsOnPrevious: boolean
}

/** The passages that can be read out, in the given order. */
export const sentences = (passages: ReadonlyArray<Passage>): ReadonlyArray<Sentence> =>
  passages.flatMap((passage) => {
    const text = speakable(passage.text)
    if (backMatter.test(passage.heading.trim()) || !isUsable(text)) return []
    const dependsOnPrevious = refersBack(text)
    return [{ passage, text, words: wordCount(text), terms: terms(text), dependsOnPrevious }]
  })

/** A text without what makes sense only on a page: reference marks and parentheses. */
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

/** Whether the sentence at an index goes on from the one before it in the list. */
export const continues = (list: ReadonlyArray<Sentence>, at: number): boolean => {
  const [previous, sentence] = [list[at - 1], list[at]]
  return previous !== undefined && sentence !== undefined && follows(previous, sentence)
}

/** A text in parts that can be spoken in one breath, cut between clauses. */
export const breathGroups = (text: string): ReadonlyArray<string> => {
  if (wordCount(text) <= maxBreathWords) return [text]
  const cut = clauseBreaks.map((pattern) => middleMost(text, pattern)).find((at) => at > 0)
  return cut === undefined
    ? [text]
    : [...breathGroups(text.slice(0, cut).trim()), ...breathGroups(text.slice(cut).trim())]
}

/** The most words that one line should have. */
const maxBreathWords = 45

/**
 * At most `limit` passages in their original order: those about the focus, with the few that lead to them,
 * and the others round-robin from all sources.
 */
export const fairShare = (
  passages: ReadonlyArray<Passage>,
  limit: number
): ReadonlyArray<Passage> => {
  const taken = new Map<string, number>()
  const ranked = passages.map((passage, order) => {
    const round = taken.get(passage.source) ?? 0
    taken.set(passage.source, round + 1)
    const isFocused = passages
      .slice(order, order + focusLead + 1)
      .some((next) => next.source === passage.source && isOnFocus(next))
    return { order, passage, isFocused, round }
  })
  return ranked
    .toSorted(
      (a, b) => Number(b.isFocused) - Number(a.isFocused) || a.round - b.round || a.order - b.order
    )
    .slice(0, limit)
    .toSorted((a, b) => a.order - b.order)
    .map(({ passage }) => passage)
}

/** So many passages before one may be needed to understand it. */
const focusLead = 4

const refersBack = (text: string): boolean =>
  startsWithReference.test(text) ||
  containsReference.test(text) ||
  countsOn.test(text) ||
  shortNoun.test(text) ||
  takenUp.test(text) ||
  goesOn.test(text) ||
  namelessPronoun.test(text) ||
  leavesVerbOut.test(text) ||
  (shortName.test(text) && !fullName.test(text))

const startsWithReference = new RegExp(
  "^[\"“'‘]?(?:(?:it|its|they|them|their|he|him|his|she|her|this|that|these|those|such|both|neither|either|others?|another|" +
    "and|but|or|nor|so|yet|then|thus|hence|therefore|however|moreover|furthermore|nevertheless|nonetheless|" +
    "instead|meanwhile|otherwise|also|likewise|similarly|consequently|accordingly|finally|again|besides|" +
    "conversely|here|still|second|secondly|third|thirdly|later|afterwards?|eventually|soon|indeed|rather)\\b|" +
    "(?:as a result|for example|for instance|in addition|in contrast|by contrast|in turn|in other words|in fact|" +
    "on the other hand|on the contrary|at the same time|at that|even so|that said|the (?:latter|former|same|other|" +
    "result|two|three|rest|reason|effect|answer)|one of the(?:m|se)|some of the(?:m|se)|most of the(?:m|se)|" +
    "[a-z]+ (?:years?|decades?|months?|days?|weeks?|centuries|hours?) (?:later|earlier|before))\\b|" +
    "(?:\\S+ ){1,3}such\\b(?! as)|(?:\\S+ ){1,4}(?:is|are|was|were) (?:itself|themselves|himself|herself)\\b|(?:\\S+ ){1,4}then\\b)",
  "i"
)

/** "Eclipses happen near one of those nodes": a reference within the sentence. */
const containsReference =
  /^(?:\S+ ){1,11}?(?:(?:these|those)(?! (?:that|who|which|of|whose|in|with)\b)|this(?! (?:year|month|week))|(?:from|of|at|on|to|by|with|for|behind|under|after|before|into|like|than) that) |, (?:however|though|too|instead|either)\b|\b(?:(?:tried|once) again|by then|since then|at the time)\b/i

/** "The second machine", "Bede's second observation", "A rare third kind": the first was named before. */
const countsOn =
  /^(?:(?:The|An?|\p{Lu}\p{L}+['’]s) (?:\p{Ll}+ )?(?:second|third|fourth|fifth|next) (?!of |half |century |\p{Ll}+est\b|most )|(?:On|In|At|By) (?:\S+ ){1,4}another )/u

/** "The committee credited better cable design": a noun that was introduced in full before. */
const shortNoun =
  /^The (?:accident|attack|authors|battle|clock|committee|company|crew|debate|decision|device|disaster|discovery|expedition|experiment|group|law|machine|plan|prize|project|proposal|question|report|researchers|scientists|ship|sight|study|survey|team|trial) (?!(?:and|around|at|between|behind|by|for|from|in|of|on|that|to|which|who|whose|with)\b)\p{Ll}/u

/** "worked out the parallel", "Distance explains the puzzle": what was told before, taken up by a noun. */
const takenUp =
  /\b[Tt]he (?:famous |same |whole |old )?(?:answer|argument|claim|coincidence|comparison|contrast|difference|dilemma|effect|explanation|finding|idea|incident|matter|mystery|parallel|paradox|problem|puzzle|reason|result|riddle|scandal|setback|shock|story|task|trick|wreck)\b(?! (?:about|behind|between|by|for|from|how|in|is that|of|on|that|to|was that|which|who|whose|why|with)\b)/

/** "When the ship reached Jamaica": a story that has begun before. */
const goesOn =
  /^(?:When|After|Before|As|Once|While|Until|By the time) the (?:\p{Ll}+ )?\p{Ll}+ (?:\p{Ll}+ed|was|were|had|came|left|went|took|broke|fell|set|ran|began|sank|rose)\b/u

/** "The lines led him to a guess": a pronoun without a name before it. */
const namelessPronoun =
  /^(?:The|An?|One|Two|Some|Many|Most|In|On|At|By|For|From|With|After|Before|When|While|Once)(?: (?!\p{Lu})\S+){0,7}? (?:(?:by|for|from|in|of|with) it|he|she|him|his|her|them|their)\b/u

/** "Kleitman did not, and his body temperature …": what he did not do was said before. */
const leavesVerbOut =
  /^(?:\S+ ){1,3}(?:did|does|do|was|were|had|has|could|would)(?: not|n['’]t)?(?:[,;]| (?:and|but)\b)/

const institutions =
  "(?:Act|Treaty|Bill|Convention|Commission|Committee|Council|Company|Board|Society|Institute|Ministry|Directive|Protocol|Agreement|Report|Survey|Project)"

/** "the Act": a name that was cut short after it was first given. */
const shortName = new RegExp(`\\b[Tt]he ${institutions}\\b(?! (?:of|for|on)\\b)`)

/** "the Factory Act" */
const fullName = new RegExp(`(?<!\\p{L})\\p{Lu}\\p{L}+ ${institutions}\\b`, "u")

const isUsable = (text: string): boolean => {
  const length = wordCount(text)
  return (
    length >= 5 &&
    length <= 70 &&
    /^["“'‘]?[\p{Lu}\p{Lo}\p{N}]/u.test(text) &&
    /[.!?…。！？]["”'’]?$/u.test(text) &&
    hasClosedQuotes(text) &&
    (text.match(/[\p{L}\s]/gu)?.length ?? 0) > text.length * 0.75 &&
    !pageOnly.test(text)
  )
}

/** A quotation that continues in the next sentence would sound like the narrator's own words. */
const hasClosedQuotes = (text: string): boolean =>
  (text.match(/"/g)?.length ?? 0) % 2 === 0 &&
  (text.match(/“/g)?.length ?? 0) === (text.match(/”/g)?.length ?? 0)

/** Words and marks that refer to the page, or belong to the website and not to the article. */
const pageOnly =
  /https?:|www\.|[{}<>|]|\b(?:figures? \d|fig\. |tables? \d|see (?:also|below|above)|shown (?:below|above|here)|click|subscribe|newsletter|cookies?|sign up|log in|all rights reserved|copyright|advertisement|read more|isbn|doi|retrieved)\b/i

/** Headings whose text is not part of the article. Under others, such as "Notes", there can be prose. */
const backMatter =
  /^(?:references?|see also|external links?|further reading|bibliography|citations?|gallery|works cited|credits|acknowledge?ments?)$/i

const clauseBreaks = [
  /[.!?]["”]? (?=\p{Lu})/gu,
  /; /g,
  / [—–-] /g,
  /, (?=(?:and|but|which|who|because|so|while)\b)/g,
  /, /g,
  / (?=(?:and|that|which|because|but)\b)/g,
  / /g
]

/** End of the match nearest to the middle; 0 when none leaves four words on either side. */
const middleMost = (text: string, pattern: RegExp): number =>
  [...text.matchAll(pattern)]
    .map((match) => match.index + match[0].length)
    .filter((at) => wordCount(text.slice(0, at)) >= 4 && wordCount(text.slice(at)) >= 4)
    .reduce(
      (best, at) => (Math.abs(at - text.length / 2) < Math.abs(best - text.length / 2) ? at : best),
      0
    )
