import { contentWords } from "./Stems.ts"

/** A focus in a listener's words, as passages are weighed by it. */
export interface FocusQuery {
  /** What to prefer, in words: "nurses and shift workers" are two alternatives. */
  readonly wanted: ReadonlyArray<ReadonlyArray<string>>
  /** The words for what to leave out: "no history". */
  readonly unwanted: ReadonlyArray<string>
  /** "Only since 2020": inclusive, and infinite where it is open. */
  readonly years?: Years
  /** "The numbers, please", or "no statistics". */
  readonly figures?: "wanted" | "unwanted"
}

export interface Years {
  readonly first: number
  readonly last: number
}

/** What is not understood is left out: in the end a query may ask for nothing. */
export const make = (words: string): FocusQuery => {
  const clauses = words.split(/[,;:!?()—]| – |\.(?!\d)|\b(?=(?:but|without|except|instead of)\b)/i)
  const unwanted = clauses.filter((clause) => exclusion.test(clause)).join(" ")
  const wanted = clauses.filter((clause) => !exclusion.test(clause)).join(", ")
  const years = yearsIn(wanted)
  const text = subjectsOf(wanted)
  return {
    wanted: text
      .split(/,|\b(?:and|or)\b/i)
      .map(wordsOf)
      .filter(({ length }) => length > 0),
    unwanted: wordsOf(subjectsOf(unwanted)),
    ...(years !== undefined && { years }),
    ...(hasFigures(wanted)
      ? { figures: "wanted" }
      : hasFigures(unwanted) && { figures: "unwanted" })
  }
}

/** Whether there is something that passages can be preferred for. */
export const prefers = ({ figures, wanted, years }: FocusQuery): boolean =>
  wanted.length > 0 || years !== undefined || figures === "wanted"

/** "Not only" is an addition, and "nothing before 1900" a period. */
const exclusion =
  /^\s*(?:(?:but|and|or|please|with) )*(?:no|not|never|nothing (?:about|on|of)|without|skip|avoid|omit|ignore|leave out|less|except|instead of|rather than|(?:do not|don['’]t) (?:talk|speak|tell|mention|cover|include))\b(?! (?:only|just|before|after)\b)/i

const figures = /\b(?:numbers|figures|statistics|stats|percentages|how (?:much|many))\b/gi

const hasFigures = (text: string): boolean => text.search(figures) >= 0

/** Without the figures and the years that it asks for. */
const subjectsOf = (text: string): string => text.replace(figures, " ").replace(yearPhrase, " ")

/** A year, a decade or a century. */
const time = String.raw`(?:the )?(?:1\d{3}|20\d{2}|\d{1,2}(?:st|nd|rd|th)[ -]century)s?\b`
const times = new RegExp(time, "gi")
const yearPhrase = new RegExp(
  String.raw`\b(?:nothing |not )?(?:between|from|since|after|before|until|till|up to|in|of|during)? ?${time}(?: ?(?:to|and|until|till|-|–) ?${time})?(?: on(?:wards?)?\b)?`,
  "gi"
)

const yearsIn = (text: string): Years | undefined => {
  const [phrase] = text.match(yearPhrase) ?? []
  const [first, second] = (phrase?.match(times) ?? []).map(spanOf)
  if (phrase === undefined || first === undefined) return undefined
  if (second !== undefined) {
    return {
      first: Math.min(first.first, second.first),
      last: Math.max(first.last, second.last)
    }
  }
  if (/\b(?:since|from)\b|\bon(?:wards?)?$|(?:nothing|not) before/i.test(phrase)) {
    return { first: first.first, last: Infinity }
  }
  if (/(?:nothing|not) after/i.test(phrase)) return { first: -Infinity, last: first.last }
  if (/\bafter\b/i.test(phrase)) return { first: first.last + 1, last: Infinity }
  return /\b(?:before|until|till|up to)\b/i.test(phrase)
    ? { first: -Infinity, last: /before/i.test(phrase) ? first.first - 1 : first.last }
    : first
}

/** "1990s" has ten years, and "19th century" a hundred. */
const spanOf = (text: string): Years => {
  const [digits = "0"] = text.match(/\d+/) ?? []
  const number = Number(digits)
  if (/century/i.test(text)) return { first: number * 100 - 99, last: number * 100 }
  return { first: number, last: text.endsWith("s") ? number + 9 : number }
}

const wordsOf = (text: string): ReadonlyArray<string> =>
  contentWords(text).filter((word) => /\p{L}/u.test(word) && !request.has(word))

/** Words for the request itself. */
const request = new Set(
  (
    "above angle aspect aspects avoid care concentrate consequence consequences consider cover details detail discuss " +
    "effect effects emphasis emphasize especially explain focus hear ignore impact implication implications include " +
    "instead interest interested interests know leave less like learn mainly matter matters mean means mention mostly omit " +
    "particular particularly perspective rather side skip speak talk tell view viewpoint want wants"
  ).split(" ")
)
